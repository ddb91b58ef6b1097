"""The training loop: a run's configuration and images in, an epoch's metrics at a time out.

Several processes train one run as one process would, up to rounding. The configured batch is the whole
batch: its images, their augmentations and the posterior's noise are drawn as in one process, by every
process alike, and process r works on the r-th of equal, contiguous parts. Batch norm and SimCLR's loss span
the parts, gradients and losses are averaged over them, and the learning rate stays as it is.
"""

import contextlib
import copy
import math
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from aavae.config import Arithmetic, HardwareConfig, RunConfig
from aavae.data.batches import draw_order
from aavae.data.image_set import Dataset
from aavae.data.trainable import check_images
from aavae.errors import UserError
from aavae.models import Model, Normalise, build_untrained_model, span_processes
from aavae.threads import ThreadTuner, list_thread_counts
from aavae.train.launch import launch
from aavae.train.monitor import Monitor, RepresentationQuality
from aavae.train.muon import Muon
from aavae.train.optim import build_optimizers, build_schedule, compute_learning_rate_factor
from aavae.train.recalibrate import recalibrate_batch_norm
from aavae.train.replay import Replay
from aavae.train.share import BatchShare, check_shares

_RECALIBRATION_IMAGES = 5_000


class NonFiniteLossError(Exception):
    """The run diverged: a loss, gradient or feature was infinite or NaN.

    Where it was a loss or a gradient, the weights are still those of the step before. Raised in all
    processes alike.
    """


class EpochMetrics(NamedTuple):
    """What one epoch measured.

    Attributes:
        epoch: epochs finished, from 1.
        step: optimiser steps made so far.
        loss: mean loss of the epoch, over the images of all processes, nats an image.
        parts: means of the loss's parts (`reconstruction`, `kl`), nats an image.
        gradient_norm: mean L2 norm of the gradient, before clipping.
        learning_rate: at the epoch's last step.
        images_per_second: training images, not views, over the time of the steps.
        knn_accuracy: in [0, 1]; kNN on h of clean images, see `aavae.train.monitor`.
        knn_accuracy_views: in [0, 1]; kNN on h of augmented images.
        similarity_auc: how often two views of one image are more alike, by mu, than views of two images.
        elapsed_seconds: training time of the whole run so far, over all its resumes.
        images_seen: training images so far, each counted as often as it was seen.
    """

    epoch: int
    step: int
    loss: float
    parts: dict[str, float]
    gradient_norm: float
    learning_rate: float
    images_per_second: float
    knn_accuracy: float
    knn_accuracy_views: float
    similarity_auc: float
    elapsed_seconds: float
    images_seen: int


class Progress(NamedTuple):
    """Where a run is, between two batches."""

    step: int
    total_steps: int
    epoch: int
    loss: float
    images_per_second: float
    elapsed_seconds: float


OnStep = Callable[[Progress], bool]
"""Called after every step, in the main process alone; returns whether all stop here."""


