"""What the training loop costs: beside the bare forward, backward and step, and fed by other libraries.

`python -m bench.training_loop` times all in turns, on networks and batches of the same kind, in the same
arithmetic and on as many threads, and prints images a second. The product's loop indexes, augments, measures
the gradient and checks for finite values. Fed by kornia, or by torchvision image by image, it is the same
loop but for who augments. Fed by torchvision's worker processes, as a `DataLoader` has them, images and views
are made ahead of the step; the queue is full when a turn begins and when it ends. The bare loop has one
batch, as it is and in memory. Median over turns.
"""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from aavae.config import HardwareConfig, RunConfig
from aavae.data.store import load_dataset
from aavae.machine import count_cores
from aavae.models import Normalise, build_untrained_model
from aavae.train.environment import choose_environment
from aavae.train.fabric import Fabric
from aavae.train.loop import Training
from aavae.train.metrics import Progress
from aavae.train.optim import build_optimizers
from bench.augment import Transform, build_kornia, build_torchvision

TURNS = 8
STEPS = 6
OURS = "the product"
BARE = "the bare step, without augmentation: the most there could be"
_PREFETCH = 2
"""Batches that a worker keeps ready."""

Turn = Callable[[int], float]
"""Makes so many steps, and says the images a second."""


class Views(Dataset[tuple[Tensor, Tensor]]):
    """An image and a view of it, uint8 (3, H, W) each, as torchvision's users make them.

    Args:
        images: uint8 (N, 3, H, W).
        transform: of one image.
    """

    def __init__(self, images: Tensor, transform: Transform) -> None:
        self._images = images
        self._transform = transform

    def __len__(self) -> int:
        """The number of images."""
        return len(self._images)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """An image and a new view."""
        return self._images[index], self._transform(self._images[index])


class Workers:
    """Worker processes that load and augment batches for a training, one for each core.

    Args:
        training: gets its images and views from here from now on.
        transform: of one image.
        images: uint8 (N, 3, H, W).
    """

    def __init__(self, training: Training, transform: Transform, images: Tensor) -> None:
        self._training = training
        self._size = training.config.batch_size
        self._num_images = len(images)
        self._rows: list[list[int]] = []
        self._batches: Iterator[list[Tensor]] = iter(())
        self._view = torch.empty(0)
        self._count = count_cores()
        self._loader = DataLoader(
            Views(images, transform),
            batch_sampler=self._rows,
            num_workers=self._count,
            prefetch_factor=_PREFETCH,
            persistent_workers=True,
        )
        training._share.take_images = self._take_images
        training._share.draw_view = lambda images: self._view

    def make_steps(self, num_steps: int) -> float:
        """A turn; a first step, which fills the queue, is not timed, and nothing is left in it at the end."""
        spare = _PREFETCH * self._count
        order = itertools.cycle(torch.randperm(self._num_images).tolist())
        count = num_steps + 1 + spare
        self._rows[:] = [list(itertools.islice(order, self._size)) for _ in range(count)]
        self._batches = iter(self._loader)
        make_steps(self._training, 1)
        speed = make_steps(self._training, num_steps)
        for _ in self._batches:
            pass
        return speed

    def _take_images(self, indices: Tensor) -> Tensor:
        images, self._view = (_to_floats(part) for part in next(self._batches))
        return images


def make_steps(training: Training, num_steps: int) -> float:
    """Move a training on; returns images a second, of the steps alone."""
    seconds: list[float] = []

    def count(progress: Progress) -> bool:
        seconds.append(training.config.batch_size / progress.images_per_second)
        return len(seconds) == num_steps

    list(training.epochs(count))
    return num_steps * training.config.batch_size / sum(seconds)


def prepare() -> dict[str, Turn]:
    """What takes turns, the product first and the bare step last."""
    config = RunConfig(num_epochs=100)
    # Whoever augments, the same number of threads.
    hardware = HardwareConfig(accelerator="cpu", threads=torch.get_num_threads())
    dataset = load_dataset(config.data)
    trainings = [Training(config, dataset, hardware) for _ in range(4)]
    ours, kornia, torchvision, workers = trainings
    augment_all, augment_one = build_kornia(config.augment), build_torchvision(config.augment)
    kornia._share.draw_view = lambda images: _lay_out(augment_all(images))
    torchvision._share.draw_view = lambda images: _lay_out(
        torch.stack([augment_one(image) for image in images])
    )
    pool = Workers(workers, augment_one, torch.from_numpy(dataset.train.images))
    print(f"precision {ours.precision}, batch {config.batch_size}, {hardware.threads} threads", flush=True)
    return {
        OURS: lambda count: make_steps(ours, count),
        "fed by kornia": lambda count: make_steps(kornia, count),
        "fed by torchvision, image by image": lambda count: make_steps(torchvision, count),
        f"fed by torchvision in {count_cores()} worker processes": pool.make_steps,
        BARE: prepare_bare(config, ours.precision),
    }


def prepare_bare(config: RunConfig, precision: str) -> Turn:
    """The bare step, on one batch."""
    fabric = Fabric(accelerator="cpu", devices=1, precision=precision, plugins=choose_environment(1))  # pyright: ignore[reportArgumentType]
    model = build_untrained_model(config, Normalise()).train()
    wrapped, *optimizers = fabric.setup(model, *build_optimizers(model, config.optim))
    noise = torch.randn(config.batch_size, config.model.latent_dim)
    images = _lay_out(torch.rand(config.batch_size, 3, 32, 32))

    def make_bare_steps(num_steps: int) -> float:
        start = time.perf_counter()
        for _ in range(num_steps):
            loss = wrapped(images, [images], lambda: noise)["loss"]
            for optimizer in optimizers:
                optimizer.zero_grad()
            fabric.backward(loss)
            for optimizer in optimizers:
                optimizer.step()
        return num_steps * config.batch_size / (time.perf_counter() - start)

    return make_bare_steps


def _lay_out(images: Tensor) -> Tensor:
    """As the networks take them fastest."""
    return images.contiguous(memory_format=torch.channels_last)


def _to_floats(images: Tensor) -> Tensor:
    return _lay_out(images.float().div_(255))


def measure(num_turns: int = TURNS, num_steps: int = STEPS) -> dict[str, list[float]]:
    """Images a second of each way in each turn, in the order of `prepare`; a turn before these warms up."""
    ways = prepare()
    for way in ways.values():
        way(2)
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(num_turns):
        for name, way in ways.items():
            speeds[name].append(way(num_steps))
    return speeds


if __name__ == "__main__":
    medians = {name: statistics.median(values) for name, values in measure().items()}
    for name, median in medians.items():
        print(f"{name:48} {median:8,.0f} images/s, {medians[OURS] / median:4.0%} is the product's share")
