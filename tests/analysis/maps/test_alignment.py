import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.spatial import procrustes

from aavae.analysis.maps.alignment import align, compute_displacements, compute_radius
from aavae.errors import UserError


def draw_map(n: int = 200, seed: int = 0) -> np.ndarray:
    """A long map, away from the origin."""
    return (np.random.default_rng(seed).normal(size=(n, 2)) * [5, 2] + [30, -4]).astype(np.float32)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_mirrored_scaled_and_moved_map_comes_back(seed: int, mirrored: bool) -> None:
    reference, generator = draw_map(seed=seed), np.random.default_rng(seed)
    angle = generator.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if mirrored:
        turn[0] *= -1
    moved = generator.uniform(0.1, 9) * reference @ turn + generator.normal(scale=50, size=2)
    aligned = align(moved, reference)
    assert aligned.dtype == np.float32
    np.testing.assert_allclose(aligned, reference, atol=1e-3)
    assert compute_displacements(reference, aligned).max() < 1e-4


@pytest.mark.parametrize("seed", range(3))
def test_what_is_left_is_what_scipy_leaves(seed: int) -> None:
    reference, other = draw_map(seed=seed), draw_map(seed=seed + 10)
    *_, disparity = procrustes(reference.astype(np.float64), other.astype(np.float64))
    displacements = compute_displacements(reference, align(other, reference))
    # scipy's sum of squares is relative to that of the reference, as a mean square in radii is.
    assert np.square(displacements).mean() == pytest.approx(disparity, rel=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_no_other_turn_scale_and_shift_comes_closer(seed: int) -> None:
    reference = draw_map(40).astype(np.float64)
    other = draw_map(40, seed=seed + 1) + reference / 2

    def measure(parameters: np.ndarray, flip: int) -> float:
        a, b, *shift = parameters
        return np.square(other * [flip, 1] @ np.array([[a, -b], [b, a]]) + shift - reference).sum()

    best = min(minimize(measure, [1, 0, 0, 0], (flip,)).fun for flip in (1, -1))
    assert np.square(align(other, reference) - reference).sum() == pytest.approx(best, rel=1e-4)


def test_the_shape_of_a_map_stays() -> None:
    other = draw_map(seed=5)
    aligned = align(other, draw_map())
    before, after = (np.linalg.norm(points[:, None] - points, axis=2) for points in (other, aligned))
    scale = after[0, 1] / before[0, 1]
    np.testing.assert_allclose(after, scale * before, atol=1e-3)


def test_displacements_are_in_radii_of_the_first_map() -> None:
    square = np.array([[3, 4], [-3, -4], [3, -4], [-3, 4]])
    assert compute_radius(square) == 5
    np.testing.assert_allclose(compute_displacements(square, square + np.array([0, 10])), [2, 2, 2, 2])
    moved = square.copy()
    moved[2] += [3, 4]
    np.testing.assert_allclose(compute_displacements(square, moved), [0, 0, 1, 0])


def test_a_map_that_is_one_place_goes_to_the_middle() -> None:
    reference = draw_map()
    np.testing.assert_allclose(
        align(np.ones((200, 2)), reference), np.tile(reference.mean(0), (200, 1)), rtol=1e-4
    )
    assert np.isfinite(align(reference, np.ones((200, 2)))).all()
    assert (compute_displacements(np.ones((200, 2)), reference) == 0).all()


@pytest.mark.parametrize("compute", [align, compute_displacements])
def test_wrong_input_is_refused(compute: type) -> None:
    with pytest.raises(UserError, match="same images"):
        compute(draw_map(5), draw_map(6))
    with pytest.raises(UserError, match="same images"):
        compute(np.empty((0, 2)), np.empty((0, 2)))
    broken = draw_map(5)
    broken[1, 1] = np.inf
    with pytest.raises(UserError, match="NaN or infinite"):
        compute(draw_map(5), broken)
