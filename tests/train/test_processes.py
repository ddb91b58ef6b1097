"""Claims about two processes on a CPU, beside one; what they compute is in `processes_worker.py`."""

import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, distributed

from aavae.config import HardwareConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.methods import MethodName
from aavae.runs.registry import create_run
from aavae.train.loop import train
from aavae.train.state import load_state, load_weights
from tests.processes import run_module
from tests.train.processes_worker import (
    CONFIG,
    HARDWARE,
    METHODS,
    RESNET,
    STOP,
    compute_gradients,
    resume,
    train_epoch,
)

GRADIENTS = 3e-4
"""Largest relative error of a parameter's gradient, with smooth activations; measured: 5e-5."""
UPDATE = 0.01
"""Largest error of all weights beside the way they went in an epoch, the same; measured: 7e-4."""


class Tolerance(NamedTuple):
    """Largest errors of an epoch's metrics: relative ones, and an absolute one for the kNN accuracy."""

    loss: float
    norm: float
    knn: float


SMOOTH = Tolerance(loss=1e-3, norm=1e-3, knn=0.051)
"""Smooth activations; measured: 2e-4 (bfloat16 in Muon enlarges rounding), 5e-5, 0. One image may differ."""
RELU = Tolerance(loss=1e-3, norm=0.05, knn=0.151)
"""The product's own ReLUs, which switch where rounding says so; measured: 5e-6, 3e-4 and 0.05."""


@pytest.fixture(scope="module")
def of_two_processes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("processes")
    result = run_module("tests.train.processes_worker", str(folder))
    assert result.returncode == 0, result.stderr
    results = [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in range(2)]
    return [{**found, "state": load_state(folder / "state.pt")} for found in results]


@pytest.fixture(autouse=True)
def no_process_group() -> None:
    assert not distributed.is_initialized()
    assert "LOCAL_RANK" not in os.environ


def compute_norm(tensors: list[Tensor]) -> float:
    return torch.stack([tensor.double().norm() for tensor in tensors]).norm().item()


