from dataclasses import replace

import numpy as np
import pytest

from aavae.data.image_set import Dataset, ImageSet
from aavae.train.monitor import Monitor


def read_pixels(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pixels = images.reshape(len(images), -1).astype(np.float32)
    return pixels, pixels


def test_it_measures_what_it_is_given(tiny_dataset: Dataset) -> None:
    monitor = Monitor(tiny_dataset)
    measured = monitor.measure(read_pixels)
    assert measured is not None
    assert measured.knn_accuracy is not None
    assert measured.knn_accuracy_views is not None
    # Pixels of this set tell the classes, much less so once they are augmented.
    assert measured.knn_accuracy > 0.9
    assert 0.1 < measured.knn_accuracy_views < measured.knn_accuracy
    assert len(measured.similarity.same) == len(tiny_dataset.test)
    ones = np.ones((10_000, 2), np.float32)
    blind = monitor.measure(lambda images: (ones[: len(images)], ones[: len(images)]))
    assert blind is not None
    assert blind.similarity.auc == pytest.approx(0.5)
    assert blind.knn_accuracy is not None
    assert blind.knn_accuracy < 0.5


def test_two_monitors_of_a_set_see_the_same(tiny_dataset: Dataset) -> None:
    first, second = (Monitor(tiny_dataset).measure(read_pixels) for _ in range(2))
    assert first is not None and second is not None
    assert first[:2] == second[:2]
    np.testing.assert_array_equal(first.similarity.same, second.similarity.same)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_not_finite_are_no_measurement(tiny_dataset: Dataset, value: float) -> None:
    h_and_mu = [lambda n: np.full((n, 2), value, np.float32), lambda n: np.ones((n, 2), np.float32)]
    for make_h, make_mu in (h_and_mu, h_and_mu[::-1]):
        measured = Monitor(tiny_dataset).measure(
            lambda images, h=make_h, mu=make_mu: (h(len(images)), mu(len(images)))
        )
        assert measured is None


def test_without_labels_there_is_no_accuracy_and_all_else(tiny_dataset: Dataset) -> None:
    train, test = (
        ImageSet(part.images, np.full(len(part), -1), ()) for part in (tiny_dataset.train, tiny_dataset.test)
    )
    measured = Monitor(replace(tiny_dataset, train=train, test=test)).measure(read_pixels)
    assert measured is not None
    assert measured.knn_accuracy is None
    assert measured.knn_accuracy_views is None
    assert measured.similarity.auc > 0.5


def test_images_without_a_label_neither_vote_nor_count(tiny_dataset: Dataset) -> None:
    def keep_labels(part: ImageSet, count: int) -> ImageSet:
        return replace(part, labels=np.where(np.arange(len(part)) < count, part.labels, -1))

    train, test = keep_labels(tiny_dataset.train, 200), keep_labels(tiny_dataset.test, 50)
    part = Monitor(replace(tiny_dataset, train=train, test=test)).measure(read_pixels)
    labelled = replace(tiny_dataset, train=train.labelled, test=test.labelled)
    whole = Monitor(labelled).measure(read_pixels)
    assert part is not None and whole is not None
    assert part.knn_accuracy == whole.knn_accuracy
    assert len(part.similarity.same) == len(tiny_dataset.test)
