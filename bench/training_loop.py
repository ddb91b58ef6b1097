"""What the training loop costs beside the bare forward, backward and step.

`python -m bench.training_loop` times both in turns on the same networks and batch, and prints images a
second. The bare loop has one batch, augmented and in memory; the product's loop indexes, augments,
measures the gradient and checks for finite values besides. Median over turns.
"""

import statistics
import time

import torch

from aavae.config import HardwareConfig, RunConfig
from aavae.data.store import load_dataset
from aavae.models import Normalise, build_untrained_model
from aavae.train.environment import choose_environment
from aavae.train.fabric import Fabric
from aavae.train.loop import Training
from aavae.train.metrics import Progress
from aavae.train.optim import build_optimizers

TURNS = 8
STEPS = 6


def measure() -> tuple[float, float]:
    """Images a second of the product's loop and of the bare one."""
    config = RunConfig(num_epochs=100)
    training = Training(config, load_dataset(config.data), HardwareConfig(accelerator="cpu"))
    fabric = Fabric(accelerator="cpu", devices=1, precision=training.precision, plugins=choose_environment(1))
    model = build_untrained_model(config, Normalise()).train()
    wrapped, *optimizers = fabric.setup(model, *build_optimizers(model, config.optim))
    noise = torch.randn(config.batch_size, config.model.latent_dim)
    images = torch.rand(config.batch_size, 3, 32, 32).contiguous(memory_format=torch.channels_last)

    def time_bare() -> float:
        start = time.perf_counter()
        for _ in range(STEPS):
            loss = wrapped(images, [images], lambda: noise)["loss"]
            for optimizer in optimizers:
                optimizer.zero_grad()
            fabric.backward(loss)
            for optimizer in optimizers:
                optimizer.step()
        return STEPS * config.batch_size / (time.perf_counter() - start)

    def time_product() -> float:
        steps = 0

        def count(progress: Progress) -> bool:
            nonlocal steps
            steps += 1
            return steps == STEPS

        start = time.perf_counter()
        list(training.epochs(count))
        return STEPS * config.batch_size / (time.perf_counter() - start)

    time_bare()
    time_product()
    pairs = [(time_product(), time_bare()) for _ in range(TURNS)]
    print(f"precision {training.precision}, batch {config.batch_size}, {torch.get_num_threads()} threads")
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


if __name__ == "__main__":
    product, bare = measure()
    print(f"product {product:,.0f} images/s, bare {bare:,.0f} images/s: {product / bare:.0%}")
