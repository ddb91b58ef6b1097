import numpy as np
import pytest

from aavae.ui.linked_maps.packing import find_extent, pack_mask, quantise, unpack_mask


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 1_000])
def test_a_mask_comes_back_as_it_was_sent(count: int) -> None:
    mask = np.random.default_rng(count).random(count) < 0.3
    unpacked = unpack_mask(pack_mask(mask), count)
    assert unpacked is not None
    np.testing.assert_array_equal(unpacked, mask)


def test_the_browsers_tests_know_this_mask() -> None:
    mask = np.isin(np.arange(20), [0, 3, 8, 19])
    assert pack_mask(mask) == "CQEI"


def test_a_lasso_around_half_of_60_000_points_is_10_kb() -> None:
    mask = np.random.default_rng(0).random(60_000) < 0.5
    assert len(pack_mask(mask)) <= 10_000
    assert pack_mask(np.zeros(60_000, dtype=bool)) == ""


@pytest.mark.parametrize("hostile", [None, 7, "?", "CQ==", "CQEICQEI", "é"])
def test_what_is_no_mask_of_so_many_points_is_none(hostile: object) -> None:
    assert unpack_mask(hostile, 20) is None


def test_the_extent_is_the_smallest_square_with_the_points_in_its_middle() -> None:
    extent = find_extent(np.array([[0, 0], [4, 1]], np.float32))
    assert extent == (0, -1.5, 4)
    np.testing.assert_allclose(extent.apply(np.array([[0, 0.5], [4, -1.5]])), [[0, 0.5], [1, 0]])


@pytest.mark.parametrize("points", [np.zeros((0, 2), np.float32), np.full((3, 2), 7, np.float32)])
def test_points_that_span_no_square_have_one_all_the_same(points: np.ndarray) -> None:
    extent = find_extent(points)
    assert extent.side == 1
    assert quantise(points, extent).shape == points.shape


@pytest.mark.parametrize("seed", range(5))
def test_quantised_points_are_right_to_a_hundredth_of_a_pixel(seed: int) -> None:
    points = np.random.default_rng(seed).normal(5, 20, (500, 2)).astype(np.float32)
    extent = find_extent(points)
    off = quantise(points, extent) / 65_535 - extent.apply(points)
    assert np.abs(off).max() * 1_000 < 0.01
