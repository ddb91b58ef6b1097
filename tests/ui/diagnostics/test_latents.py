import numpy as np

from aavae.analysis.diagnostics.latents import LatentStatistics
from aavae.ui.diagnostics.latents import read_latents


def make_statistics(snr: list[float], kl: list[float]) -> LatentStatistics:
    ratios = np.array(snr)
    return LatentStatistics(ratios, np.ones_like(ratios), ratios, np.array(kl))


def test_noise_that_is_gone_there_or_too_much_is_told_apart() -> None:
    assert "vanished" in read_latents("a", make_statistics([500, 1_000, 2_000], [3, 3, 3]))
    assert "still there" in read_latents("a", make_statistics([3, 3, 3], [3, 3, 3]))
    assert "more noise than signal" in read_latents("a", make_statistics([0.5, 0.5, 4], [3, 3, 3]))


def test_the_share_of_noise_is_the_median_latents() -> None:
    assert "25 % of the variance is noise" in read_latents("a", make_statistics([1e6, 3, 0.1], [3, 3, 3]))
    assert "100 % of the variance is noise" in read_latents("a", make_statistics([1e-5, 1e-4, 3], [3, 3, 3]))


def test_a_collapsed_latent_is_near_the_prior_and_below_its_noise() -> None:
    assert "No latent is lost" in read_latents("a", make_statistics([9, 9], [0.01, 3]))
    hidden = read_latents("a", make_statistics([9, 0.5], [3, 3]))
    assert "In 1 of 2 latents the noise hides the image." in hidden
    assert "collapsed" not in hidden
    assert "in 1 of them the posterior has collapsed" in read_latents(
        "a", make_statistics([9, 0.5], [3, 0.05])
    )


def test_a_name_is_not_markdown() -> None:
    assert r"a\_b" in read_latents("a_b", make_statistics([9], [3]))
