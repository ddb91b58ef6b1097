"""Training a run on disk: what the child process does."""

import contextlib
import os
import time
from collections.abc import Callable, Generator, Iterator

import torch

from aavae.atomic import advise, remove_temporary_files
from aavae.config import HardwareConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.language import _
from aavae.runs.epoch_samples import compute_epoch_samples, save_epoch_samples
from aavae.runs.interrupt import get_interruption
from aavae.runs.layout import RunLayout, append_metrics, write_metrics
from aavae.runs.lock import hold_lock
from aavae.runs.pause import Paused, is_pause_requested
from aavae.runs.process import describe_process
from aavae.runs.registry import Run
from aavae.runs.snapshots import is_snapshot_epoch, snapshot_path
from aavae.runs.status import State, Status, overwrite_status, write_status
from aavae.train.compact import quantise
from aavae.train.fabric import rank_zero_only
from aavae.train.loop import NonFiniteLossError, Training
from aavae.train.metrics import EpochMetrics, Progress
from aavae.train.resume import keep_arithmetic
from aavae.train.state import load_state, save_state, save_weights

_HEARTBEAT_SECONDS = 1.0
_SAVE_SECONDS = 60.0


Watch = Callable[[Progress], object]
"""Called after every step, in the main process alone."""


class _Recorder:
    """Writes a training's files; the training itself knows nothing of them."""

    def __init__(self, run: Run, training: Training, dataset: Dataset, watch: Watch) -> None:
        self.layout = run.layout
        self.watch = watch
        self.training = training
        self.dataset = dataset
        self.stopped = False
        self._status = Status(
            state="running",
            total_steps=training.total_steps,
            device=_name_device(training.device),
            precision=training.precision,
            processes=training.num_processes,
            cluster=run.status.cluster,
            **describe_process(),
        )
        self._last_heartbeat = 0.0
        self._last_save = time.monotonic()

    def write_status(self, state: State = "running", message: str = "") -> None:
        training = self.training
        update = {"state": state, "message": message, "epoch": training.epoch, "step": training.step}
        self._status = self._status.model_copy(update=update)
        if state == "failed":
            _write_end(self.layout, self._status)
        else:
            write_status(self.layout.status, self._status)

    def on_step(self, progress: Progress) -> bool:
        self.watch(progress)
        now = time.monotonic()
        if now - self._last_heartbeat > _HEARTBEAT_SECONDS:
            self._last_heartbeat = now
            left = (progress.total_steps - progress.step) * progress.elapsed_seconds / progress.step
            speed = progress.images_per_second
            update = {"loss": progress.loss, "images_per_second": speed, "seconds_left": left}
            self._status = self._status.model_copy(update=update)
            self.write_status()
        if now - self._last_save > _SAVE_SECONDS:
            self.save_state()
        self.stopped = self.layout.stop.exists() or get_interruption() is not None
        return self.stopped or is_pause_requested()

    def write_pause(self) -> None:
        """Wait for whoever takes the run up again, in another process."""
        self._status = self._status.model_copy(update={"pid": None, "seconds_left": None})
        self.write_status("waiting")

    def save_state(self) -> None:
        save_state(self.training.state_dict(), self.layout.state)
        self._last_save = time.monotonic()

    def restore_files(self) -> None:
        """Make the small files say what the state says: a kill can come between any two writes."""
        write_metrics(self.layout.metrics, self.training.history)
        save_weights(self.training.model.state_dict(), self.layout.weights)

    def save_epoch(self) -> None:
        # The state comes last: what was written before it and never counted is written again by a resume.
        training, layout = self.training, self.layout
        if training.epoch > 0:
            append_metrics(layout.metrics, training.history[-1])
        save_weights(training.model.state_dict(), layout.weights)
        save_epoch_samples(compute_epoch_samples(training, self.dataset), layout.samples)
        self.save_state()
        self.write_status()


