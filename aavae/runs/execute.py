"""Training a run on disk: what the child process does."""

import contextlib
import os
import time
from collections.abc import Iterator

import psutil
import torch

from aavae.config import HardwareConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.runs.layout import append_metrics, keep_metrics
from aavae.runs.registry import Run
from aavae.runs.samples import compute_samples, save_samples
from aavae.runs.status import State, Status, read_status, write_status
from aavae.train.loop import EpochMetrics, NonFiniteLossError, Progress, Training
from aavae.train.state import load_state, save_state, save_weights

_HEARTBEAT_SECONDS = 1.0
_SAVE_SECONDS = 60.0


class _Recorder:
    """Writes a training's files; the training itself knows nothing of them."""

    def __init__(self, run: Run, training: Training, dataset: Dataset) -> None:
        self.layout = run.layout
        self.training = training
        self.dataset = dataset
        self.stopped = False
        process = psutil.Process()
        self._status = Status(
            state="running",
            pid=process.pid,
            process_started=process.create_time(),
            total_steps=training.total_steps,
            device=_name_device(training.device),
            precision=training.precision,
        )
        self._last_heartbeat = 0.0
        self._last_save = time.monotonic()

    def write_status(self, state: State = "running", message: str = "") -> None:
        training = self.training
        update = {"state": state, "message": message, "epoch": training.epoch, "step": training.step}
        self._status = self._status.model_copy(update=update)
        write_status(self.layout.status, self._status)

    def on_step(self, progress: Progress) -> bool:
        now = time.monotonic()
        if now - self._last_heartbeat > _HEARTBEAT_SECONDS:
            self._last_heartbeat = now
            left = (progress.total_steps - progress.step) * progress.elapsed_seconds / progress.step
            update = {"images_per_second": progress.images_per_second, "seconds_left": left}
            self._status = self._status.model_copy(update=update)
            self.write_status()
        if now - self._last_save > _SAVE_SECONDS:
            self.save_state()
        self.stopped = self.layout.stop.exists()
        return self.stopped

    def save_state(self) -> None:
        save_state(self.training.state_dict(), self.layout.state)
        self._last_save = time.monotonic()

    def save_epoch(self, metrics: EpochMetrics | None) -> None:
        # The metrics come first: a resume drops those that the state does not know yet.
        if metrics is not None:
            append_metrics(self.layout.metrics, metrics._asdict())
        save_weights(self.training.model.state_dict(), self.layout.weights)
        samples = compute_samples(self.training, self.dataset)
        if samples is not None:
            save_samples(samples, self.layout.samples / "latest.npz")
        self.save_state()
        self.write_status()


def _name_device(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type


def _prepare(run: Run, dataset: Dataset, hardware: HardwareConfig) -> Training:
    """A fresh training, or one that continues from the run's saved state."""
    if not run.layout.state.exists():
        return Training(run.config, dataset, hardware)
    state = load_state(run.layout.state)
    training = Training(run.config, dataset, hardware.model_copy(update={"precision": state["precision"]}))
    training.load_state_dict(state)
    return training


def execute(run: Run, dataset: Dataset, hardware: HardwareConfig) -> Iterator[EpochMetrics]:
    """Train a run to its end, or to its STOP file, writing its files; resumes where it was.

    Yields:
        Each epoch's metrics, after they and the weights are on disk.

    Raises:
        UserError: another process trains this run, its files cannot be written, or the loss diverged.
    """
    status = read_status(run.layout.status)
    if status.state == "running" and status.pid != os.getpid():
        raise UserError(f"The run '{run.name}' is being trained already, by process {status.pid}.")
    run.layout.stop.unlink(missing_ok=True)
    training = _prepare(run, dataset, hardware)
    recorder = _Recorder(run, training, dataset)
    try:
        keep_metrics(run.layout.metrics, training.epoch)
        recorder.write_status()
        if training.epoch == 0 and training.step == 0:
            recorder.save_epoch(metrics=None)
        for metrics in training.epochs(recorder.on_step):
            recorder.save_epoch(metrics)
            yield metrics
        recorder.save_state()
        recorder.write_status("stopped" if recorder.stopped else "finished")
    except NonFiniteLossError as error:
        recorder.write_status("failed", f"{error}: try a smaller learning rate.")
        raise UserError(f"The run '{run.name}' failed: {error}; try a smaller learning rate.") from error
    except OSError as error:
        message = f"its files cannot be written ({error.strerror}); free some space, then resume"
        with contextlib.suppress(OSError):
            recorder.write_status("failed", message)
        raise UserError(f"The run '{run.name}' stopped: {message}.") from error
    finally:
        run.layout.stop.unlink(missing_ok=True)
