import pytest

from aavae.config import EncoderName
from aavae.nn.encoder import build_encoder
from aavae.presets import list_presets
from aavae.studies.paper import (
    ENCODER_WEIGHTS,
    PAPER_ENCODER,
    PAPER_EPOCHS,
    PAPER_FIGURES,
    PAPER_TRAINING_IMAGES,
)
from tests.data.infos import CIFAR10


@pytest.mark.parametrize("name", ENCODER_WEIGHTS)
def test_the_weights_are_those_of_the_real_networks(name: EncoderName) -> None:
    parameters = build_encoder(name, image_size=32).parameters()
    assert ENCODER_WEIGHTS[name] == sum(parameter.numel() for parameter in parameters)


def test_the_scale_is_that_of_the_paper_s_preset() -> None:
    paper = next(preset.config for preset in list_presets((CIFAR10,), CIFAR10) if preset.name == "paper")
    assert (paper.num_epochs, paper.model.encoder) == (PAPER_EPOCHS, PAPER_ENCODER)
    assert PAPER_TRAINING_IMAGES == 50_000


def test_every_figure_has_a_source_and_what_could_not_be_verified_is_not_quoted() -> None:
    assert {name: figure.accuracy for name, figure in PAPER_FIGURES.items()} == {
        "vae": 0.5716,
        "aavae": 0.8714,
        "simclr": 0.94,
    }
    assert all(figure.source for figure in PAPER_FIGURES.values())
    assert [name for name, figure in PAPER_FIGURES.items() if not figure.is_second_hand] == ["aavae"]
