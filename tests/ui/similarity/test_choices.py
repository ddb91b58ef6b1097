import pytest

from aavae.augment.pipeline import draw_parameters
from aavae.config import AugmentConfig
from aavae.ui.similarity.choices import weaken


def test_full_strength_is_the_training() -> None:
    assert weaken(AugmentConfig(), 1) == AugmentConfig()


def test_half_the_strength_cuts_away_and_colours_half_as_much() -> None:
    weak = weaken(AugmentConfig(), 0.5)
    assert weak.crop_scale_min == pytest.approx(0.54)
    assert weak.jitter_strength == 0.25


def test_no_strength_leaves_flip_and_grayscale() -> None:
    import torch

    weak = weaken(AugmentConfig(), 0)
    parameters = draw_parameters(200, 32, 32, weak, torch.Generator().manual_seed(0))
    assert (parameters.brightness == 1).all() and (parameters.hue == 0).all()
    assert parameters.flip.any() and parameters.grayscale.any()
