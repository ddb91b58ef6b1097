import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, OptimConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.runs.execute import execute
from aavae.runs.layout import append_metrics
from aavae.runs.model import load_model
from aavae.runs.registry import Run, create_run, find_run
from aavae.runs.status import Status, write_status
from aavae.train.loop import Training
from aavae.train.metrics import EpochMetrics
from aavae.train.state import load_state, load_weights
from tests.degenerate import draw_set

CONFIG = RunConfig(num_epochs=2, batch_size=16, data="tiny", model=ModelConfig(latent_dim=8))
DIVERGING = CONFIG.model_copy(
    update={"num_epochs": 50, "optim": OptimConfig(learning_rate=1e6, schedule="constant")}
)


class Reference:
    """What an undisturbed training gives."""

    def __init__(self, dataset: Dataset, hardware: HardwareConfig, config: RunConfig) -> None:
        training = Training(config, dataset, hardware)
        self.metrics = [drop_timings(metrics._asdict()) for metrics in training.epochs()]
        self.weights = training.model.state_dict()

    def check(self, run: Run) -> None:
        """Assert that a run ended with the same metrics and weights, to the bit."""
        assert [drop_timings(metrics) for metrics in run.metrics] == self.metrics
        weights = load_weights(run.layout.weights)
        assert all(torch.equal(weights[name], value) for name, value in self.weights.items())
        assert run.status.state == "finished"


def drop_timings(metrics: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in metrics.items() if key not in ("elapsed_seconds", "images_per_second")
    }


@pytest.fixture(scope="module")
def reference(micro_dataset: Dataset, cpu: HardwareConfig) -> Reference:
    return Reference(micro_dataset, cpu, CONFIG)


def test_a_run_leaves_its_files(micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference) -> None:
    run = create_run("run", CONFIG)
    yielded: list[EpochMetrics] = []
    for metrics in execute(run, micro_dataset, cpu):
        yielded.append(metrics)
        assert run.metrics == [m._asdict() for m in yielded]
        assert (run.status.state, run.status.epoch, run.status.step) == (
            "running",
            metrics.epoch,
            metrics.step,
        )
        assert load_state(run.layout.state)["epoch"] == metrics.epoch
    reference.check(run)
    status = run.status
    assert (status.epoch, status.step, status.total_steps) == (2, 8, 8)
    assert (status.pid, status.device, status.precision) == (os.getpid(), "cpu", "32-true")
    assert load_model(run).encode(torch.rand(2, 3, 32, 32)).mu.shape == (2, 8)
    with np.load(run.layout.samples) as file:
        assert file["reconstructions"].shape == (8, 3, 32, 32)
    names = {path.name for path in run.layout.path.iterdir()}
    assert names == {
        "config.json",
        "status.json",
        "metrics.jsonl",
        "model.safetensors",
        "state.pt",
        "samples",
        "snapshots",
        ".lock",
    }
    assert list(execute(run, micro_dataset, cpu)) == []
    reference.check(run)


