"""What pages and README show are the numbers of the shipped weights and of the algorithms of today."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aavae.analysis.intervals import wilson_interval
from aavae.analysis.maps.trustworthiness import compute_trustworthiness
from aavae.data.image_set import Dataset
from aavae.data.store import load_dataset
from aavae.evaluation.augmentation import image_bank
from aavae.evaluation.augmentation.gallery import evaluate_gallery
from aavae.evaluation.augmentation.image_bank import load_image_bank
from aavae.evaluation.augmentation.profile import evaluate_profile
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.augmentation.wall import evaluate_wall_variance
from aavae.evaluation.diagnostics.invariance import evaluate_invariance
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.diagnostics.style import evaluate_style
from aavae.evaluation.generation.directions import evaluate_directions
from aavae.evaluation.generation.memorised import evaluate_memorised, evaluate_reference
from aavae.evaluation.generation.sample_quality import evaluate_sample_quality
from aavae.evaluation.generation.samples import NUM_SHOWN, evaluate_density
from aavae.evaluation.maps.neighbours import evaluate_neighbours
from aavae.evaluation.maps.projection import find_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.points import load_points
from aavae.evaluation.probes import layers
from aavae.evaluation.probes.image_classifier import evaluate_image_classifier
from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
from aavae.evaluation.probes.label_curve import evaluate_label_curve
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.results import find_row, read_published
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.similarity.uniformity import evaluate_uniformity
from aavae.evaluation.subject import Subject, find_subject
from aavae.paths import checkpoints_dir
from aavae.studies.length import METHODS_COMPARED, SOURCES, compute_lengths, count_seen
from aavae.studies.paper import PAPER_EPOCHS
from aavae.studies.registry import find_study
from aavae.studies.table import load_table

pytestmark = pytest.mark.slow
ROUNDING = 2e-4
"""Another processor adds in another order."""

LAYERS = ("stem", "stage 2")
"""Those inside of the encoder that are computed again: each has a probe of its own, which takes long."""


def read_some_layers(subject: Subject, data: Dataset) -> list[float]:
    found = layers.evaluate_layers(subject, data)
    accuracies = dict(zip(found.names, found.accuracies.tolist(), strict=True))
    return [accuracies[name] for name in (*LAYERS, "h", "mu")]


Numbers = Callable[[Subject, Dataset], Any]
KINDS: dict[str, Numbers] = {
    "density": lambda subject, data: evaluate_density(subject, data, "gaussian").log_likelihood,
    "directions": lambda subject, data: evaluate_directions(subject, data).shares,
    "gallery": lambda subject, data: evaluate_gallery(subject, data).reconstructions.mean((1, 2, 3)),
    "image-bank": lambda subject, data: load_image_bank(subject, data, "mu").scale.numpy(),
    "image-classifier": lambda subject, data: (
        evaluate_image_classifier(subject, data, representation="mu").scale
    ),
    "invariance": lambda subject, data: evaluate_invariance(subject, data, representation="mu").values,
    "knn-probe": lambda subject, data: evaluate_knn_probe(subject, data, representation="mu").accuracy,
    "label-curve": lambda subject, data: evaluate_label_curve(subject, data).accuracies,
    "latents": lambda subject, data: evaluate_latents(subject, data).variance_mu,
    "layers": lambda subject, data: read_some_layers(subject, data),
    "linear-probe": lambda subject, data: evaluate_linear_probe(subject, data, representation="mu").accuracy,
    "memorised": lambda subject, data: evaluate_memorised(subject, data, "gaussian", num=NUM_SHOWN).distances,
    "memorised-reference": lambda subject, data: evaluate_reference(subject, data).test,
    "neighbours": lambda subject, data: evaluate_neighbours(
        subject, data, ProjectionSettings()
    ).similarities.mean(0),
    "pairs": lambda subject, data: evaluate_pairs(subject, data).auc,
    "profile": lambda subject, data: evaluate_profile(subject, data, representation="mu").means,
    "reconstruction": lambda subject, data: evaluate_reconstruction(subject, data).mse_augmented,
    "sample-quality": lambda subject, data: evaluate_sample_quality(subject, data, "gaussian").frechet,
    "spectrum": lambda subject, data: evaluate_spectrum(subject, data, representation="mu").rank_me,
    "style": lambda subject, data: evaluate_style(subject, data, representation="mu").r2,
    "uniformity": lambda subject, data: evaluate_uniformity(subject, data).uniformity,
    "wall-variance": lambda subject, data: evaluate_wall_variance(subject, data).mean,
}
"""A few numbers of each kind of shipped result; a map's is its trustworthiness, see below."""
TOLERANCES = {"sample-quality": 0.02, "label-curve": 0.01, "layers": 0.005}
"""Relative: a mixture's samples, or a probe of ten images, leave more to rounding."""


