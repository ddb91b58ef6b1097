"""Runs whose files a test writes, as a trainer would."""

import numpy as np

from aavae.analysis.auc import compute_auc
from aavae.config import RunConfig
from aavae.methods import METHODS, MethodName
from aavae.runs.epoch_samples import EpochSamples, save_epoch_samples
from aavae.runs.layout import append_metrics
from aavae.runs.process import describe_process
from aavae.runs.registry import Run, create_run
from aavae.runs.status import State, Status, write_status

NUM_EPOCHS = 10
STEPS = 4
"""Of an epoch."""


def start_run(name: str, method: MethodName = "aavae") -> Run:
    """A run that trains, in this process, before its first epoch's end."""
    run = create_run(name, RunConfig(method=method, num_epochs=NUM_EPOCHS))
    write_samples(run, 0)
    set_state(run, "running", 0)
    return run


def set_state(run: Run, state: State, epoch: int, message: str = "") -> None:
    """Write the status after an epoch."""
    status = Status(
        state=state,
        message=message,
        epoch=epoch,
        step=STEPS * epoch,
        total_steps=STEPS * NUM_EPOCHS,
        images_per_second=1_234.0,
        seconds_left=65.0,
        device="cpu",
        precision="bf16-mixed",
        **describe_process(),
    )
    write_status(run.layout.status, status)


def finish_epoch(run: Run, epoch: int) -> None:
    """What a trainer writes at an epoch's end: the kNN accuracy is the epoch in percent."""
    has_decoder = not METHODS[run.config.method].contrastive
    append_metrics(
        run.layout.metrics,
        {
            "epoch": epoch,
            "step": STEPS * epoch,
            "loss": 4_000.0 - epoch,
            "parts": {"reconstruction": 3_900.0 - epoch, "kl": 10.0 * epoch} if has_decoder else {},
            "knn_accuracy": epoch / 100,
            "elapsed_seconds": 30.0 * epoch,
        },
    )
    write_samples(run, epoch)
    set_state(run, "running", epoch)


def write_samples(run: Run, epoch: int) -> None:
    """EpochSamples that differ from epoch to epoch; originals and inputs are the same for all runs."""
    originals, inputs = np.random.default_rng(0).integers(0, 256, (2, 8, 3, 32, 32), dtype=np.uint8)
    rng = np.random.default_rng(epoch + 1)
    reconstructions = rng.integers(0, 256, originals.shape, dtype=np.uint8)
    if METHODS[run.config.method].contrastive:
        reconstructions = reconstructions[:0]
    same = np.clip(rng.normal(0.05 * epoch, 0.2, 500), -1, 1).astype(np.float32)
    different = np.clip(rng.normal(0, 0.2, 500), -1, 1).astype(np.float32)
    auc = compute_auc(same, different)
    save_epoch_samples(
        EpochSamples(
            originals=originals,
            inputs=inputs,
            reconstructions=reconstructions,
            same=same,
            different=different,
            auc=auc,
            epoch=epoch,
        ),
        run.layout.samples,
    )
