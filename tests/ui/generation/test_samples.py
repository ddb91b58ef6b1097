import numpy as np
import pytest

from aavae.evaluation.generation.samples import DensityFit, DensityKind
from aavae.ui.generation.samples import read_hole


def make_fits(prior: float, gaussian: float, mixture: float) -> dict[DensityKind, DensityFit]:
    empty = np.empty(0, np.float32)
    return {
        "prior": DensityFit(
            weights=empty,
            means=empty,
            factors=empty,
            log_likelihood=prior,
            interval=(prior, prior),
            representation="z",
        ),
        "gaussian": DensityFit(
            weights=empty,
            means=empty,
            factors=empty,
            log_likelihood=gaussian,
            interval=(gaussian, gaussian),
            representation="z",
        ),
        "mixture": DensityFit(
            weights=empty,
            means=empty,
            factors=empty,
            log_likelihood=mixture,
            interval=(mixture, mixture),
            representation="z",
        ),
    }


def test_the_gap_is_that_of_the_mixture_and_the_gaussian_has_its_part_of_it() -> None:
    text = read_hole("mine", make_fits(-1.5, -0.5, 0.5))
    assert text.startswith("**mine**")
    assert "**2.00 nats**" in text
    assert "under a single Gaussian, 1.00" in text


@pytest.mark.parametrize("mixture", [-1.0, -2.0])
def test_without_a_gap_there_is_no_hole(mixture: float) -> None:
    assert "no hole to repair" in read_hole("mine", make_fits(-1.0, -1.0, mixture))


def test_a_hostile_title_is_text() -> None:
    assert "<b>" not in read_hole("<b>", make_fits(0, 1, 2))


def test_of_too_few_images_for_a_mixture_the_gaussian_is_read_alone() -> None:
    fits = make_fits(-1.5, -0.5, 0.5)
    del fits["mixture"]
    assert "**1.00 nats** a dimension likelier under a single Gaussian than" in read_hole("mine", fits)
    del fits["gaussian"]
    assert read_hole("mine", fits) == ""