def test_untrained_weights_are_there_before_the_first_epoch(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    run = create_run("run", CONFIG.model_copy(update={"num_epochs": 0}))
    assert list(execute(run, micro_dataset, cpu)) == []
    assert run.has_weights
    assert (run.status.state, run.metrics) == ("finished", [])


def test_a_stop_file_stops_at_the_next_step_and_a_resume_changes_no_bit(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference
) -> None:
    run = create_run("run", CONFIG)
    for _ in execute(run, micro_dataset, cpu):
        run.layout.stop.touch()
    status = run.status
    assert (status.state, status.epoch, status.step) == ("stopped", 1, 5)
    assert not run.layout.stop.exists()
    assert [metrics.epoch for metrics in execute(find_run("run"), micro_dataset, HardwareConfig())] == [2]
    reference.check(run)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_resumes_where_it_was(micro_dataset: Dataset) -> None:
    gpu = HardwareConfig(accelerator="cuda", precision="32-true")
    undisturbed, run = Training(CONFIG, micro_dataset, gpu), create_run("run", CONFIG)
    expected = [metrics.loss for metrics in undisturbed.epochs()]
    for _ in execute(run, micro_dataset, gpu):
        run.layout.stop.touch()
    assert [metrics.epoch for metrics in execute(run, micro_dataset, HardwareConfig())] == [2]
    assert run.status.device == torch.cuda.get_device_name()
    # A GPU adds in no fixed order and convolves in TF32, and eight steps of Muon enlarge what that rounds: on
    # an H200 four tries differed by 1.6e-4 to 2.7e-4. A resume that forgets its generators, or what its
    # optimisers know, makes 1.5e-3 (on a CPU).
    assert [metrics["loss"] for metrics in run.metrics] == pytest.approx(expected, rel=1e-3)


def test_no_epoch_is_twice_in_the_metrics_after_a_crash_between_two_files(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference
) -> None:
    run = create_run("run", CONFIG)
    for _ in execute(run, micro_dataset, cpu):
        run.layout.stop.touch()
    append_metrics(run.layout.metrics, {"epoch": 2, "loss": 0.0})
    with run.layout.metrics.open("a") as file:
        file.write('{"epoch": 2, "lo')
    list(execute(run, micro_dataset, cpu))
    reference.check(run)


def test_a_run_that_another_process_trains_cannot_be_trained(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference
) -> None:
    run = create_run("run", CONFIG)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as trainer:
        started = psutil.Process(trainer.pid).create_time()
        write_status(run.layout.status, Status(state="running", pid=trainer.pid, process_started=started))
        with pytest.raises(UserError, match="'run' is being trained already"):
            next(execute(run, micro_dataset, cpu))
        assert not run.has_weights
        trainer.kill()
    list(execute(run, micro_dataset, cpu))
    reference.check(run)


def test_a_loop_that_was_left_can_be_resumed_in_the_same_process(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference
) -> None:
    run = create_run("run", CONFIG)
    training = execute(run, micro_dataset, cpu)
    next(training)
    assert isinstance(training, Generator)
    training.close()
    list(execute(run, micro_dataset, cpu))
    reference.check(run)


def test_a_diverging_run_fails_and_its_last_weights_stay(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    run = create_run("run", DIVERGING)
    with pytest.raises(UserError, match=r"no longer finite .*smaller learning rate"):
        list(execute(run, micro_dataset, cpu))
    assert run.status.state == "failed"
    assert "no longer finite" in run.status.message
    assert all(parameter.isfinite().all() for parameter in load_model(run).parameters())


def test_an_unexpected_error_is_written_down_and_raised(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError("division by zero.\nsecond line")

    run = create_run("run", CONFIG)
    training = execute(run, micro_dataset, cpu)
    next(training)
    with monkeypatch.context() as patch:
        patch.setattr("aavae.runs.execute.save_epoch_samples", fail)
        with pytest.raises(ZeroDivisionError):
            next(training)
    status = run.status
    assert status.state == "failed"
    assert "An unexpected ZeroDivisionError (division by zero) ended it" in status.message
    list(execute(run, micro_dataset, cpu))
    reference.check(run)


def test_an_unexpected_error_before_the_first_step_is_written_down(
    micro_dataset: Dataset, cpu: HardwareConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise MemoryError

    run = create_run("run", CONFIG)
    monkeypatch.setattr("aavae.runs.execute.Training", fail)
    with pytest.raises(MemoryError):
        list(execute(run, micro_dataset, cpu))
    status = run.status
    assert (status.state, status.message) == (
        "failed",
        "An unexpected MemoryError ended it: see its log, then resume.",
    )


def test_a_loop_that_fails_leaves_no_run_that_reads_as_running(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    run = create_run("run", CONFIG)
    with pytest.raises(KeyError), contextlib.closing(execute(run, micro_dataset, cpu)) as training:
        for _ in training:
            raise KeyError
    assert (run.status.state, run.status.message) == (
        "stopped",
        "It was left before its end: resume it.",
    )


def test_too_few_images_leave_a_failed_run_that_says_so(cpu: HardwareConfig) -> None:
    run = create_run("run", CONFIG)
    with pytest.raises(UserError, match="needs at least 2"):
        list(execute(run, draw_set([0], [0], "a"), cpu))
    assert run.status.state == "failed"
    assert "needs at least 2" in run.status.message


def test_files_that_cannot_be_written_are_a_user_error(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference
) -> None:
    run = create_run("run", CONFIG)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    training = execute(run, micro_dataset, cpu)
    next(training)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, usual[1]))
    try:
        with pytest.raises(UserError, match=r"its files cannot be written .*free some space"):
            next(training)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert run.status.state == "failed"
    assert load_state(run.layout.state)["epoch"] == 1
    list(execute(run, micro_dataset, cpu))
    reference.check(run)


@pytest.mark.parametrize("name", ["status.json", "metrics.jsonl"])
def test_a_directory_in_a_file_s_place_is_a_user_error(
    micro_dataset: Dataset, cpu: HardwareConfig, name: str
) -> None:
    run = create_run("run", CONFIG)
    (run.layout.path / name).mkdir()
    with pytest.raises(UserError, match="its files cannot be written"):
        list(execute(run, micro_dataset, cpu))


def test_a_killed_trainer_is_interrupted_and_a_resume_changes_no_bit(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference, tmp_path: Path
) -> None:
    write_set(tmp_path / "data", micro_dataset, "drawn")
    arguments = "train --name run --data tiny --num-epochs 2 --batch-size 16 --model.latent-dim 8"
    hardware = f"--accelerator cpu --precision 32-true --threads {torch.get_num_threads()}"
    child = subprocess.Popen(
        [sys.executable, "-m", "aavae", *arguments.split(), *hardware.split()],
        env={**os.environ, "AAVAE_DATA": str(tmp_path / "data")},
        stderr=subprocess.PIPE,
        text=True,
    )
    metrics = Path(os.environ["AAVAE_RUNS"]) / "run" / "metrics.jsonl"
    try:
        while not (metrics.exists() and metrics.stat().st_size) and child.poll() is None:
            time.sleep(0.005)
    finally:
        child.kill()
        _, errors = child.communicate()
    assert child.returncode == -signal.SIGKILL, errors
    run = find_run("run")
    assert run.config == CONFIG
    assert run.status.state == "interrupted"
    assert len(run.metrics) == 1
    list(execute(run, micro_dataset, cpu))
    reference.check(run)
