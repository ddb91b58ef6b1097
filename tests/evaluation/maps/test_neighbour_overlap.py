import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.maps.neighbour_overlap import evaluate_neighbour_overlap
from aavae.evaluation.maps.neighbours import evaluate_neighbours
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run

SETTINGS = ProjectionSettings(representation="h", num_points=130)


def test_it_is_what_the_lists_of_both_models_share(tiny_dataset: Dataset) -> None:
    make_run("mine")
    first, second = find_subject("mine"), find_subject("pixels")
    overlap = evaluate_neighbour_overlap(first, second, tiny_dataset, settings=SETTINGS)
    lists = [evaluate_neighbours(subject, tiny_dataset, SETTINGS).indices for subject in (first, second)]
    expected = [len(set(a) & set(b)) / 15 for a, b in zip(*(rows.tolist() for rows in lists), strict=True)]
    np.testing.assert_allclose(overlap, expected, rtol=1e-6)
    assert 0 < overlap.mean() < 1


def test_a_model_agrees_with_itself(tiny_dataset: Dataset) -> None:
    subject = find_subject("untrained")
    assert (evaluate_neighbour_overlap(subject, subject, tiny_dataset, settings=SETTINGS, k=4) == 1).all()


def test_where_all_others_are_neighbours_any_models_agree(tiny_dataset: Dataset) -> None:
    settings = SETTINGS._replace(num_points=10)
    subjects = find_subject("untrained"), find_subject("pixels")
    assert (evaluate_neighbour_overlap(*subjects, tiny_dataset, settings=settings) == 1).all()


def test_a_subject_without_the_representation_is_refused(tiny_dataset: Dataset) -> None:
    settings = SETTINGS._replace(representation="mu")
    with pytest.raises(UserError, match="has no mu"):
        evaluate_neighbour_overlap(
            find_subject("untrained"), find_subject("pixels"), tiny_dataset, settings=settings
        )
