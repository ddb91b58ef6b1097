import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import StandardScaler

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.maps.neighbours import (
    MAX_NEIGHBOURS,
    evaluate_neighbours,
    evaluate_training_neighbours,
    find_neighbours,
)
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.points import load_points
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run

SETTINGS = ProjectionSettings(representation="mu", num_points=150)


def compare_all(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Cosines of points with a reference, both standardised by the reference, in double precision."""
    scaler = StandardScaler().fit(reference.astype(np.float64))
    return cosine_similarity(
        scaler.transform(points.astype(np.float64)), scaler.transform(reference.astype(np.float64))
    )


def test_neighbours_are_those_of_a_full_sort(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    found = evaluate_neighbours(subject, tiny_dataset, SETTINGS, k=10)
    ids = np.array([*range(100), *(100 + np.linspace(0, 319, 50).round().astype(int))])
    points = load_points(subject, tiny_dataset, "mu", ids)
    similarities = compare_all(points, points)
    np.fill_diagonal(similarities, -np.inf)
    expected = np.argsort(-similarities, axis=1)[:, :10]
    assert (found.indices == expected).mean() > 0.98
    np.testing.assert_allclose(found.similarities, np.take_along_axis(similarities, expected, 1), atol=1e-3)


def test_fewer_neighbours_are_found_in_the_lists_of_more(tiny_dataset: Dataset) -> None:
    subject = find_subject("untrained")
    assert find_neighbours(subject, tiny_dataset, SETTINGS, k=4) is None
    computed = evaluate_neighbours(subject, tiny_dataset, SETTINGS, k=4)
    for k in (1, 4, 15, MAX_NEIGHBOURS):
        found = find_neighbours(subject, tiny_dataset, SETTINGS, k=k)
        assert found is not None
        assert found.indices.shape == (150, k)
        np.testing.assert_array_equal(found.indices[:, :4], computed.indices[:, :k])
        np.testing.assert_array_equal(found.similarities[:, :4], computed.similarities[:, :k])
    assert find_neighbours(subject, tiny_dataset, SETTINGS, k=MAX_NEIGHBOURS + 1) is None
    assert evaluate_neighbours(subject, tiny_dataset, SETTINGS, k=60).indices.shape == (150, 60)
    assert find_neighbours(subject, tiny_dataset, SETTINGS, k=60) is not None


def test_more_neighbours_than_others_are_all_others(tiny_dataset: Dataset) -> None:
    settings = SETTINGS._replace(num_points=12)
    found = evaluate_neighbours(find_subject("untrained"), tiny_dataset, settings)
    assert found.indices.shape == (12, 11)
    assert find_neighbours(find_subject("untrained"), tiny_dataset, settings) is not None


def test_maps_of_every_method_share_the_lists(tiny_dataset: Dataset) -> None:
    subject = find_subject("untrained")
    evaluate_neighbours(subject, tiny_dataset, SETTINGS)
    assert find_neighbours(subject, tiny_dataset, SETTINGS._replace(method="tsne", seed=4)) is not None
    assert find_neighbours(subject, tiny_dataset, SETTINGS._replace(num_points=140)) is None
    assert find_neighbours(subject, tiny_dataset, SETTINGS._replace(representation="h")) is None


def test_what_ships_is_small_and_found(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    subject = find_subject("untrained")
    shipped = evaluate_neighbours(subject, tiny_dataset, SETTINGS, ship=True)
    (path,) = (tmp_path / "_results").iterdir()
    assert path.stat().st_size < 150 * 15 * 4 + 1_000
    found = find_neighbours(subject, tiny_dataset, SETTINGS)
    assert found is not None
    np.testing.assert_array_equal(found.indices, shipped.indices)
    np.testing.assert_array_equal(found.similarities, shipped.similarities)
    longer = evaluate_neighbours(subject, tiny_dataset, SETTINGS, k=MAX_NEIGHBOURS)
    np.testing.assert_array_equal(longer.take_nearest(15).indices, shipped.indices)


@pytest.mark.parametrize("id", [0, 99, 100, 263, 419])
def test_the_nearest_training_images_are_those_of_a_full_sort(id: int, tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    found = evaluate_training_neighbours(subject, tiny_dataset, representation="mu", id=id)
    train, test = (load_representations(subject, tiny_dataset, split).mu for split in ("train", "test"))
    similarities = compare_all(np.concatenate([test, train])[[id]], train)[0]
    if id >= 100:
        similarities[id - 100] = -np.inf
    expected = np.argsort(-similarities)[:8]
    np.testing.assert_array_equal(found.ids, 100 + expected)
    np.testing.assert_allclose(found.similarities, similarities[expected], atol=1e-5)


def test_more_training_images_than_there_are_means_all_but_itself(tiny_dataset: Dataset) -> None:
    subject = find_subject("untrained")
    for id, expected in ((7, 320), (107, 319)):
        found = evaluate_training_neighbours(subject, tiny_dataset, representation="h", id=id, k=1000)
        assert len(set(found.ids.tolist())) == expected
        assert id not in found.ids
        assert found.ids.min() >= 100 and found.similarities.min() >= -1


def test_another_model_of_the_same_name_has_neighbours_of_its_own(tiny_dataset: Dataset) -> None:
    run, other = make_run("mine"), make_run("other", seed=1)
    subject = find_subject("mine")
    before = evaluate_training_neighbours(subject, tiny_dataset, representation="mu", id=3, k=320)
    run.layout.weights.write_bytes(other.layout.weights.read_bytes())
    after = evaluate_training_neighbours(subject, tiny_dataset, representation="mu", id=3, k=320)
    assert not np.array_equal(before.ids, after.ids)


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    pixels = find_subject("pixels")
    cases: list[tuple[Callable[[], object], str]] = [
        (lambda: evaluate_neighbours(pixels, tiny_dataset, SETTINGS), "has no mu"),
        (lambda: evaluate_training_neighbours(pixels, tiny_dataset, representation="z", id=0), "has no z"),
        (
            lambda: evaluate_training_neighbours(pixels, tiny_dataset, representation="h", id=420),
            "There is no image 420",
        ),
        (
            lambda: evaluate_training_neighbours(pixels, tiny_dataset, representation="h", id=0, k=0),
            "at least 1 neighbour",
        ),
        (lambda: find_neighbours(pixels, tiny_dataset, ProjectionSettings(num_points=9), k=0), "at least 1"),
        (lambda: find_neighbours(pixels, tiny_dataset, ProjectionSettings(num_points=2)), "at least 3"),
    ]
    for attempt, message in cases:
        with pytest.raises(UserError, match=message):
            attempt()


def test_finding_imports_no_torch() -> None:
    code = "import sys, aavae.evaluation.maps.neighbours; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
