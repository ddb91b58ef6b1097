import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
from aavae.evaluation.probes.linear_probe import draw_labelled, evaluate_linear_probe
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_a_subset_has_every_class_equally() -> None:
    labels = np.repeat(np.arange(10), 100)
    chosen = draw_labelled(labels, 50, seed=0)
    assert np.bincount(labels[chosen]).tolist() == [5] * 10
    assert len(set(chosen)) == 50
    assert not np.array_equal(chosen, draw_labelled(labels, 50, seed=1))
    np.testing.assert_array_equal(chosen, draw_labelled(labels, 50, seed=0))


def test_smaller_subsets_lie_in_larger_ones() -> None:
    labels = np.repeat(np.arange(10), 100)
    assert set(draw_labelled(labels, 50, 0)) < set(draw_labelled(labels, 200, 0))


@pytest.mark.parametrize("num_labels", [None, 1000, 5000])
def test_all_labels_are_all_images_in_order(num_labels: int | None) -> None:
    np.testing.assert_array_equal(draw_labelled(np.zeros(1000, np.int64), num_labels, 0), np.arange(1000))


def test_a_rare_class_does_not_shorten_the_subset() -> None:
    labels = np.array([0] * 90 + [1] * 10)
    assert np.bincount(labels[draw_labelled(labels, 40, 0)]).tolist() == [30, 10]


@pytest.mark.parametrize("name", ["pixels", "untrained", "mine"])
def test_both_probes_beat_chance_on_learnable_classes(name: str, tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject(name)
    assert evaluate_linear_probe(subject, tiny_dataset).accuracy > 0.3
    assert evaluate_knn_probe(subject, tiny_dataset, k=5).accuracy > 0.3


def test_fewer_labels_train_on_fewer_images(tiny_dataset: Dataset) -> None:
    probe = evaluate_linear_probe(find_subject("pixels"), tiny_dataset, num_labels=40)
    assert probe.num_train == 40
    assert probe.num_test == len(tiny_dataset.test)


def test_pixels_have_no_z_to_probe(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="has no z"):
        evaluate_linear_probe(find_subject("pixels"), tiny_dataset, representation="z")
