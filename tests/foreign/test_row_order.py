import numpy as np
import pytest

from aavae.data.image_set import ImageSet
from aavae.foreign.row_order import explain_other_order


def make_images(labels: list[int]) -> ImageSet:
    labels_of_all = np.array(labels, np.int64)
    return ImageSet(np.zeros((len(labels), 3, 2, 2), np.uint8), labels_of_all, ("cat", "dog", "cow"))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ([0, 0, 1, 2], [0, 0, 1, 2]),
        ([5, 5, 2, 9], [0, 0, 1, 2]),
        ([0, 0, 0, 1], [0, 0, 1, 2]),
        ([0, 1, 2, 3], [0, 0, 1, 2]),
        ([0, 0, -1, 1], [0, 0, 1, 1]),
        ([0, 1, 1, 0], [0, 1, -1, -1]),
        ([-1, -1], [0, 1]),
    ],
)
def test_other_numbers_and_finer_classes_say_nothing(theirs: list[int], ours: list[int]) -> None:
    assert explain_other_order(np.array(theirs), make_images(ours)) is None


def test_classes_that_are_split_both_ways_are_in_another_order() -> None:
    reason = explain_other_order(np.array([0, 1, 0, 1], np.uint8), make_images([0, 0, 1, 1]))
    assert reason == ("rows 0 and 2 (from 0) are of one class there, and images 0 and 2 are 'cat' and 'dog'")
