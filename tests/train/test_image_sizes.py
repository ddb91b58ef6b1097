"""Every method trains at every size that images are imported at, with all that surrounds a step."""

import itertools

import numpy as np
import pytest
import torch

from aavae.config import Arithmetic, AugmentConfig, HardwareConfig, ModelConfig
from aavae.data.image_set import Dataset, ImageSet
from aavae.estimate.step_memory import count_evaluation, count_step
from aavae.methods import METHODS, MethodName
from aavae.train.compact import quantise, restore
from aavae.train.loop import Training
from tests.train.small_runs import make_config

SIZES = (64, 96, 128)


def draw(size: int, count: int = 16) -> Dataset:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 3, size, size), np.uint8)
    split = ImageSet(images, np.arange(count, dtype=np.int64) % 2, ("a", "b"))
    return Dataset("drawn", "drawn", split, split, digest="0" * 64)


@pytest.mark.parametrize(
    ("method", "size"),
    [
        *((method, SIZES[0]) for method in METHODS),
        # What sizes change is the encoder, the decoder and the features that it paints.
        *itertools.product(("aavae-features", "simclr"), SIZES[1:]),
    ],
)
def test_every_method_makes_steps_with_blur_and_a_cropped_target(method: MethodName, size: int) -> None:
    config = make_config(
        method,
        num_epochs=1,
        batch_size=8,
        target_crop=0.9,
        model=ModelConfig(latent_dim=8, image_size=size),
        augment=AugmentConfig(blur_probability=0.5, jitter_strength=1.0),
    )
    training = Training(config, draw(size), HardwareConfig(accelerator="cpu", precision="32-true"))
    before = {name: value.clone() for name, value in training.model.state_dict().items()}
    (metrics,) = training.epochs()
    assert np.isfinite(metrics.loss) and metrics.gradient_norm > 0
    after = training.model.state_dict()
    learnt = [
        name for name, _ in training.model.named_parameters() if not torch.equal(after[name], before[name])
    ]
    assert "encoder.stem.0.weight" in learnt and "encoder.stages.3.body.0.weight" in learnt
    compact = restore(quantise(after))
    assert {name: value.shape for name, value in compact.items()} == {
        name: value.shape for name, value in after.items()
    }


@pytest.mark.parametrize(
    ("size", "precision"), [*((size, "32-true") for size in SIZES), (SIZES[1], "bf16-mixed")]
)
def test_both_arithmetics_encode_and_paint_and_their_memory_is_counted(
    size: int, precision: Arithmetic
) -> None:
    config = make_config(num_epochs=1, batch_size=4, model=ModelConfig(latent_dim=8, image_size=size))
    training = Training(config, draw(size, 4), HardwareConfig(accelerator="cpu", precision=precision))
    (metrics,) = training.epochs()
    assert np.isfinite(metrics.loss)
    grown = [
        count(training.model, precision, num_images, size, *width).together
        for count, width in ((count_step, (8,)), (count_evaluation, ()))
        for num_images in (4, 8)
    ]
    pixels = 4 * 3 * size * size * 4
    assert grown[1] - grown[0] > 2 * pixels  # a view and a target, and what the networks make of them
    assert grown[3] - grown[2] > pixels


def test_a_resnet_trains_at_96_pixels_as_the_paper_s_on_stl10_does() -> None:
    model = ModelConfig(encoder="resnet18", latent_dim=8, image_size=96)
    config = make_config(num_epochs=1, batch_size=4, target_crop=96 / 105, model=model)
    training = Training(config, draw(96, 4), HardwareConfig(accelerator="cpu", precision="32-true"))
    (metrics,) = training.epochs()
    assert np.isfinite(metrics.loss)
    decoded = training.model.eval().decode(torch.zeros(2, 8))  # pyright: ignore[reportCallIssue]
    assert decoded.shape == (2, 3, 96, 96)
