"""What others published, with its source, to put beside one's own numbers."""

from typing import NamedTuple

from aavae.config import EncoderName
from aavae.language import N_
from aavae.methods import MethodName


class PaperFigure(NamedTuple):
    """A published accuracy of a linear probe on CIFAR-10.

    Attributes:
        accuracy: in [0, 1], on the test images.
        source: where it stands, for people.
        is_second_hand: whether the source only repeats it.
    """

    accuracy: float
    source: str
    is_second_hand: bool


_README = N_("the README of the paper's reference code")
_SUMMARY = N_("a public summary of the paper by a student")

PAPER_FIGURES: dict[MethodName, PaperFigure] = {
    "vae": PaperFigure(0.5716, _SUMMARY, is_second_hand=True),
    "aavae": PaperFigure(0.8714, _README, is_second_hand=False),
    "simclr": PaperFigure(0.9400, _SUMMARY, is_second_hand=True),
}
"""None for the AE and the denoising AE: no published figure could be verified."""

PAPER_EPOCHS = 3_200
"""Passes over the 50,000 training images (arXiv 2107.12329, section 4)."""
PAPER_TRAINING_IMAGES = 50_000
"""Training images of CIFAR-10."""
PAPER_ENCODER: EncoderName = "resnet50"
"""With the stem for 32x32 images."""
ENCODER_WEIGHTS: dict[EncoderName, int] = {"patch": 1_367_680, "resnet18": 11_168_832, "resnet50": 23_500_352}
"""Weights of an encoder, without the heads."""
