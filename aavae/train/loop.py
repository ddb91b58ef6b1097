"""The training loop: a run's configuration and images in, an epoch's metrics at a time out."""

import copy
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor

from aavae.analysis.knn_probe import compute_knn_probe
from aavae.augment import augment
from aavae.config import Arithmetic, HardwareConfig, RunConfig
from aavae.data.batches import draw_order
from aavae.data.image_set import Dataset, ImageSet, choose_evenly
from aavae.errors import UserError
from aavae.models import Model, Normalise, build_untrained_model
from aavae.train.optim import build_optimizer, build_schedule, compute_learning_rate_factor
from aavae.train.precision import choose_precision
from aavae.train.recalibrate import recalibrate_batch_norm

_KNN_BANK = 4_000
_KNN_QUERIES = 1_000
_RECALIBRATION_IMAGES = 5_000


class NonFiniteLossError(Exception):
    """A loss or gradient was infinite or NaN; the weights are still those of the step before."""


class EpochMetrics(NamedTuple):
    """What one epoch measured.

    Attributes:
        epoch: epochs finished, from 1.
        step: optimiser steps made so far.
        loss: mean loss of the epoch, nats an image.
        parts: means of the loss's parts (`reconstruction`, `kl`), nats an image.
        gradient_norm: mean L2 norm of the gradient, before clipping.
        learning_rate: at the epoch's last step.
        images_per_second: training images, not views, over the time of the steps.
        knn_accuracy: in [0, 1]; kNN on h, 1,000 test images against 4,000 training images.
        elapsed_seconds: training time of the whole run so far, over all its resumes.
    """

    epoch: int
    step: int
    loss: float
    parts: dict[str, float]
    gradient_norm: float
    learning_rate: float
    images_per_second: float
    knn_accuracy: float
    elapsed_seconds: float


class Progress(NamedTuple):
    """Where a run is, between two batches."""

    step: int
    total_steps: int
    epoch: int
    loss: float
    images_per_second: float
    elapsed_seconds: float


OnStep = Callable[[Progress], bool]
"""Called after every step; returns whether to stop here."""