def compute_channel_statistics(images: np.ndarray) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each channel, in [0, 1], of uint8 images (N, 3, H, W)."""
    levels = torch.arange(256, dtype=torch.float64) / 255
    counts = torch.zeros(3, 256, dtype=torch.float64)
    # In parts: bincount makes eight bytes of each pixel.
    for part in np.array_split(images, max(1, len(images) // 2_000)):
        for channel in range(3):
            counts[channel] += torch.from_numpy(np.bincount(part[:, channel].ravel(), minlength=256))
    weights = counts / counts.sum(dim=1, keepdim=True)
    mean = weights @ levels
    variance = weights @ levels.square() - mean.square()
    return mean.float(), variance.clamp(min=1e-8).sqrt().float()


class Training:
    """A run in progress: networks, optimiser, schedule, generators and position.

    Args:
        config: the run.
        dataset: its images; the training set moves to the device as one uint8 tensor.
        hardware: where to compute, in how many processes.

    Raises:
        UserError: the images do not fit the configuration, the processes cannot share a batch equally, or
            this machine does not have that hardware.

    Attributes:
        model: the bare model; its weights are those of the last step.
        device: where it computes.
        precision: the arithmetic in use; part of the state, since it decides the last digits, as do Muon's
            own arithmetic and the number of threads.
        num_processes: processes that share each batch.
        is_main: whether this is the process that watches and saves; the others only compute.
        epoch: epochs finished.
        step: steps made.
        history: the metrics of each finished epoch, as dicts.
        measurement: what was measured last, in the main process; None before the first epoch.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, hardware: HardwareConfig | None = None) -> None:
        hardware = hardware or HardwareConfig()
        self.config = config
        check_images(
            config, dataset.name, len(dataset.train), len(dataset.test), dataset.train.images.shape[2:]
        )
        check_shares(config, len(dataset.train), hardware.devices * hardware.nodes)
        self.precision: Arithmetic
        self._fabric, self.precision, muon_arithmetic = launch(config, hardware)
        self.device = self._fabric.device
        self.num_processes = self._fabric.world_size
        self.is_main = self._fabric.is_global_zero
        self._images = torch.from_numpy(dataset.train.images).to(self.device)
        self._monitor = Monitor(dataset)

        normalise = Normalise(*compute_channel_statistics(dataset.train.images))
        self.model: Model = build_untrained_model(config, normalise)
        if self.num_processes > 1:
            span_processes(self.model)
        optimizers = build_optimizers(self.model, config.optim, muon_arithmetic)
        self._muons = [optimizer for optimizer in optimizers if isinstance(optimizer, Muon)]
        self._wrapped, *self._optimizers = self._fabric.setup(self.model, *optimizers)
        self._epoch_steps = len(draw_order(len(self._images), config.batch_size, config.seed, 0))
        self.total_steps = self._epoch_steps * config.num_epochs
        self._schedules = [
            build_schedule(optimizer, config.optim, self.total_steps, self._epoch_steps)
            for optimizer in optimizers
        ]
        self._share = BatchShare(config, self._images, self._fabric.global_rank, self.num_processes)
        self._indices = torch.zeros(
            min(config.batch_size, len(self._images)), dtype=torch.int64, device=self.device
        )
        self._gradients = self._record_anew()
        self._tunes_threads = hardware.threads == 0 and self.num_processes == 1 and self.device.type == "cpu"
        self._threads = self._tune_threads()
        self.epoch = 0
        self.step = 0
        self.elapsed_seconds = 0.0
        self.history: list[dict[str, Any]] = []
        self.measurement: RepresentationQuality | None = None
        self._sums: dict[str, float] = {}
        self._step_seconds = 0.0

    def _record_anew(self) -> Callable[[], dict[str, Tensor]]:
        """What computes the gradients: on one GPU a replay, and Muon then replays too.

        Several processes exchange gradients, which is not recorded, and lies elsewhere at every step.
        """
        if self.num_processes > 1:
            return self._compute_gradients
        for muon in self._muons:
            muon.directions = Replay(muon.compute_directions, self.device)
        generators = (self._share.augment_generator, self._share.noise_generator)
        return Replay(self._compute_gradients, self.device, generators)

    def _tune_threads(self, start: int | None = None) -> ThreadTuner:
        """What chooses the threads of each step, by its time.

        There is nothing to choose where a number was asked for, on other devices, and where several processes
        wait for each other at every step.
        """
        counts = list_thread_counts() if self._tunes_threads else [torch.get_num_threads()]
        return ThreadTuner(counts, start)

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
            with self._threads.time_piece(len(indices)):
                parts = self._train_step(indices)
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
            if self._is_true_anywhere(self.is_main and on_step(progress)):
                return False
        return True

    def _train_step(self, indices: Tensor) -> dict[str, float]:
        self._indices.copy_(indices)
        parts = self._average(self._gradients())
        if not math.isfinite(parts["loss"]):
            raise NonFiniteLossError(f"the loss is no longer finite at step {self.step + 1}")
        if not math.isfinite(parts["gradient_norm"]):
            raise NonFiniteLossError(f"the gradient is no longer finite at step {self.step + 1}")
        for optimizer, schedule in zip(self._optimizers, self._schedules, strict=True):
            optimizer.step()
            schedule.step()
        self.step += 1
        return parts

    def _compute_gradients(self) -> dict[str, Tensor]:
        """Compute clipped gradients of the batch at `_indices`; returns loss, its parts and norm, scalars."""
        images = self._share.take_images(self._indices)
        views = [self._share.draw_view(images) for _ in range(self.model.num_views)]
        features = self._share.take_features(self._indices)
        outputs = self._wrapped(images, views, self._share.draw_noise, features)
        for optimizer in self._optimizers:
            optimizer.zero_grad()
        self._fabric.backward(outputs["loss"])
        limit = self.config.optim.gradient_clip
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), limit if limit > 0 else float("inf"))
        return {name: value.detach() for name, value in outputs.items()} | {"gradient_norm": norm}

    def _average(self, outputs: dict[str, Tensor]) -> dict[str, float]:
        """Mean of each scalar over the processes: finite in all or in none of them."""
        values = torch.stack(list(outputs.values()))
        means = self._fabric.all_reduce(values, reduce_op="mean")
        assert isinstance(means, Tensor)
        return dict(zip(outputs, means.tolist(), strict=True))

    def _is_true_anywhere(self, answer: bool) -> bool:
        if self.num_processes == 1:
            return answer
        count = self._fabric.all_reduce(torch.tensor(float(answer), device=self.device), reduce_op="sum")
        assert isinstance(count, Tensor)
        return count.item() > 0

    def _finish_epoch(self) -> EpochMetrics:
        epoch = self.epoch + 1
        if epoch == self.config.num_epochs and self.config.recalibrate:
            self._recalibrate(self.model)
        steps, sums = self._epoch_steps, self._sums
        means = {name: total / steps for name, total in sums.items()}
        factor = compute_learning_rate_factor(self.config.optim, self.step - 1, self.total_steps, steps)
        step_images = min(self.config.batch_size, len(self._images))
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

    def _recalibrate(self, model: Model) -> None:
        config = self.config
        order = draw_order(len(self._images), _RECALIBRATION_IMAGES, config.seed, config.num_epochs)
        with self._fabric.autocast():
            recalibrate_batch_norm(model, self._images[order[0].to(self.device)])

    def copy_recalibrated(self) -> Model:
        """Copy the model as the run would leave it if it ended here, in evaluation mode.

        That is with batch norm recalibrated, unless the configuration says otherwise. Any process can do this
        alone.
        """
        model = copy.deepcopy(self.model).eval()
        if self.config.recalibrate:
            self._recalibrate(model)
        return model

    def _measure_together(self) -> RepresentationQuality:
        """The main process measures, the others wait."""
        measurement = self._fabric.broadcast(self.measure() if self.is_main else None)
        if measurement is None:
            raise NonFiniteLossError(f"the features are no longer finite at step {self.step}")
        return measurement

    def measure(self) -> RepresentationQuality | None:
        """Measure the model as it is now; None if it gives values that are not finite."""
        self.measurement = self._monitor.measure(self.represent)
        return self.measurement

    @torch.inference_mode()
    def represent(self, images: np.ndarray, batch_size: int = 500) -> tuple[np.ndarray, np.ndarray]:
        """Compute h (N, D) and mu (N, latent_dim), float32, of uint8 images (N, 3, H, W)."""
        self.model.eval()
        h, mu = [], []
        with self._fabric.autocast():
            for batch in torch.from_numpy(images).split(batch_size):
                inputs = batch.to(self.device).float().div_(255)
                posterior = self.model.encode(inputs.contiguous(memory_format=torch.channels_last))
                h.append(posterior.h.cpu())
                mu.append(posterior.mu.cpu())
        return torch.cat(h).numpy(), torch.cat(mu).numpy()

    def state_dict(self) -> dict[str, Any]:
        """Everything that an exact resume needs: tensors, numbers and strings only."""
        return {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "schedules": [schedule.state_dict() for schedule in self._schedules],
            "augment_generator": self._share.augment_generator.get_state(),
            "noise_generator": self._share.noise_generator.get_state(),
            "epoch": self.epoch,
            "step": self.step,
            "elapsed_seconds": self.elapsed_seconds,
            "sums": dict(self._sums),
            "step_seconds": self._step_seconds,
            "history": copy.deepcopy(self.history),
            "accelerator": self.device.type,
            "precision": self.precision,
            "threads": self._threads.choice,
            "tunes_threads": self._tunes_threads,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue where `state_dict` was taken: exactly so with its precision, threads and processes.

        Raises:
            UserError: the state is not one of this run.
        """
        with _explain_misfit():
            self._load(state)

    def _load(self, state: dict[str, Any]) -> None:
        self._gradients = self._record_anew()
        self.model.load_state_dict(state["model"])
        # A copy: the optimizers would go on to change the caller's tensors in place.
        saved = copy.deepcopy(state["optimizers"])
        for optimizer, own in zip(self._optimizers, saved, strict=True):
            optimizer.load_state_dict(own)
        for schedule, own in zip(self._schedules, state["schedules"], strict=True):
            schedule.load_state_dict(own)
        self._share.augment_generator.set_state(state["augment_generator"])
        self._share.noise_generator.set_state(state["noise_generator"])
        if self._tunes_threads:
            self._threads = self._tune_threads(start=state["threads"])
        self.epoch, self.step = state["epoch"], state["step"]
        self.elapsed_seconds = state["elapsed_seconds"]
        self._sums, self._step_seconds = dict(state["sums"]), state["step_seconds"]
        self.history = copy.deepcopy(state["history"])


@contextlib.contextmanager
def _explain_misfit() -> Iterator[None]:
    """What a state of another shape makes torch and dictionaries raise, as one sentence."""
    try:
        yield
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise UserError(
            "The saved state does not fit: it is damaged, or of another version or kind of device; "
            "start the run anew."
        ) from error


def keep_arithmetic(hardware: HardwareConfig, state: dict[str, Any]) -> HardwareConfig:
    """The hardware with the precision and threads of a saved state, which decide its last digits.

    Where the kind of device is left open, it is the state's too: the generators of two kinds differ. Threads
    that were chosen by measuring are where a resume begins, and no more.

    Raises:
        UserError: the state does not say them.
    """
    with _explain_misfit():
        kept = {name: state[name] for name in ("accelerator", "precision", "threads")}
    if hardware.accelerator != "auto":
        del kept["accelerator"]
    # A state of before threads were chosen by measuring does not say so.
    if state.get("tunes_threads", False):
        del kept["threads"]
    return hardware.model_copy(update=kept)


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
