import numpy as np
import pytest
import torch

from aavae.analysis.generation.latent_density import draw_noise, fit_density
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.generation.samples import (
    DENSITY_KINDS,
    DensityKind,
    choose_latents,
    decode,
    evaluate_density,
    evaluate_samples,
    explain_no_samples,
    explain_prior,
    is_density_kept,
)
from aavae.evaluation.models import get_painter
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


@pytest.mark.parametrize(("method", "name"), [("vae", "z"), ("ae", "mu")])
def test_a_density_is_over_what_the_decoder_saw_and_judged_by_test_images(
    method: str, name: str, tiny_dataset: Dataset
) -> None:
    make_run("mine", method)  # pyright: ignore[reportArgumentType]
    subject = find_subject("mine")
    assert choose_latents(subject) == name
    train, test = (
        getattr(load_representations(subject, tiny_dataset, split), name) for split in ("train", "test")
    )
    for kind in DENSITY_KINDS:
        fit = evaluate_density(subject, tiny_dataset, kind)
        expected = fit_density(train, kind).compute_log_likelihood(test).mean() / test.shape[1]
        assert fit.log_likelihood == pytest.approx(expected, rel=1e-3)
        assert fit.interval[0] < fit.log_likelihood < fit.interval[1]
        assert fit.representation == name


def test_the_same_seed_gives_the_same_images_and_the_same_noise_to_every_model(tiny_dataset: Dataset) -> None:
    make_run("one", "vae")
    make_run("two", "aavae", seed=1)
    one, two = find_subject("one"), find_subject("two")
    first = evaluate_samples(one, tiny_dataset, "prior", num=6, seed=3)
    np.testing.assert_array_equal(first.latents, draw_noise(6, 128, 3).normal)
    np.testing.assert_array_equal(
        first.latents, evaluate_samples(two, tiny_dataset, "prior", num=6, seed=3).latents
    )
    again = evaluate_samples(one, tiny_dataset, "mixture", num=6, seed=3)
    more = evaluate_samples(one, tiny_dataset, "mixture", num=9, seed=3)
    np.testing.assert_array_equal(
        again.images, evaluate_samples(one, tiny_dataset, "mixture", num=6, seed=3).images
    )
    np.testing.assert_allclose(more.images[:6], again.images, atol=1e-5)
    assert not np.allclose(again.images, evaluate_samples(one, tiny_dataset, "mixture", num=6, seed=4).images)


def test_images_are_what_the_decoder_paints_and_do_not_depend_on_the_batch(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    samples = evaluate_samples(subject, tiny_dataset, "gaussian", num=5)
    assert samples.images.shape == (5, 3, 32, 32)
    assert 0 <= samples.images.min() <= samples.images.max() <= 1
    with torch.inference_mode():
        expected = get_painter(subject).decode(torch.from_numpy(samples.latents)).numpy()
    np.testing.assert_allclose(samples.images, expected, atol=1e-6)
    np.testing.assert_allclose(decode(subject, samples.latents, batch_size=2), expected, atol=1e-5)


def test_a_density_found_on_disk_is_the_one_that_was_fitted(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("mine")
    subject = find_subject("mine")
    assert not is_density_kept(subject, tiny_dataset, "mixture")
    first = evaluate_density(subject, tiny_dataset, "mixture")
    assert is_density_kept(subject, tiny_dataset, "mixture")
    monkeypatch.setattr("aavae.evaluation.generation.samples.fit_density", None)
    second = evaluate_density(subject, tiny_dataset, "mixture")
    np.testing.assert_array_equal(first.restore().factors, second.restore().factors)
    assert first[3:] == second[3:]


def test_who_cannot_take_part_is_told_why(tiny_dataset: Dataset) -> None:
    make_run("contrastive", "simclr")
    for name, reason in (("contrastive", "without a decoder"), ("pixels", "baseline")):
        subject = find_subject(name)
        explained = explain_no_samples(subject)
        assert explained is not None
        assert reason in explained
        with pytest.raises(UserError, match=f"{reason}.* Choose an autoencoder"):
            evaluate_samples(subject, tiny_dataset, "prior")


@pytest.mark.parametrize(("method", "aimed"), [("vae", True), ("ae", False), ("aavae", False)])
def test_only_a_kl_term_makes_the_prior_more_than_a_guess(method: str, aimed: bool) -> None:
    make_run("mine", method)  # pyright: ignore[reportArgumentType]
    subject = find_subject("mine")
    assert explain_no_samples(subject) is None
    reason = explain_prior(subject)
    assert (reason is None) == aimed
    assert aimed or "without a KL term" in str(reason)


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    wrong: DensityKind = "flow"  # pyright: ignore[reportAssignmentType]
    with pytest.raises(UserError, match="no density 'flow'"):
        evaluate_samples(subject, tiny_dataset, wrong)
    with pytest.raises(UserError, match="at least 1 sample"):
        evaluate_samples(subject, tiny_dataset, "prior", num=0)
    with pytest.raises(UserError, match="seed"):
        evaluate_samples(subject, tiny_dataset, "prior", num=1, seed=-1)