def compute_channel_statistics(images: np.ndarray) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each channel, in [0, 1], of uint8 images (N, 3, H, W)."""
    levels = torch.arange(256, dtype=torch.float64) / 255
    counts = torch.stack(
        [torch.from_numpy(np.bincount(images[:, channel].ravel(), minlength=256)) for channel in range(3)]
    ).double()
    weights = counts / counts.sum(dim=1, keepdim=True)
    mean = weights @ levels
    variance = weights @ levels.square() - mean.square()
    return mean.float(), variance.clamp(min=1e-8).sqrt().float()


class Training:
    """A run in progress: networks, optimiser, schedule, generators and position.

    Args:
        config: the run.
        dataset: its images; the training set moves to the device as one uint8 tensor.
        hardware: where to compute.

    Raises:
        UserError: the images do not fit the configuration.

    Attributes:
        model: the bare model; its weights are those of the last step.
        device: where it computes.
        precision: the arithmetic in use; part of the state, since it decides the last digits.
        epoch: epochs finished.
        step: steps made.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, hardware: HardwareConfig | None = None) -> None:
        hardware = hardware or HardwareConfig()
        self.config = config
        _check_images(config, dataset)
        self.precision: Arithmetic = choose_precision(config, hardware)
        self._fabric = Fabric(
            accelerator=hardware.accelerator,
            devices=1,
            precision=self.precision,
        )
        self._fabric.launch()
        self.device = self._fabric.device
        self._images = torch.from_numpy(dataset.train.images).to(self.device)
        self._knn_bank = _take(dataset.train, _KNN_BANK)
        self._knn_queries = _take(dataset.test, _KNN_QUERIES)

        normalise = Normalise(*compute_channel_statistics(dataset.train.images))
        self.model: Model = build_untrained_model(config, normalise)
        optimizer = build_optimizer(self.model, config.optim)
        self._wrapped, self._optimizer = self._fabric.setup(self.model, optimizer)
        self._epoch_steps = len(draw_order(len(self._images), config.batch_size, config.seed, 0))
        self.total_steps = self._epoch_steps * config.num_epochs
        self._schedule = build_schedule(optimizer, config.optim, self.total_steps, self._epoch_steps)
        # Two generators, so that switching augmentation off leaves the noise as it was.
        self._augment_generator = torch.Generator(self.device).manual_seed(config.seed)
        self._noise_generator = torch.Generator(self.device).manual_seed(config.seed + 1)
        self.epoch = 0
        self.step = 0
        self.elapsed_seconds = 0.0
        self._sums: dict[str, float] = {}
        self._step_seconds = 0.0

    def epochs(self, on_step: OnStep = lambda progress: False) -> Iterator[EpochMetrics]:
        """Train to the end, yielding after each epoch; ends early after `on_step` returned True.

        Raises:
            NonFiniteLossError: the run diverged.
        """
        while self.epoch < self.config.num_epochs:
            if not self._run_epoch(on_step):
                return
            yield self._finish_epoch()

    def _run_epoch(self, on_step: OnStep) -> bool:
        config = self.config
        order = draw_order(len(self._images), config.batch_size, config.seed, self.epoch)
        self.model.train()
        for indices in order[self.step - self.epoch * self._epoch_steps :]:
            start = time.perf_counter()
            parts = self._train_step(indices.to(self.device))
            seconds = time.perf_counter() - start
            for name, value in parts.items():
                self._sums[name] = self._sums.get(name, 0.0) + value
            self._step_seconds += seconds
            self.elapsed_seconds += seconds
            progress = Progress(
                step=self.step,
                total_steps=self.total_steps,
                epoch=self.epoch,
                loss=parts["loss"],
                images_per_second=len(indices) / seconds,
                elapsed_seconds=self.elapsed_seconds,
            )
            if on_step(progress):
                return False
        return True

    def _train_step(self, indices: Tensor) -> dict[str, float]:
        images = self._images[indices].float().div_(255).contiguous(memory_format=torch.channels_last)
        views = [self._draw_view(images) for _ in range(self.model.num_views)]
        parts = self._wrapped(images, views, self._noise_generator)
        loss = parts["loss"]
        if not loss.isfinite():
            raise NonFiniteLossError(f"the loss is no longer finite at step {self.step + 1}")
        self._optimizer.zero_grad()
        self._fabric.backward(loss)
        norm = self._compute_gradient_norm()
        self._optimizer.step()
        self._schedule.step()
        self.step += 1
        return {name: value.item() for name, value in parts.items()} | {"gradient_norm": norm}

    def _draw_view(self, images: Tensor) -> Tensor:
        if not self.config.switches.augment:
            return images
        return augment(images, self.config.augment, self._augment_generator)

    def _compute_gradient_norm(self) -> float:
        limit = self.config.optim.gradient_clip
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), limit if limit > 0 else float("inf"))
        if not norm.isfinite():
            raise NonFiniteLossError(f"the gradient is no longer finite at step {self.step + 1}")
        return norm.item()

    def _finish_epoch(self) -> EpochMetrics:
        self.epoch += 1
        if self.epoch == self.config.num_epochs and self.config.recalibrate:
            with self._fabric.autocast():
                recalibrate_batch_norm(self.model, self._images[self._draw_recalibration_indices()])
        steps, sums = self._epoch_steps, self._sums
        means = {name: total / steps for name, total in sums.items()}
        factor = compute_learning_rate_factor(self.config.optim, self.step - 1, self.total_steps, steps)
        step_images = min(self.config.batch_size, len(self._images))
        metrics = EpochMetrics(
            epoch=self.epoch,
            step=self.step,
            loss=means.pop("loss"),
            gradient_norm=means.pop("gradient_norm"),
            parts=means,
            learning_rate=factor * self.config.optim.learning_rate,
            images_per_second=steps * step_images / self._step_seconds,
            knn_accuracy=self._compute_knn_accuracy(),
            elapsed_seconds=self.elapsed_seconds,
        )
        self._sums, self._step_seconds = {}, 0.0
        return metrics

    def _draw_recalibration_indices(self) -> Tensor:
        config = self.config
        order = draw_order(len(self._images), _RECALIBRATION_IMAGES, config.seed, config.num_epochs)
        return order[0].to(self.device)

    def _compute_knn_accuracy(self) -> float:
        bank, queries = self._knn_bank, self._knn_queries
        return compute_knn_probe(
            self.compute_h(bank.images),
            bank.labels,
            self.compute_h(queries.images),
            queries.labels,
            len(bank.class_names),
        ).accuracy

    @torch.inference_mode()
    def compute_h(self, images: np.ndarray, batch_size: int = 500) -> np.ndarray:
        """Features of uint8 images (N, 3, H, W), in evaluation mode: float32 (N, D)."""
        self.model.eval()
        outputs = []
        with self._fabric.autocast():
            for batch in torch.from_numpy(images).split(batch_size):
                inputs = batch.to(self.device).float().div_(255)
                outputs.append(
                    self.model.encode(inputs.contiguous(memory_format=torch.channels_last)).h.cpu()
                )
        return torch.cat(outputs).numpy()

    def state_dict(self) -> dict[str, Any]:
        """Everything that an exact resume needs: tensors, numbers and strings only."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
            "augment_generator": self._augment_generator.get_state(),
            "noise_generator": self._noise_generator.get_state(),
            "epoch": self.epoch,
            "step": self.step,
            "elapsed_seconds": self.elapsed_seconds,
            "sums": dict(self._sums),
            "step_seconds": self._step_seconds,
            "precision": self.precision,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue exactly where `state_dict` was taken."""
        self.model.load_state_dict(state["model"])
        # A copy: the optimizer would go on to change the caller's tensors in place.
        self._optimizer.load_state_dict(copy.deepcopy(state["optimizer"]))
        self._schedule.load_state_dict(state["schedule"])
        self._augment_generator.set_state(state["augment_generator"])
        self._noise_generator.set_state(state["noise_generator"])
        self.epoch, self.step = state["epoch"], state["step"]
        self.elapsed_seconds = state["elapsed_seconds"]
        self._sums, self._step_seconds = dict(state["sums"]), state["step_seconds"]


def _check_images(config: RunConfig, dataset: Dataset) -> None:
    height, width = dataset.train.images.shape[2:]
    size = config.model.image_size
    if (height, width) != (size, size):
        raise UserError(
            f"The images of '{dataset.name}' are {width}x{height}, the model is set for {size}x{size}."
        )


def _take(images: ImageSet, count: int) -> ImageSet:
    indices = choose_evenly(len(images), count)
    return ImageSet(images.images[indices], images.labels[indices], images.class_names)


def train(
    config: RunConfig,
    dataset: Dataset,
    hardware: HardwareConfig | None = None,
    state: dict[str, Any] | None = None,
) -> Iterator[EpochMetrics]:
    """Train a model, yielding the metrics of each epoch; `state` continues an earlier run.

    For notebooks and tests; `aavae.runs.execute` keeps the model and its files.
    """
    if state is not None:
        hardware = (hardware or HardwareConfig()).model_copy(update={"precision": state["precision"]})
    training = Training(config, dataset, hardware)
    if state is not None:
        training.load_state_dict(state)
    yield from training.epochs()
