import json

import numpy as np
import pytest

from aavae.analysis.similarity.pair_measures import MEASURES, SMALLEST_KL, Measure
from aavae.analysis.similarity.pairs import PAIR_KINDS
from aavae.analysis.similarity.partner_similarity import compute_similarity
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.similarity.pairs import evaluate_pairs, explain_no_measure, summarise_pairs
from aavae.evaluation.subject import find_subject
from aavae.evaluation.summary import summarise_similarity
from aavae.evaluation.views import encode_views
from tests.conftest import make_run

OFF = AugmentConfig(crop_probability=0, flip_probability=0, jitter_probability=0, grayscale_probability=0)


@pytest.mark.parametrize("centre", [False, True])
def test_cosines_are_those_that_a_training_watches(centre: bool, tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    pairs = evaluate_pairs(subject, tiny_dataset, representation="mu", num_images=50, seed=2, centre=centre)
    first, second = encode_views(subject, tiny_dataset, AugmentConfig(), num_images=50, seed=2)
    similarity = compute_similarity(np.asarray(first.mu), np.asarray(second.mu), seed=2, centre=centre)
    np.testing.assert_allclose(pairs.same, similarity.same, atol=1e-5)
    np.testing.assert_allclose(pairs.different, similarity.different, atol=1e-5)
    assert pairs.get_estimate("auc").value == pytest.approx(similarity.auc, abs=1e-9)
    assert pairs.get_estimate("overlap").value == pytest.approx(similarity.overlap, abs=1e-9)


def test_two_samples_z_of_one_image_have_noise_of_their_own(tiny_dataset: Dataset) -> None:
    make_run("mine")
    pairs = evaluate_pairs(find_subject("mine"), tiny_dataset, representation="z", config=OFF, num_images=50)
    assert pairs.get_estimate("mean", "same").value < 0.9


@pytest.mark.parametrize("name", ["pixels", "untrained"])
def test_baselines_take_part_with_h(name: str, tiny_dataset: Dataset) -> None:
    pairs = evaluate_pairs(find_subject(name), tiny_dataset, representation="h", num_images=50)
    assert len(pairs.same) == 50
    assert 0 <= pairs.get_estimate("auc").value <= 1


@pytest.mark.parametrize("measure", MEASURES)
def test_pairs_are_of_their_kind_and_found_again(measure: Measure, tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    first, second = (
        evaluate_pairs(
            find_subject("mine"), tiny_dataset, representation="mu", measure=measure, num_images=50
        )
        for _ in range(2)
    )
    labels = tiny_dataset.test.labels
    for kind in PAIR_KINDS:
        left, right = first.get_pairs(kind).T
        assert len(left) == len(first.get_values(kind)) == 50
        assert set(left) <= set(first.images)
        assert ((left == right) == (kind == "same")).all()
        if kind.endswith("class"):
            assert ((labels[left] == labels[right]) == (kind == "same_class")).all()
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("measure", ["cosine", "euclidean"])
def test_without_augmentation_the_views_are_one_image(measure: Measure, tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    pairs = evaluate_pairs(
        find_subject("mine"), tiny_dataset, representation="mu", measure=measure, config=OFF, num_images=50
    )
    same, different = (pairs.get_estimate("mean", kind).value for kind in ("same", "different"))
    assert same < different if measure != "cosine" else same > different
    assert pairs.get_estimate("auc").value == pytest.approx(1)


def test_without_augmentation_there_is_no_divergence(tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    pairs = evaluate_pairs(
        find_subject("mine"), tiny_dataset, representation="mu", measure="kl", config=OFF, num_images=50
    )
    np.testing.assert_allclose(pairs.same, np.log10(SMALLEST_KL))


def test_all_subjects_meet_in_the_same_pairs(tiny_dataset: Dataset) -> None:
    make_run("mine")
    first, second = (
        evaluate_pairs(find_subject(name), tiny_dataset, representation="h", num_images=50)
        for name in ("mine", "pixels")
    )
    for kind in PAIR_KINDS:
        np.testing.assert_array_equal(first.get_pairs(kind), second.get_pairs(kind))


@pytest.mark.parametrize(
    ("method", "reason"), [("simclr", "no trained posterior"), ("ae", "trained without noise")]
)
def test_a_model_without_a_posterior_has_no_kl(method: str, reason: str, tiny_dataset: Dataset) -> None:
    make_run("mine", method)  # pyright: ignore[reportArgumentType]
    subject = find_subject("mine")
    assert reason in (explain_no_measure(subject, "mu", "kl") or "")
    assert explain_no_measure(subject, "mu", "euclidean") is None
    with pytest.raises(UserError, match=f"{reason}.*choose cosine"):
        evaluate_pairs(subject, tiny_dataset, representation="mu", measure="kl")


def test_pixels_have_no_mu(tiny_dataset: Dataset) -> None:
    assert "no mu" in (explain_no_measure(find_subject("pixels"), "mu", "cosine") or "")
    with pytest.raises(UserError, match="choose h"):
        evaluate_pairs(find_subject("pixels"), tiny_dataset, representation="mu")


def test_too_many_and_too_few_images_are_sentences(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="at least 2"):
        evaluate_pairs(find_subject("pixels"), tiny_dataset, representation="h", num_images=1)
    monkeypatch.setattr("aavae.evaluation.similarity.pairs.MAX_NUM_IMAGES", 20)
    with pytest.raises(UserError, match="at most 20"):
        evaluate_pairs(find_subject("pixels"), tiny_dataset, representation="h", num_images=50)


def test_a_row_has_the_keys_of_the_similarity_and_more(tiny_dataset: Dataset) -> None:
    make_run("mine")
    make_run("other", seed=1)
    mine, other = find_subject("mine"), find_subject("other")
    row = summarise_pairs(mine, tiny_dataset, "mu", beside=other, num_images=50)
    assert set(summarise_similarity(mine, tiny_dataset, "mu")) <= set(row)
    beside = summarise_pairs(other, tiny_dataset, "mu", num_images=50)
    assert row["auc_difference"] == pytest.approx(row["auc"] - beside["auc"])
    for name in ("auc", "overlap", "effect_size", "auc_same_class", "mean_other_class", "auc_difference"):
        low, high = row[f"{name}_interval"]
        assert low <= row[name] <= high
    assert json.loads(json.dumps(row, allow_nan=False)) == row


def test_means_of_kl_are_in_nats(tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    subject = find_subject("mine")
    row = summarise_pairs(subject, tiny_dataset, "h", "kl", num_images=50)
    pairs = evaluate_pairs(subject, tiny_dataset, representation="mu", measure="kl", num_images=50)
    assert row["representation"] == "posterior"
    assert row["mean_same"] == pytest.approx(np.exp(np.log(10.0 ** pairs.same.astype(np.float64)).mean()))
