import numpy as np
import pytest

from aavae.importing.columns import Column


def make_column(*values: str) -> Column:
    return Column(filled=len(values), values=set(values))


def test_a_column_without_values_is_nothing() -> None:
    assert not make_column().is_split
    assert not make_column().names_pictures


@pytest.mark.parametrize(
    ("values", "is_split"),
    [(["train", "Test"], True), (["val"], True), (["train", "cat"], False), (["train_1"], False)],
)
def test_splits_are_the_names_of_splits_alone(values: list[str], is_split: bool) -> None:
    assert make_column(*values).is_split is is_split


@pytest.mark.parametrize(
    ("filled", "hits", "exact", "named", "names_pictures"),
    [
        (10, 10, 10, 10, True),
        (10, 10, 0, 10, True),  # without endings
        (10, 5, 5, 5, True),
        (10, 4, 4, 4, False),  # most are missing, and most pictures are not named
        (100, 9, 9, 9, True),  # most are missing, but most pictures are named
        (100, 100, 0, 10, False),  # numbers that some pictures happen to be called by
        (100, 100, 100, 10, True),  # a row for each object in a picture
    ],
)
def test_what_may_be_names_of_pictures(
    filled: int, hits: int, exact: int, named: int, names_pictures: bool
) -> None:
    mask = np.arange(16) < named
    assert Column(filled, hits, exact, mask).names_pictures is names_pictures
