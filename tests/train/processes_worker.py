"""What two processes train together, for `test_processes.py`.

`python -m tests.train.processes_worker FOLDER` starts the second process itself; each writes FOLDER/RANK.pt.
Without FOLDER, the main process fails in the middle of a training.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import distributed, nn

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.methods import MethodName
from aavae.models import Autoencoder
from aavae.train.loop import NonFiniteLossError, Training
from aavae.train.metrics import Progress
from aavae.train.state import load_state, save_state
from tests.conftest import draw_dataset

HARDWARE = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
METHODS: tuple[MethodName, ...] = ("ae", "aavae", "aavae-features", "simclr")
"""Without those that differ by their views and weights of the loss alone."""
CONFIG = RunConfig(num_epochs=1, batch_size=16, model=ModelConfig(latent_dim=8))
RESNET = CONFIG.model_copy(update={"batch_size": 4, "model": ModelConfig(encoder="resnet18", latent_dim=8)})
STOP = 2
"""The step at which runs are stopped."""


def build_training(config: RunConfig, hardware: HardwareConfig) -> Training:
    """A training on the images of the fixture `micro_dataset`."""
    return Training(config, draw_dataset(64, 20), hardware)


@contextlib.contextmanager
def smooth_activations() -> Iterator[None]:
    """GELU in the place of ReLU: rounding cannot switch a unit off, so gradients can be compared closely."""
    relu = nn.functional.relu
    nn.functional.relu = lambda input, inplace=False: nn.functional.gelu(input)
    try:
        yield
    finally:
        nn.functional.relu = relu


def compute_gradients(config: RunConfig, hardware: HardwareConfig) -> dict[str, torch.Tensor]:
    """Gradients of the first batch."""
    training = build_training(config, hardware)
    with smooth_activations():
        list(training.epochs(lambda progress: True))
    return {name: p.grad for name, p in training.model.named_parameters() if p.grad is not None}


def train_epoch(config: RunConfig, hardware: HardwareConfig) -> dict[str, Any]:
    """A whole epoch: its metrics, the weights before and after, and how often `on_step` was called."""
    training = build_training(config, hardware)
    before = {name: value.clone() for name, value in training.model.state_dict().items()}
    losses: list[float] = []
    with smooth_activations():
        (metrics,) = training.epochs(lambda progress: bool(losses.append(progress.loss)))
        recalibrated = training.copy_recalibrated()
    return {
        "metrics": metrics._asdict(),
        "losses": losses,
        "before": before,
        "after": training.model.state_dict(),
        "recalibrated": recalibrated.state_dict(),
    }


def resume(config: RunConfig, hardware: HardwareConfig, state: dict[str, Any]) -> dict[str, Any]:
    """Train to the end from a state: the last metrics and the weights."""
    training = build_training(config, hardware)
    training.load_state_dict(state)
    with smooth_activations():
        (metrics,) = training.epochs()
    return {"metrics": metrics._asdict(), "after": training.model.state_dict()}


def _is_stop(progress: Progress) -> bool:
    return progress.step == STOP


def _stop_and_resume(hardware: HardwareConfig, path: Path) -> dict[str, Any]:
    training = build_training(CONFIG, hardware)
    with smooth_activations():
        epochs = list(training.epochs(_is_stop))
    if training.is_main:
        save_state(training.state_dict(), path)
    distributed.barrier()
    resumed = resume(CONFIG, hardware, load_state(path))
    return {"step": training.step, "epochs": len(epochs), **resumed}


def _diverge(training: Training, poison: nn.Parameter | None, on_step: int = 0) -> str:
    """Make a parameter NaN in one process, before the first step or after another; return the error."""

    def poison_at(step: int) -> bool:
        if poison is not None and step == on_step:
            poison.detach().fill_(float("nan"))
        return False

    poison_at(0)
    try:
        list(training.epochs(lambda progress: poison_at(progress.step)))
    except NonFiniteLossError as error:
        return str(error)
    return "none"


def _fail(progress: Progress) -> bool:
    raise OSError("no space left")


def main() -> None:
    """Train everything, in each process."""
    hardware = HARDWARE.model_copy(update={"devices": 2})
    if len(sys.argv) == 1:
        list(build_training(CONFIG, hardware).epochs(_fail))
    folder = Path(sys.argv[1])
    configs = {method: CONFIG.model_copy(update={"method": method}) for method in METHODS}
    results: dict[str, Any] = {
        "gradients": {method: compute_gradients(config, hardware) for method, config in configs.items()},
        "resnet18": compute_gradients(RESNET, hardware),
        "epoch": {method: train_epoch(config, hardware) for method, config in configs.items()},
        "resume": _stop_and_resume(hardware, folder / "state.pt"),
    }
    training = build_training(CONFIG, hardware)
    model = training.model
    assert isinstance(model, Autoencoder)
    last = list(model.decoder.parameters())[-1]
    results["loss"] = _diverge(training, None if training.is_main else last)
    training = build_training(CONFIG, hardware)
    first = next(training.model.encoder.parameters())
    results["features"] = _diverge(training, first if training.is_main else None, training.total_steps)

    auto = build_training(CONFIG, hardware.model_copy(update={"precision": "auto"}))
    results |= {"precision": auto.precision, "is_main": auto.is_main, "num_processes": auto.num_processes}
    rank = distributed.get_rank()
    results |= {"backend": distributed.get_backend(), "threads": torch.get_num_threads()}
    torch.save(results, folder / f"{rank}.pt")


if __name__ == "__main__":
    main()