def _name_device(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else device.type


def _prepare(run: Run, dataset: Dataset, hardware: HardwareConfig) -> Training:
    """A fresh training, or one that continues from the run's saved state."""
    if not run.layout.state.exists():
        return Training(run.config, dataset, hardware)
    state = load_state(run.layout.state)
    training = Training(run.config, dataset, keep_arithmetic(hardware, state))
    training.load_state_dict(state)
    return training


def execute(
    run: Run, dataset: Dataset, hardware: HardwareConfig, watch: Watch = lambda progress: None
) -> Generator[EpochMetrics, None, None]:
    """Train a run to its end, its STOP file or a signal, writing its files; resumes where it was.

    However it ends, the run's status says so, unless the process is killed. With several processes the first
    one writes; the others do their part of every batch and yield nothing.

    Yields:
        Each epoch's metrics, after they and the weights are on disk.

    Raises:
        UserError: another process trains this run, its files cannot be read or written, or the loss
            diverged; the run's status says the same.
        Paused: this process was asked to pause; the run waits for another one.
    """
    if getattr(rank_zero_only, "rank", 0) != 0:
        _follow(_prepare(run, dataset, hardware))
        return
    taken = _("The run '{name}' is being trained already by another process.").format(name=run.name)
    with hold_lock(run.layout.lock, taken):
        status = run.status
        if status.state == "running" and status.pid != os.getpid():
            # On another machine, from where the lock is not seen.
            raise UserError(taken)
        yield from _execute(run, dataset, hardware, watch)


def _follow(training: Training) -> None:
    with contextlib.suppress(NonFiniteLossError):
        for __ in training.epochs():
            pass
    if is_pause_requested():
        raise Paused


def _execute(run: Run, dataset: Dataset, hardware: HardwareConfig, watch: Watch) -> Iterator[EpochMetrics]:
    recorder: _Recorder | None = None

    def fail(message: str) -> None:
        if recorder is not None:
            recorder.write_status("failed", message)
        else:
            _write_end(run.layout, run.status.model_copy(update={"state": "failed", "message": message}))

    try:
        if run.status.state != "waiting":
            # Left by a trainer that was killed; of a run that waited, somebody asked for it just now.
            run.layout.stop.unlink(missing_ok=True)
        for directory in (run.layout.path, run.layout.samples.parent, run.layout.snapshots):
            remove_temporary_files(directory)
        training = _prepare(run, dataset, hardware)
        recorder = _Recorder(run, training, dataset, watch)
        recorder.write_status()
        recorder.restore_files()
        if training.epoch == training.step == 0:
            _save_snapshot(run, training)
            recorder.save_epoch()
        for metrics in training.epochs(recorder.on_step):
            if is_snapshot_epoch(training.epoch) and training.epoch < run.config.num_epochs:
                _save_snapshot(run, training)
            recorder.save_epoch()
            yield metrics
        recorder.save_state()
        if training.epoch < run.config.num_epochs and not recorder.stopped:
            recorder.write_pause()
            raise Paused
        interruption = get_interruption()
        reason = interruption.reason if interruption is not None and recorder.stopped else ""
        recorder.write_status("stopped" if recorder.stopped else "finished", reason)
        run.layout.stop.unlink(missing_ok=True)
    except UserError as error:
        fail(str(error))
        raise
    except NonFiniteLossError as error:
        message = _("{error}; train anew with a smaller learning rate").format(error=error)
        fail(f"{_capitalise(message)}.")
        raise UserError(
            _("The run '{name}' failed: {message}.").format(name=run.name, message=message)
        ) from error
    except OSError as error:
        message = _("its files cannot be written {advise}, then resume").format(advise=advise(error))
        fail(f"{_capitalise(message)}.")
        raise UserError(
            _("The run '{name}' stopped: {message}.").format(name=run.name, message=message)
        ) from error
    except Exception as error:
        fail(
            _("An unexpected {describe_error} ended it: see its log, then resume.").format(
                describe_error=_describe_error(error)
            )
        )
        raise
    except (GeneratorExit, KeyboardInterrupt, SystemExit):
        if recorder is not None:
            with contextlib.suppress(OSError):
                recorder.write_status("stopped", _("It was left before its end: resume it."))
        raise


def _describe_error(error: BaseException) -> str:
    """An exception's type and the first line that it says."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__} ({lines[0].rstrip('.')})" if lines else type(error).__name__


def _write_end(layout: RunLayout, status: Status) -> None:
    """Say how a run ended, also where there is no room for a new file; nothing, if nothing can be written."""
    try:
        write_status(layout.status, status)
    except OSError:
        with contextlib.suppress(OSError):
            overwrite_status(layout.status, status)


def _save_snapshot(run: Run, training: Training) -> None:
    run.layout.snapshots.mkdir(exist_ok=True)
    weights = training.copy_recalibrated().state_dict()
    save_weights(quantise(weights), snapshot_path(run.layout.snapshots, training.epoch))


def _capitalise(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
