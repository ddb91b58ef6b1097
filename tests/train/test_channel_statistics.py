import numpy as np
import pytest

from aavae.train import channel_statistics
from aavae.train.channel_statistics import compute_channel_statistics


def test_channel_statistics_are_those_of_the_pixels() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 3, 8, 6), np.uint8)
    mean, std = compute_channel_statistics(images)
    np.testing.assert_allclose(mean, (images / 255).mean((0, 2, 3)), rtol=1e-6)
    np.testing.assert_allclose(std, (images / 255).std((0, 2, 3)), rtol=1e-6)


def test_evenly_spaced_images_speak_for_a_large_set(monkeypatch: pytest.MonkeyPatch) -> None:
    images = np.repeat(np.random.default_rng(0).integers(0, 256, (5, 3, 8, 6), np.uint8), 40, axis=0)
    expected = compute_channel_statistics(images)
    monkeypatch.setattr(channel_statistics, "_MOST_PIXELS", 50 * 8 * 6)
    monkeypatch.setattr(channel_statistics, "_PART_PIXELS", 7 * 8 * 6)
    counted = []
    count = np.bincount
    monkeypatch.setattr(
        np,
        "bincount",
        lambda values, minlength: (counted.append(values.size), count(values, minlength=minlength))[1],
    )
    found = compute_channel_statistics(images)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0.02)
    assert sum(counted) == 50 * 3 * 8 * 6
