import numpy as np
import pytest

from aavae.analysis.similarity.pairs import NONE, PAIR_KINDS, Partners, draw_derangement, draw_partners
from aavae.errors import UserError

LABELS = np.array([2, 0, 1, 0, 2, 0, 0, 3])


def test_partners_are_of_the_kind_that_they_are_called() -> None:
    for seed in range(50):
        partners = draw_partners(LABELS, seed)
        images = np.arange(len(LABELS))
        alone = partners.same_class == NONE
        np.testing.assert_array_equal(alone, [False, False, True, False, False, False, False, True])
        assert (LABELS[partners.same_class] == LABELS)[~alone].all()
        assert (partners.same_class != images).all()
        assert (LABELS[partners.other_class] != LABELS).all()
        np.testing.assert_array_equal(partners.different, draw_derangement(len(LABELS), seed))


def test_every_possible_partner_is_as_likely() -> None:
    same, other = (np.zeros((8, 8)) for _ in range(2))
    for seed in range(1_500):
        partners = draw_partners(LABELS, seed)
        same[np.arange(8), partners.same_class] += 1
        other[np.arange(8), partners.other_class] += 1
    may_meet = LABELS[:, None] == LABELS
    for counts, possible in ((same, may_meet & ~np.eye(8, dtype=bool)), (other, ~may_meet)):
        for row, allowed in zip(counts, possible, strict=True):
            if allowed.any():
                assert not row[~allowed].any()
                np.testing.assert_allclose(row[allowed], 1_500 / allowed.sum(), rtol=0.25)


def test_a_seed_decides_the_partners() -> None:
    labels = np.arange(200) % 10
    for first, second in zip(draw_partners(labels, 3), draw_partners(labels, 3), strict=True):
        np.testing.assert_array_equal(first, second)
    assert (draw_partners(labels, 3).same_class != draw_partners(labels, 4).same_class).any()


def test_a_single_class_has_no_other() -> None:
    assert (draw_partners(np.zeros(5, np.int64), 0).other_class == NONE).all()


def test_kinds_are_the_same_image_and_the_partners() -> None:
    assert ("same", *Partners._fields) == PAIR_KINDS


def test_one_image_is_too_few() -> None:
    with pytest.raises(UserError, match="at least 2 images"):
        draw_partners(np.zeros(1, np.int64), 0)


@pytest.mark.parametrize("n", [2, 3, 10, 1001])
def test_a_derangement_is_a_permutation_without_fixed_points(n: int) -> None:
    for seed in range(20):
        derangement = draw_derangement(n, seed)
        np.testing.assert_array_equal(np.sort(derangement), np.arange(n))
        assert (derangement != np.arange(n)).all()


def test_the_seed_decides_the_derangement() -> None:
    np.testing.assert_array_equal(draw_derangement(50, 1), draw_derangement(50, 1))
    assert (draw_derangement(50, 1) != draw_derangement(50, 2)).any()