def check_gradients(found: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    assert found.keys() == expected.keys()
    whole = compute_norm(list(expected.values()))
    for name, gradient in expected.items():
        # A bias before a batch norm has no gradient but rounding: errors count beside the whole, too.
        size = gradient.norm().item() + 1e-4 * whole
        assert (found[name] - gradient).norm().item() <= GRADIENTS * size, name


def check_metrics(found: dict[str, Any], expected: dict[str, Any], tolerance: Tolerance = SMOOTH) -> None:
    for name in ("epoch", "step", "learning_rate"):
        assert found[name] == expected[name]
    assert found["loss"] == pytest.approx(expected["loss"], rel=tolerance.loss)
    assert found["parts"].keys() == expected["parts"].keys()
    for name, value in expected["parts"].items():
        assert found["parts"][name] == pytest.approx(value, rel=tolerance.norm)
    assert found["gradient_norm"] == pytest.approx(expected["gradient_norm"], rel=tolerance.norm)
    assert found["knn_accuracy"] == pytest.approx(expected["knn_accuracy"], abs=tolerance.knn)


def check_weights(found: dict[str, Tensor], expected: dict[str, Tensor], before: dict[str, Tensor]) -> None:
    assert found.keys() == expected.keys()
    way = compute_norm([expected[name] - before[name] for name in expected])
    assert compute_norm([found[name] - expected[name] for name in expected]) <= UPDATE * way


@pytest.mark.parametrize("method", METHODS)
def test_gradients_are_those_of_one_process(
    method: MethodName, of_two_processes: list[dict[str, Any]]
) -> None:
    expected = compute_gradients(CONFIG.model_copy(update={"method": method}), HARDWARE)
    for results in of_two_processes:
        check_gradients(results["gradients"][method], expected)


def test_gradients_of_a_resnet_are_those_of_one_process(of_two_processes: list[dict[str, Any]]) -> None:
    check_gradients(of_two_processes[0]["resnet18"], compute_gradients(RESNET, HARDWARE))


@pytest.mark.parametrize("method", METHODS)
def test_an_epoch_is_that_of_one_process(method: MethodName, of_two_processes: list[dict[str, Any]]) -> None:
    expected = train_epoch(CONFIG.model_copy(update={"method": method}), HARDWARE)
    main, other = (results["epoch"][method] for results in of_two_processes)
    check_metrics(main["metrics"], expected["metrics"])
    assert main["losses"] == pytest.approx(expected["losses"], rel=SMOOTH.loss)
    check_weights(main["after"], expected["after"], expected["before"])
    for name in main["after"]:
        assert torch.equal(main["before"][name], expected["before"][name])
        assert torch.equal(main["after"][name], other["after"][name])
        assert torch.equal(main["after"][name], main["recalibrated"][name])


def test_only_the_main_process_watches_and_both_know_the_same(
    of_two_processes: list[dict[str, Any]],
) -> None:
    main, other = of_two_processes
    assert (main["is_main"], other["is_main"]) == (True, False)
    assert {results["num_processes"] for results in of_two_processes} == {2}
    assert {results["backend"] for results in of_two_processes} == {"gloo"}
    assert {results["threads"] for results in of_two_processes} == {1}
    assert main["precision"] == other["precision"]
    for method in METHODS:
        first, second = (results["epoch"][method] for results in of_two_processes)
        assert (len(first["losses"]), len(second["losses"])) == (4, 0)
        timings = ("elapsed_seconds", "images_per_second")
        assert all(
            second["metrics"][name] == first["metrics"][name] for name in first["metrics"].keys() - timings
        )
        assert first["metrics"]["images_per_second"] * first["metrics"]["elapsed_seconds"] == pytest.approx(
            64
        )


def test_all_stop_at_the_step_that_the_main_process_says(of_two_processes: list[dict[str, Any]]) -> None:
    for results in of_two_processes:
        assert (results["resume"]["step"], results["resume"]["epochs"]) == (STOP, 0)


def test_resuming_in_as_many_processes_changes_no_bit(of_two_processes: list[dict[str, Any]]) -> None:
    for results in of_two_processes:
        uninterrupted = results["epoch"]["aavae"]["after"]
        assert all(
            torch.equal(results["resume"]["after"][name], uninterrupted[name]) for name in uninterrupted
        )


def test_a_run_of_two_processes_can_go_on_in_one(of_two_processes: list[dict[str, Any]]) -> None:
    uninterrupted = of_two_processes[0]["epoch"]["aavae"]
    resumed = resume(CONFIG, HARDWARE, of_two_processes[0]["state"])
    check_metrics(resumed["metrics"], uninterrupted["metrics"])
    check_weights(resumed["after"], uninterrupted["after"], uninterrupted["before"])


def test_a_loss_that_is_nan_in_one_process_ends_all(of_two_processes: list[dict[str, Any]]) -> None:
    assert {results["loss"] for results in of_two_processes} == {"the loss is no longer finite at step 1"}


def test_features_that_are_nan_in_the_main_process_end_all(of_two_processes: list[dict[str, Any]]) -> None:
    expected = {"the features are no longer finite at step 4"}
    assert {results["features"] for results in of_two_processes} == expected


def test_when_the_main_process_fails_the_other_one_ends_too() -> None:
    result = run_module("tests.train.processes_worker")
    assert result.returncode == 1
    assert "OSError: no space left" in result.stderr


def test_the_command_line_trains_a_run_in_two_processes(
    micro_dataset: Dataset, cpu: HardwareConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path / "data", micro_dataset, "drawn")
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    run = create_run("run", CONFIG.model_copy(update={"data": "tiny", "num_epochs": 2}))
    hardware = "--devices 2 --accelerator cpu --precision 32-true"
    result = run_module("aavae", "train", "--resume", "run", *hardware.split())
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("run: finished") == 1
    assert (run.status.state, run.status.epoch, run.status.step) == ("finished", 2, 8)
    expected = list(train(run.config, micro_dataset, cpu))
    assert [metrics["epoch"] for metrics in run.metrics] == [1, 2]
    for found, metrics in zip(run.metrics, expected, strict=True):
        check_metrics(found, metrics._asdict(), RELU)
    state = load_state(run.layout.state)
    assert state["history"] == run.metrics
    weights = load_weights(run.layout.weights)
    assert all(torch.equal(weights[name], value) for name, value in state["model"].items())
    assert not run.layout.stop.exists()
