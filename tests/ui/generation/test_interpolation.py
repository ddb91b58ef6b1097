import numpy as np

from aavae.ui.generation.interpolation import _cross_fade, _frame, describe_way


def test_a_cross_fade_begins_and_ends_with_the_originals_and_is_even() -> None:
    first, second = np.random.default_rng(0).integers(0, 256, (2, 3, 4, 4), dtype=np.uint8)
    faded = _cross_fade(first, second, np.linspace(0, 1, 5))
    np.testing.assert_allclose(faded[0], first / 255, atol=1e-6)
    np.testing.assert_allclose(faded[-1], second / 255, atol=1e-6)
    np.testing.assert_allclose(np.diff(faded, axis=0), np.diff(faded, axis=0)[:1].repeat(4, 0), atol=1e-6)
    framed = _frame(first, second, faded)
    assert len(framed) == 7
    np.testing.assert_array_equal(framed[1:-1], faded)


def test_a_way_that_comes_back_has_no_length_to_compare() -> None:
    assert describe_way(1.25).startswith("1.25 times")
    assert "comes back" in describe_way(float("inf"))
