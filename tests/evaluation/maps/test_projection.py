import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from sklearn.preprocessing import StandardScaler

from aavae.analysis.maps.projection import compute_pca
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.maps.projection import evaluate_projection, find_projection
from aavae.evaluation.maps.settings import MapMethod, ProjectionSettings
from aavae.evaluation.points import load_points
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run

SETTINGS = ProjectionSettings(representation="h", num_points=60, n_neighbors=5, perplexity=10)


@pytest.mark.parametrize("method", ["umap", "tsne", "pca"])
def test_a_map_is_found_after_it_was_computed(method: MapMethod, tiny_dataset: Dataset) -> None:
    subject, settings = find_subject("untrained"), SETTINGS._replace(method=method)
    assert find_projection(subject, tiny_dataset, settings) is None
    computed = evaluate_projection(subject, tiny_dataset, settings)
    found = find_projection(subject, tiny_dataset, settings)
    assert found is not None
    for mine, theirs in zip(found, computed, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert find_projection(subject, tiny_dataset, settings._replace(num_points=50)) is None
    assert computed.coordinates.shape == (60, 2)
    assert computed.coordinates.dtype == np.float32
    assert np.isfinite(computed.coordinates).all()
    # Evenly spaced over the test set.
    assert computed.ids[0] == 0 and computed.ids[-1] == len(tiny_dataset.test) - 1


@pytest.mark.parametrize(
    ("method", "own"),
    [
        ("umap", {"n_neighbors", "min_dist", "seed"}),
        ("tsne", {"perplexity", "seed"}),
        ("pca", set()),
    ],
)
def test_only_the_settings_of_its_method_make_another_map(
    method: MapMethod, own: set[str], tiny_dataset: Dataset
) -> None:
    subject, settings = find_subject("untrained"), SETTINGS._replace(method=method)
    evaluate_projection(subject, tiny_dataset, settings)
    changes: dict[str, Any] = {"n_neighbors": 6, "min_dist": 0.5, "perplexity": 7, "seed": 3}
    for name, value in changes.items():
        changed = find_projection(subject, tiny_dataset, settings._replace(**{name: value}))
        assert (changed is None) == (name in own)


def test_equal_numbers_of_another_type_and_more_than_all_are_the_same_map(tiny_dataset: Dataset) -> None:
    subject = find_subject("untrained")
    settings = SETTINGS._replace(num_points=420, min_dist=0, n_neighbors=2)
    evaluate_projection(subject, tiny_dataset, settings)
    assert find_projection(subject, tiny_dataset, settings._replace(num_points=10**6, min_dist=0.0))


def test_a_map_beyond_the_test_images_has_training_images_too(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    settings = SETTINGS._replace(method="pca", representation="z", num_points=150)
    projection = evaluate_projection(subject, tiny_dataset, settings)
    np.testing.assert_array_equal(projection.ids[:100], np.arange(100))
    train, test = (load_representations(subject, tiny_dataset, split).z for split in ("train", "test"))
    points = np.concatenate([test, train])[projection.ids]
    np.testing.assert_array_equal(load_points(subject, tiny_dataset, "z", projection.ids), points)
    expected = compute_pca(points)
    # Rounded to a part of the extent that no screen shows.
    np.testing.assert_allclose(projection.coordinates, expected, atol=1e-5 * np.ptp(expected))


def test_the_trustworthiness_is_that_of_scikit_learn(tiny_dataset: Dataset) -> None:
    projection = evaluate_projection(find_subject("untrained"), tiny_dataset, SETTINGS)
    points = load_points(find_subject("untrained"), tiny_dataset, "h", projection.ids)
    standardised = StandardScaler().fit_transform(points.astype(np.float64))
    # A feature that is always 0 is always 0.
    expected = trustworthiness(standardised, projection.coordinates, n_neighbors=15, metric="cosine")
    assert projection.trustworthiness == pytest.approx(expected, abs=1e-3)


def test_the_file_of_a_map_is_small_and_does_not_hold_what_follows(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    settings = ProjectionSettings(num_points=400, method="pca")
    shipped = evaluate_projection(find_subject("untrained"), tiny_dataset, settings, ship=True)
    (path,) = (tmp_path / "_results").iterdir()
    assert path.stat().st_size < 4 * 400 + 2_000
    found = find_projection(find_subject("untrained"), tiny_dataset, settings)
    assert found is not None
    np.testing.assert_array_equal(found.coordinates, shipped.coordinates)


def test_umap_is_the_same_whether_its_neighbours_are_there_or_not(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = find_subject("untrained")
    evaluate_projection(subject, tiny_dataset, SETTINGS._replace(seed=1))
    after = evaluate_projection(subject, tiny_dataset, SETTINGS)
    monkeypatch.setenv("AAVAE_CACHE", str(tmp_path))
    np.testing.assert_array_equal(
        evaluate_projection(subject, tiny_dataset, SETTINGS).coordinates, after.coordinates
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"num_points": 2}, "at least 3 images"),
        ({"n_neighbors": 1}, "n_neighbors"),
        ({"min_dist": 1.5}, "min_dist"),
        ({"method": "tsne", "perplexity": 0}, "perplexity"),
        ({"method": "isomap"}, "umap, tsne, pca"),
    ],
)
def test_settings_out_of_range_are_refused(
    change: dict[str, Any], message: str, tiny_dataset: Dataset
) -> None:
    settings = SETTINGS._replace(**change)
    for look in (find_projection, evaluate_projection):
        with pytest.raises(UserError, match=message):
            look(find_subject("untrained"), tiny_dataset, settings)


def test_a_setting_of_another_method_is_not_looked_at(tiny_dataset: Dataset) -> None:
    settings = SETTINGS._replace(method="pca", n_neighbors=0, min_dist=9, perplexity=-1)
    assert len(evaluate_projection(find_subject("untrained"), tiny_dataset, settings).ids) == 60


def test_pixels_have_no_mu_to_lay_out(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="has no mu"):
        evaluate_projection(
            find_subject("pixels"), tiny_dataset, ProjectionSettings(representation="mu", num_points=60)
        )


def test_looking_for_what_is_there_imports_neither_torch_nor_umap() -> None:
    code = "import sys, aavae.evaluation.maps.projection, aavae.evaluation.augmentation.gallery; "
    code += "import aavae.evaluation.subject,  aavae.evaluation.maps.neighbours, aavae.ui.home.page; "
    code += "sys.exit(bool({'torch', 'umap', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
