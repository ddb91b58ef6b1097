import numpy as np
import pytest

from aavae.distortion import DISTORTIONS
from aavae.evaluation.views import AUGMENTATIONS
from aavae.ui.augmentation.words import describe_answer, describe_rank, name_augmentation


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        (0, "still its own nearest neighbour among 10,000 others"),
        (1, "1 of 10,000 other images is closer than its own"),
        (1_234, "1,234 of 10,000 other images are closer than its own"),
    ],
)
def test_ranks(rank: int, expected: str) -> None:
    assert describe_rank(rank, 10_000) == expected


def test_an_answer_that_stays_and_one_that_changes() -> None:
    cat, dog = np.array([0.75, 0.25]), np.array([0.4, 0.6])
    assert describe_answer(cat, cat, ("cat", "dog")) == "cat (75%), as before (75%)"
    assert describe_answer(cat, dog, ("cat", "dog")) == "dog (60%); it was cat (75%)"


def test_every_augmentation_of_the_lab_has_a_name() -> None:
    names = [*DISTORTIONS, *AUGMENTATIONS]
    assert [name_augmentation(name) for name in names] == names
