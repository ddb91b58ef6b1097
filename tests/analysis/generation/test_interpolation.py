import numpy as np
import pytest

from aavae.analysis.generation.interpolation import PATHS, PathName, interpolate
from aavae.errors import UserError

FIRST, SECOND = np.random.default_rng(0).normal(size=(2, 16)).astype(np.float32)


@pytest.mark.parametrize("path", PATHS)
def test_every_path_starts_and_ends_where_it_should(path: PathName) -> None:
    steps = interpolate(FIRST, SECOND, 7, path)
    assert steps.shape == (7, 16)
    np.testing.assert_array_equal(steps[[0, -1]], [FIRST, SECOND])
    back = interpolate(SECOND, FIRST, 7, path)
    np.testing.assert_allclose(steps, back[::-1], atol=1e-6)


def test_the_straight_line_has_equal_steps() -> None:
    steps = np.diff(interpolate(FIRST, SECOND, 11), axis=0)
    np.testing.assert_allclose(steps, np.tile((SECOND - FIRST) / 10, (10, 1)), atol=1e-6)


def test_the_arc_is_shoemakes_formula_turns_evenly_and_keeps_the_length() -> None:
    first, second = FIRST / np.linalg.norm(FIRST), SECOND / np.linalg.norm(SECOND)
    angle = np.arccos(first @ second)
    parts = np.linspace(0, 1, 9)[:, None]
    expected = (np.sin((1 - parts) * angle) * first + np.sin(parts * angle) * second) / np.sin(angle)
    steps = interpolate(first, second, 9, "spherical")
    np.testing.assert_allclose(steps, expected, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(steps, axis=1), 1, atol=1e-6)
    lengths = np.linalg.norm(interpolate(first, 3 * second, 9, "spherical"), axis=1)
    np.testing.assert_allclose(lengths, np.linspace(1, 3, 9), atol=1e-5)


def test_opposite_directions_turn_by_half_a_circle_without_passing_the_origin() -> None:
    steps = interpolate(FIRST, -FIRST, 5, "spherical")
    np.testing.assert_allclose(np.linalg.norm(steps, axis=1), np.linalg.norm(FIRST), rtol=1e-5)
    assert steps[2] @ FIRST == pytest.approx(0, abs=1e-4)
    np.testing.assert_array_equal(steps, interpolate(FIRST, -FIRST, 5, "spherical"))


def test_equal_and_parallel_ends_and_zeros_go_straight() -> None:
    np.testing.assert_array_equal(interpolate(FIRST, FIRST, 4, "spherical"), np.tile(FIRST, (4, 1)))
    zeros = np.zeros_like(FIRST)
    for end in (2 * FIRST, zeros):
        spherical, linear = (interpolate(FIRST, end, 5, path) for path in PATHS)
        np.testing.assert_allclose(spherical, linear, atol=1e-6)
    assert not interpolate(zeros, zeros, 3, "spherical").any()


def test_wrong_input_is_refused() -> None:
    with pytest.raises(UserError, match="no path 'bent'"):
        interpolate(FIRST, SECOND, 5, "bent")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="at least 2"):
        interpolate(FIRST, SECOND, 1)
    with pytest.raises(UserError, match="latents"):
        interpolate(FIRST, SECOND[:3], 5)
    with pytest.raises(UserError, match="NaN"):
        interpolate(FIRST, SECOND * np.nan, 5)
