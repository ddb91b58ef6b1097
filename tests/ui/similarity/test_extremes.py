import numpy as np

from aavae.ui.similarity.extremes import find_extremes

VALUES = np.array([0.3, 0.9, -0.2, 0.9, 0.1], np.float32)


def test_the_most_alike_come_first() -> None:
    np.testing.assert_array_equal(find_extremes(VALUES, 1, 3), [1, 3, 0])


def test_of_distances_the_smallest() -> None:
    np.testing.assert_array_equal(find_extremes(VALUES, -1, 2), [2, 4])


def test_fewer_pairs_than_wanted_are_all() -> None:
    assert len(find_extremes(VALUES, 1, 9)) == 5
