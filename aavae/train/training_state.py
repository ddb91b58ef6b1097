"""A run in progress: what trains it, where it is, and its exact state; `aavae.train.loop` moves it on."""

import copy
from typing import Any

import numpy as np
import torch

from aavae.config import Arithmetic, HardwareConfig, RunConfig
from aavae.data.batches import draw_order
from aavae.data.image_set import Dataset
from aavae.data.trainable import check_images
from aavae.models import Model, Normalise, build_untrained_model, span_processes
from aavae.threads import ThreadTuner, list_thread_counts
from aavae.train.channel_statistics import compute_channel_statistics
from aavae.train.launch import launch
from aavae.train.monitor import Monitor, RepresentationQuality
from aavae.train.optim import build_optimizers, build_schedule
from aavae.train.recalibrate import recalibrate_batch_norm
from aavae.train.resume import STATE_VERSION, check_state
from aavae.train.share import BatchShare, check_shares
from aavae.train.training_images import TrainingImages

_RECALIBRATION_IMAGES = 5_000
_RECALIBRATION_BATCH = 500


class TrainingState:
    """Networks, optimisers, schedules, generators and position of a run.

    Args:
        config: the run.
        dataset: its images; the training set moves to a GPU as one uint8 tensor, and stays mapped on the CPU.
        hardware: where to compute, in how many processes.

    Raises:
        UserError: the images do not fit the configuration, the processes cannot share a batch equally, or
            this machine does not have that hardware.

    Attributes:
        model: the bare model; its weights are those of the last step.
        optimizers: torch's own, without what the processes add to them.
        device: where it computes.
        precision: the arithmetic in use; part of the state, since it decides the last digits, as do Muon's
            own arithmetic and the number of threads.
        tunes_threads: whether the number of threads is chosen by the time that steps take.
        num_processes: processes that share each batch.
        is_main: whether this is the process that watches and saves; the others only compute.
        total_steps: steps of the whole run.
        epoch: epochs finished.
        step: steps made.
        elapsed_seconds: training time so far, over all resumes.
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
        self._images = TrainingImages(dataset.train.images, self.device)
        self._monitor = Monitor(dataset) if self.is_main else None

        normalise = Normalise(*compute_channel_statistics(dataset.train.images))
        self.model: Model = build_untrained_model(config, normalise)
        if self.num_processes > 1:
            span_processes(self.model)
        self.optimizers = build_optimizers(self.model, config.optim, muon_arithmetic)
        self._wrapped, *self._wrapped_optimizers = self._fabric.setup(self.model, *self.optimizers)
        self._epoch_steps = len(draw_order(len(self._images), config.batch_size, config.seed, 0))
        self.total_steps = self._epoch_steps * config.num_epochs
        self._schedules = [
            build_schedule(optimizer, config.optim, self.total_steps, self._epoch_steps)
            for optimizer in self.optimizers
        ]
        self._share = BatchShare(config, self._images, self._fabric.global_rank, self.num_processes)
        # There is nothing to choose where a number was asked for, on other devices, and where several
        # processes wait for each other at every step.
        self.tunes_threads = hardware.threads == 0 and self.num_processes == 1 and self.device.type == "cpu"
        self._threads = self._tune_threads()
        self.epoch = 0
        self.step = 0
        self.elapsed_seconds = 0.0
        self.history: list[dict[str, Any]] = []
        self.measurement: RepresentationQuality | None = None
        self._sums: dict[str, float] = {}
        self._step_seconds = 0.0

    def _tune_threads(self, start: int | None = None) -> ThreadTuner:
        """What chooses the threads of each step, by its time."""
        counts = list_thread_counts() if self.tunes_threads else [torch.get_num_threads()]
        return ThreadTuner(counts, start)

    def use_threads(self, count: int) -> None:
        """Make the next steps with so many threads, and choose no other number."""
        self._threads = ThreadTuner([count])

    def measure(self) -> RepresentationQuality | None:
        """Measure the model as it is now; None if it gives values that are not finite.

        In the main process only: the others do not hold the images for it.
        """
        assert self._monitor is not None
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

    def copy_recalibrated(self) -> Model:
        """Copy the model as the run would leave it if it ended here, in evaluation mode.

        That is with batch norm recalibrated, unless the configuration says otherwise. Any process can do this
        alone.
        """
        model = copy.deepcopy(self.model).eval()
        if self.config.recalibrate:
            self._recalibrate(model)
        return model

    def _recalibrate(self, model: Model) -> None:
        config = self.config
        order = draw_order(len(self._images), _RECALIBRATION_IMAGES, config.seed, config.num_epochs)
        with self._fabric.autocast():
            recalibrate_batch_norm(
                model, (self._images.take(rows) for rows in order[0].split(_RECALIBRATION_BATCH))
            )

    def state_dict(self) -> dict[str, Any]:
        """Everything that an exact resume needs: tensors, numbers and strings only."""
        return {
            "version": STATE_VERSION,
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._wrapped_optimizers],
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
            "tunes_threads": self.tunes_threads,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue where `state_dict` was taken: exactly so with its precision, threads and processes.

        Raises:
            UserError: the state is not one of this run.
        """
        check_state(state, self.state_dict(), self.optimizers)
        self.model.load_state_dict(state["model"])
        # A copy: the optimizers would go on to change the caller's tensors in place.
        saved = copy.deepcopy(state["optimizers"])
        for optimizer, own in zip(self._wrapped_optimizers, saved, strict=True):
            optimizer.load_state_dict(own)
        for schedule, own in zip(self._schedules, state["schedules"], strict=True):
            schedule.load_state_dict(own)
        self._share.augment_generator.set_state(state["augment_generator"])
        self._share.noise_generator.set_state(state["noise_generator"])
        if self.tunes_threads:
            self._threads = self._tune_threads(start=state["threads"])
        self.epoch, self.step = state["epoch"], state["step"]
        self.elapsed_seconds = state["elapsed_seconds"]
        self._sums, self._step_seconds = dict(state["sums"]), state["step_seconds"]
        self.history = copy.deepcopy(state["history"])
