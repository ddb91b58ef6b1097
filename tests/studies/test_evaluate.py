import math

import numpy as np
import pytest

from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.subject import find_subject
from aavae.methods import MethodName
from aavae.studies.evaluate import evaluate_run, evaluate_untrained
from aavae.studies.recipe import build_config
from aavae.studies.study import PlannedRun
from tests.studies.examples import finish

pytestmark = pytest.mark.usefixtures("kept_cache")


def plan(method: MethodName, **settings: float) -> PlannedRun:
    return PlannedRun(f"mine-{method}", {}, build_config("study", method, settings))


def test_a_row_says_what_the_analyses_say(micro_dataset: Dataset) -> None:
    run = finish(plan("vae"))
    row = evaluate_run(run, micro_dataset, {"beta": 1.0})
    subject = find_subject(run.name)
    assert (row.run, row.method, row.seed, row.num_epochs) == ("mine-vae", "vae", 0, 23)
    assert (row.images_per_second, row.training_seconds) == (200.0, 30.0)
    assert row.settings == {"beta": 1.0}
    probe = evaluate_linear_probe(subject, micro_dataset, representation="h")
    assert (row.probe["h"], row.interval) == (probe.accuracy, probe.interval)
    np.testing.assert_array_equal(row.per_class, np.diagonal(probe.confusion) / probe.confusion.sum(1))
    assert set(row.probe) == {"h", "mu", "z"}
    assert set(row.knn) == set(row.auc) == {"h", "mu"}
    assert row.mse == evaluate_reconstruction(subject, micro_dataset).mse
    assert row.rank_h == evaluate_spectrum(subject, micro_dataset, representation="h").rank_me
    latents = evaluate_latents(subject, micro_dataset)
    assert (row.kl, row.active) == (latents.kl_total, latents.num_active)
    assert row.snr == pytest.approx(np.median(latents.snr))
    assert row.reconstruction is not None
    assert row.reconstruction > 0.5 * math.log(2 * math.pi) * 3 * 32 * 32


def test_an_ae_has_no_noise_that_was_trained_unless_it_has_a_kl_term(micro_dataset: Dataset) -> None:
    row = evaluate_run(finish(plan("ae")), micro_dataset, {})
    assert (row.kl, row.informative, row.snr) == (None, None, None)
    assert row.active is not None
    row = evaluate_run(finish(PlannedRun("with-kl", {}, plan("ae", beta=1.0).config)), micro_dataset, {})
    assert row.kl is not None and row.snr is not None


def test_simclr_has_neither_decoder_nor_posterior(micro_dataset: Dataset) -> None:
    row = evaluate_run(finish(plan("simclr")), micro_dataset, {})
    assert (row.mse, row.mse_augmented, row.reconstruction) == (None, None, None)
    assert (row.kl, row.active, row.informative, row.snr) == (None, None, None, None)


def test_without_labels_a_row_has_all_but_the_probes(micro_dataset: Dataset) -> None:
    train, test = (
        ImageSet(split.images, np.full(len(split), -1), ())
        for split in (micro_dataset.train, micro_dataset.test)
    )
    run = finish(plan("vae"))
    with_labels = evaluate_run(run, micro_dataset, {})
    unlabelled = Dataset("nameless", "nameless", train, test, compute_digest(train, test))
    row = evaluate_run(run, unlabelled, {})
    none = {"probe": {}, "interval": None, "per_class": [], "knn": {}}
    assert row == with_labels.model_copy(update=none)
    assert evaluate_untrained(unlabelled).probe == {}


def test_the_untrained_encoder_has_a_row_too(micro_dataset: Dataset) -> None:
    row = evaluate_untrained(micro_dataset)
    assert (row.run, row.method, row.num_epochs) == ("untrained", "untrained", 0)
    assert (row.images_per_second, row.training_seconds, row.mse) == (None, None, None)
    assert (
        row.probe["h"]
        == evaluate_linear_probe(find_subject("untrained"), micro_dataset, representation="h").accuracy
    )
