import numpy as np
import pytest

from aavae.analysis.diagnostics.spectrum import compute_spectrum
from aavae.errors import UserError

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(200, 30), (30, 200)])
def test_singular_values_are_those_of_numpy(shape: tuple[int, int]) -> None:
    features = RNG.normal(5, 2, shape)
    spectrum = compute_spectrum(features)
    expected = np.linalg.svd(features - features.mean(0), compute_uv=False)
    np.testing.assert_allclose(spectrum.singular_values, expected, atol=1e-5 * expected[0])
    shares = expected / expected.sum()
    shares = shares[shares > 1e-9]
    assert spectrum.rank_me == pytest.approx(np.exp(-(shares * np.log(shares)).sum()), rel=1e-4)


def test_isotropic_features_have_as_many_directions_as_columns() -> None:
    assert compute_spectrum(RNG.normal(size=(20_000, 40))).rank_me == pytest.approx(40, rel=0.01)


def test_features_along_a_line_have_one_direction_wherever_the_line_lies() -> None:
    line = RNG.normal(size=(500, 1)) * RNG.normal(size=(1, 20)) + 100
    assert compute_spectrum(line).rank_me == pytest.approx(1, abs=0.01)


def test_features_that_do_not_vary_have_no_direction() -> None:
    assert compute_spectrum(np.ones((10, 3))).rank_me == 0


def test_wrong_features_are_a_sentence() -> None:
    with pytest.raises(UserError, match="Features: expected"):
        compute_spectrum(np.ones(3))
    with pytest.raises(UserError, match="at least 2 images, got 1"):
        compute_spectrum(np.ones((1, 3)))