@pytest.fixture(scope="module")
def computed_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what is computed anew is kept for the next test: representations, above all."""
    return tmp_path_factory.mktemp("computed")


def forget_shipped(monkeypatch: pytest.MonkeyPatch, computed_cache: Path) -> None:
    """Else an analysis would be found among the shipped results, and not be computed."""
    monkeypatch.setattr("aavae.evaluation.cache._SHIPPED", "_nothing")
    monkeypatch.setenv("AAVAE_CACHE", str(computed_cache))
    list_layers = layers._list_layers
    monkeypatch.setattr(
        layers, "_list_layers", lambda model: {name: list_layers(model)[name] for name in LAYERS}
    )


def test_every_kind_that_ships_is_computed_again_below() -> None:
    shipped = {path.name.rsplit("-", 1)[0] for path in (checkpoints_dir() / "_results").iterdir()}
    assert shipped == {*KINDS, "map"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_ships_is_what_is_computed_today(
    kind: str, computed_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject, dataset = find_subject("aavae"), load_dataset("bundled")
    shipped = np.asarray(KINDS[kind](subject, dataset))
    forget_shipped(monkeypatch, computed_cache)
    image_bank._load.cache_clear()
    computed = np.asarray(KINDS[kind](subject, dataset))
    np.testing.assert_allclose(computed, shipped, rtol=TOLERANCES.get(kind, 2e-3), atol=2e-4)


def test_a_map_is_as_true_as_it_says(computed_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject, dataset = find_subject("aavae"), load_dataset("bundled")
    projection = find_projection(subject, dataset, ProjectionSettings())
    assert projection is not None
    forget_shipped(monkeypatch, computed_cache)
    points = load_points(subject, dataset, "h", projection.ids)
    # The layout itself is another on each processor.
    computed = compute_trustworthiness(points, projection.coordinates)
    assert computed == pytest.approx(projection.trustworthiness, abs=1e-3)


def read(name: str) -> dict[str, Any]:
    results = read_published(find_subject(name))
    assert results is not None
    return results


@pytest.mark.parametrize("name", ["aavae", "vae"])
def test_the_similarity_is_that_of_the_weights(
    name: str, computed_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_shipped(monkeypatch, computed_cache)
    # The bundled sample has all test images of the complete CIFAR-10, on which the results were computed.
    row = find_row(read(name)["similarity"], "mu")
    assert row is not None
    pairs = evaluate_pairs(find_subject(name), load_dataset("bundled"))
    assert pairs.get_estimate("auc").value == pytest.approx(row["auc"], abs=ROUNDING)


def test_the_reconstruction_error_is_that_of_the_weights(
    computed_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_shipped(monkeypatch, computed_cache)
    row = read("aavae")["reconstruction"]
    found = evaluate_reconstruction(find_subject("aavae"), load_dataset("bundled"))
    assert found.mse == pytest.approx(row["mse"], rel=1e-3)
    assert found.mse_augmented == pytest.approx(row["mse_augmented"], rel=1e-3)


def test_the_table_of_the_length_study_is_what_its_study_plans_on_the_images_of_the_other_tables() -> None:
    table, zoo = load_table("length"), load_table("zoo")
    assert table is not None and zoo is not None
    study = find_study("length")
    assert (table.budget, table.command) == (study.budget, "python -m aavae study run length")
    assert (table.data, table.data_digest) == (zoo.data, zoo.data_digest)
    plan = study.plan_runs()
    assert [(row.run, row.method, row.seed, row.num_epochs) for row in table.rows] == [
        (planned.name, planned.config.method, planned.config.seed, planned.config.num_epochs)
        for planned in plan
    ]
    for row in table.rows:
        right = round(10_000 * row.probe["h"])
        assert row.interval == pytest.approx(wilson_interval(right, 10_000))
        assert sum(row.per_class) / 10 == pytest.approx(row.probe["h"])
        assert row.device is not None
        assert row.training_seconds is not None and row.images_per_second is not None
        # The first steps are slower, so the median of the epochs' speeds says a little more.
        assert count_seen(row, 50_000) / row.training_seconds == pytest.approx(row.images_per_second, rel=0.2)


def test_every_shipped_method_has_three_lengths_none_of_them_the_paper_s() -> None:
    lengths = compute_lengths([table for name in SOURCES if (table := load_table(name)) is not None])
    assert [length.method for length in lengths] == [method for method in METHODS_COMPARED for _ in range(3)]
    assert [length.accuracy.num_seeds for length in lengths] == [3, 1, 1] * 3
    assert max(length.num_epochs for length in lengths) < PAPER_EPOCHS
