"""Which arithmetic trains fastest here, found by timing a real step of each."""

import time

import torch
from lightning_fabric import Fabric

from aavae.config import Arithmetic, HardwareConfig, RunConfig
from aavae.models import Normalise, build_untrained_model
from aavae.nn.patch_features import NUM_FEATURES
from aavae.train.environment import choose_environment
from aavae.train.optim import build_optimizers

_TRIAL_IMAGES = 64
_FEW_IMAGES = 8
_SLOW_SECONDS = 0.3
"""A step of a few images that takes longer decides by itself: one of more takes long, and much memory."""
_TRIAL_STEPS = 3


def _time_step(config: RunConfig, hardware: HardwareConfig, precision: Arithmetic, num_images: int) -> float:
    fabric = Fabric(
        accelerator=hardware.accelerator, devices=1, precision=precision, plugins=choose_environment(1)
    )
    model = build_untrained_model(config, Normalise()).train()
    wrapped, *optimizers = fabric.setup(model, *build_optimizers(model, config.optim))
    size = config.model.image_size
    generator = torch.Generator(fabric.device).manual_seed(0)
    images = torch.rand((num_images, 3, size, size), generator=generator, device=fabric.device)
    images = images.contiguous(memory_format=torch.channels_last)
    noise = torch.zeros((num_images, config.model.latent_dim), device=fabric.device)
    features = torch.zeros((num_images, NUM_FEATURES), device=fabric.device)
    durations = []
    for _ in range(_TRIAL_STEPS):
        start = time.perf_counter()
        loss = wrapped(images, [images] * model.num_views, lambda: noise, features)["loss"]
        for optimizer in optimizers:
            optimizer.zero_grad()
        fabric.backward(loss)
        for optimizer in optimizers:
            optimizer.step()
        loss.item()  # waits for the device
        durations.append(time.perf_counter() - start)
    return min(durations)


def choose_precision(config: RunConfig, hardware: HardwareConfig) -> Arithmetic:
    """Resolve `auto`: bf16 where a real training step is faster with it, else 32 bits.

    bfloat16 halves the time on a CPU with AVX512-BF16 or AMX and is many times slower on one that
    emulates it; no flag of the processor tells which for a given network.

    Args:
        config: the run, whose networks are timed.
        hardware: a precision other than `auto` is returned as it is.
    """
    if hardware.precision != "auto":
        return hardware.precision
    candidates: tuple[Arithmetic, ...] = ("32-true", "bf16-mixed")
    few = min(_FEW_IMAGES, config.batch_size)
    is_slow = _time_step(config, hardware, "32-true", few) > _SLOW_SECONDS
    num_images = few if is_slow else min(_TRIAL_IMAGES, config.batch_size)
    durations = {precision: _time_step(config, hardware, precision, num_images) for precision in candidates}
    return min(candidates, key=lambda precision: durations[precision])
