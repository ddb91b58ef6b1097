import numpy as np

from aavae.train.channel_statistics import compute_channel_statistics


def test_channel_statistics_are_those_of_the_pixels() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5, 3, 8, 6), np.uint8)
    mean, std = compute_channel_statistics(images)
    np.testing.assert_allclose(mean, (images / 255).mean((0, 2, 3)), rtol=1e-6)
    np.testing.assert_allclose(std, (images / 255).std((0, 2, 3)), rtol=1e-6)
