import itertools

import numpy as np
import pytest

from aavae.analysis.diagnostics.invariance import compute_invariance
from aavae.errors import UserError

RNG = np.random.default_rng(0)


def test_it_is_what_a_loop_over_all_pairs_finds() -> None:
    originals = RNG.normal(50, 1, (12, 5))
    views = originals + RNG.normal(0.3, 0.5, (12, 5))
    distances = {pair: np.square(originals[pair[0]] - views[pair[1]]).sum() for pair in np.ndindex(12, 12)}
    same = np.mean([distances[i, i] for i in range(12)])
    different = np.mean([distances[pair] for pair in itertools.permutations(range(12), 2)])
    assert compute_invariance(originals, views) == pytest.approx(1 - same / different, rel=1e-4)


def test_identical_views_score_1_and_unrelated_ones_about_0() -> None:
    originals = RNG.normal(3, 1, (2_000, 10))
    assert compute_invariance(originals, originals) == 1
    assert compute_invariance(originals, RNG.permutation(originals)) == pytest.approx(0, abs=0.05)


def test_scale_and_mean_of_a_representation_do_not_matter() -> None:
    originals = RNG.normal(size=(50, 4))
    views = originals + RNG.normal(0, 0.3, (50, 4))
    expected = compute_invariance(originals, views)
    assert compute_invariance(7 * originals + 20, 7 * views + 20) == pytest.approx(expected, rel=1e-4)


def test_a_view_that_is_merely_weaker_is_noticed() -> None:
    originals = RNG.normal(size=(50, 4))
    assert compute_invariance(originals, 0.5 * originals) < 0.9


def test_a_representation_that_is_the_same_for_all_images_has_no_invariance() -> None:
    assert np.isnan(compute_invariance(np.ones((5, 3)), np.ones((5, 3))))


@pytest.mark.parametrize(
    ("shapes", "message"),
    [(((3, 2), (4, 2)), "as many views"), (((1, 2), (1, 2)), "at least 2 images, got 1")],
)
def test_wrong_shapes_are_a_sentence(shapes: tuple[tuple[int, int], tuple[int, int]], message: str) -> None:
    with pytest.raises(UserError, match=message):
        compute_invariance(np.ones(shapes[0]), np.ones(shapes[1]))
