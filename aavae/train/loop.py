"""The training loop: a run's configuration and images in, an epoch's metrics at a time out.

A step is the paper's (Falcon et al., arXiv 2107.12329): augment a batch, encode it, decode a sample of the
posterior, and compare that with the images as they were, not as the encoder saw them. Which of this a method
does is the model's business (`aavae.models`).

What it reaches: the shipped AAVAE, after 230 epochs of CIFAR-10 (`checkpoints/aavae/config.json`), has 68.7 %
in the linear probe of h and in the kNN probe; the VAE has 51.3 % and 57.5 % after as many (README.md, from
`checkpoints/*/results.json`). How fast: two cores of an AMD EPYC (Zen 4) make 1,818 images a second of an
AAVAE's steps with bfloat16, and 1,034 limited to AVX2 (README.md, "Speed").

What several processes do together is in `aavae.train.processes`, a run's networks, position and saved state
in `aavae.train.training_state`.
"""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from aavae.config import HardwareConfig, RunConfig
from aavae.data.batches import draw_order
from aavae.data.image_set import Dataset
from aavae.language import _
from aavae.train.metrics import EpochMetrics, OnStep, Progress
from aavae.train.monitor import RepresentationQuality
from aavae.train.muon import Muon
from aavae.train.optim import compute_learning_rate_factor
from aavae.train.processes import average, is_true_anywhere
from aavae.train.replay import Replay
from aavae.train.resume import keep_arithmetic
from aavae.train.training_state import TrainingState


class NonFiniteLossError(Exception):
    """The run diverged: a loss, gradient or feature was infinite or NaN.

    Where it was a loss or a gradient, the weights are still those of the step before. Raised in all
    processes alike.
    """


class Training(TrainingState):
    """A run in progress that `epochs` moves on; see `TrainingState` for its arguments and attributes."""

    def epochs(self, on_step: OnStep = lambda progress: False) -> Iterator[EpochMetrics]:
        """Train to the end, yielding after each epoch; ends early after `on_step` returned True.

        Raises:
            NonFiniteLossError: the run diverged.
        """
        config = self.config
        while self.epoch < config.num_epochs:
            order = draw_order(len(self._images), config.batch_size, config.seed, self.epoch)
            self.model.train()
            for indices in order[self.step - self.epoch * self._epoch_steps :]:
                start = time.perf_counter()
                with self._threads.time_piece(len(indices)):
                    parts = self._train_step(indices)
                progress = self._note_step(parts, len(indices), time.perf_counter() - start)
                if is_true_anywhere(self._fabric, self.is_main and on_step(progress)):
                    return
            yield self._finish_epoch()

    def _train_step(self, indices: Tensor) -> dict[str, float]:
        self._indices.copy_(indices)
        parts = average(self._fabric, self._gradients())
        if not math.isfinite(parts["loss"]):
            raise NonFiniteLossError(
                _("the loss is no longer finite at step {step}").format(step=self.step + 1)
            )
        if not math.isfinite(parts["gradient_norm"]):
            raise NonFiniteLossError(
                _("the gradient is no longer finite at step {step}").format(step=self.step + 1)
            )
        for optimizer, schedule in zip(self._wrapped_optimizers, self._schedules, strict=True):
            optimizer.step()
            schedule.step()
        self.step += 1
        return parts

    def _compute_gradients(self) -> dict[str, Tensor]:
        """Compute clipped gradients of the batch at `_indices`; returns loss, its parts and norm, scalars."""
        images = self._share.take_images(self._indices)
        views = [self._share.draw_view(images) for __ in range(self.model.num_views)]
        features = self._share.take_features(self._indices)
        target = self._share.crop_target(images)
        outputs = self._wrapped(target, views, self._share.draw_noise, features)
        for optimizer in self._wrapped_optimizers:
            optimizer.zero_grad()
        self._fabric.backward(outputs["loss"])
        limit = self.config.optim.gradient_clip
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), limit if limit > 0 else float("inf"))
        return {name: value.detach() for name, value in outputs.items()} | {"gradient_norm": norm}

    def _note_step(self, parts: dict[str, float], num_images: int, seconds: float) -> Progress:
        for name, value in parts.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._step_seconds += seconds
        self.elapsed_seconds += seconds
        return Progress(
            step=self.step,
            total_steps=self.total_steps,
            epoch=self.epoch,
            loss=parts["loss"],
            images_per_second=num_images / seconds,
            elapsed_seconds=self.elapsed_seconds,
        )

    def _finish_epoch(self) -> EpochMetrics:
        epoch = self.epoch + 1
        if epoch == self.config.num_epochs and self.config.recalibrate:
            self._recalibrate(self.model)
        steps = self._epoch_steps
        means = {name: total / steps for name, total in self._sums.items()}
        factor = compute_learning_rate_factor(self.config.optim, self.step - 1, self.total_steps, steps)
        step_images = len(self._indices)
        measurement = self._measure_together()
        metrics = EpochMetrics(
            epoch=epoch,
            step=self.step,
            loss=means.pop("loss"),
            gradient_norm=means.pop("gradient_norm"),
            parts=means,
            learning_rate=factor * self.config.optim.learning_rate,
            images_per_second=steps * step_images / self._step_seconds,
            knn_accuracy=measurement.knn_accuracy,
            knn_accuracy_views=measurement.knn_accuracy_views,
            similarity_auc=measurement.similarity.auc,
            elapsed_seconds=self.elapsed_seconds,
            images_seen=self.step * step_images,
        )
        self.epoch = epoch
        self._sums, self._step_seconds = {}, 0.0
        self.history.append(metrics._asdict())
        return metrics

    def _measure_together(self) -> RepresentationQuality:
        """The main process measures, the others wait."""
        measurement = self._fabric.broadcast(self.measure() if self.is_main else None)
        if measurement is None:
            raise NonFiniteLossError(
                _("the features are no longer finite at step {step}").format(step=self.step)
            )
        return measurement

    def __init__(self, config: RunConfig, dataset: Dataset, hardware: HardwareConfig | None = None) -> None:
        super().__init__(config, dataset, hardware)
        # One tensor for the indices of every batch: a replay reads where it was recorded.
        self._indices = torch.zeros(
            min(config.batch_size, len(self._images)), dtype=torch.int64, device=self.device
        )
        self._gradients = self._record_anew()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue where `state_dict` was taken: exactly so with its precision, threads and processes.

        Raises:
            UserError: the state is not one of this run.
        """
        super().load_state_dict(state)
        self._gradients = self._record_anew()

    def _record_anew(self) -> Callable[[], dict[str, Tensor]]:
        """What computes the gradients: on one GPU a replay, and Muon then replays too.

        Several processes exchange gradients, which is not recorded, and lies elsewhere at every step.
        """
        if self.num_processes > 1:
            return self._compute_gradients
        for optimizer in self.optimizers:
            if isinstance(optimizer, Muon):
                optimizer.directions = Replay(optimizer.compute_directions, self.device)
        generators = (self._share.augment_generator, self._share.noise_generator)
        return Replay(self._compute_gradients, self.device, generators)


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
        hardware = keep_arithmetic(hardware or HardwareConfig(), state)
    training = Training(config, dataset, hardware)
    if state is not None:
        training.load_state_dict(state)
    yield from training.epochs()
