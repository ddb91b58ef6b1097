from collections.abc import Callable
from typing import Any, Literal

import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, OptimConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.train.loop import Training, train
from aavae.train.resume import STATE_VERSION, keep_arithmetic
from tests.train.small_runs import make_config

MISFIT = r"does not fit: .*start the run anew"


def test_threads_that_were_asked_for_are_kept(micro_dataset: Dataset) -> None:
    hardware = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
    state = Training(make_config(), micro_dataset, hardware).state_dict()
    assert keep_arithmetic(HardwareConfig(), state).threads == 1


def test_a_state_of_before_threads_were_measured_keeps_them(micro_dataset: Dataset) -> None:
    state = Training(make_config(), micro_dataset, HardwareConfig(precision="32-true")).state_dict()
    assert keep_arithmetic(HardwareConfig(), _drop(state, "tunes_threads")).threads == state["threads"]


def _drop(state: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in state.items() if name != key}


def test_a_state_that_lacks_anything_is_a_user_error(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    config = make_config(num_epochs=0)
    training = Training(config, micro_dataset, cpu)
    state = training.state_dict()
    for key in state.keys() - {"accelerator", "precision", "threads", "tunes_threads", "version"}:
        with pytest.raises(UserError, match=MISFIT):
            training.load_state_dict(_drop(state, key))
    for key in ("accelerator", "precision", "threads"):
        with pytest.raises(UserError, match=MISFIT):
            keep_arithmetic(cpu, _drop(state, key))
        with pytest.raises(UserError, match=MISFIT):
            next(train(config, micro_dataset, cpu, _drop(state, key)))


@pytest.mark.parametrize(
    "changes",
    [
        {"model": {}},
        {"model": None},
        {"optimizers": []},
        {"optimizers": [{"state": {}, "param_groups": []}]},
        {"augment_generator": torch.zeros(3, dtype=torch.uint8)},
        {"noise_generator": "seven"},
        {"schedules": [3]},
        {"sums": 1.0},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_state_that_does_not_fit_is_a_user_error(
    changes: dict[str, Any], micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    training = Training(make_config(), micro_dataset, cpu)
    with pytest.raises(UserError, match=MISFIT):
        training.load_state_dict({**training.state_dict(), **changes})


def test_a_state_of_another_network_is_a_user_error(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    state = Training(make_config(model=ModelConfig(latent_dim=4)), micro_dataset, cpu).state_dict()
    with pytest.raises(UserError, match="does not fit"):
        Training(make_config(), micro_dataset, cpu).load_state_dict(state)


@pytest.mark.parametrize(("asked", "kept"), [("auto", "cuda"), ("cpu", "cpu"), ("cuda", "cuda")])
def test_a_resume_keeps_precision_threads_and_what_kind_of_device_it_may(
    asked: Literal["auto", "cpu", "cuda"], kept: Literal["cpu", "cuda"]
) -> None:
    state = {"accelerator": "cuda", "precision": "bf16-mixed", "threads": 3}
    assert keep_arithmetic(HardwareConfig(accelerator=asked, devices=2), state) == HardwareConfig(
        accelerator=kept, devices=2, precision="bf16-mixed", threads=3
    )


def test_a_state_of_another_version_is_a_user_error(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    config = make_config(num_epochs=0)
    training = Training(config, micro_dataset, cpu)
    state = training.state_dict()
    assert state["version"] == STATE_VERSION
    other = {**state, "version": STATE_VERSION + 1}
    with pytest.raises(UserError, match=MISFIT):
        training.load_state_dict(other)
    with pytest.raises(UserError, match=MISFIT):
        keep_arithmetic(cpu, other)


def test_a_state_of_before_versions_were_counted_is_of_the_first(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    training = Training(make_config(), micro_dataset, cpu)
    state = _drop(training.state_dict(), "version")
    training.load_state_dict(state)
    assert keep_arithmetic(HardwareConfig(), state).precision == "32-true"


@pytest.mark.parametrize("changes", [{"precision": "64-true"}, {"threads": "two"}, {"accelerator": None}])
def test_an_arithmetic_that_there_is_not_is_a_user_error(changes: dict[str, Any]) -> None:
    state = {"accelerator": "cpu", "precision": "32-true", "threads": 1}
    keep_arithmetic(HardwareConfig(), state)
    with pytest.raises(UserError, match=MISFIT):
        keep_arithmetic(HardwareConfig(), {**state, **changes})


def _squeeze_moments(optimizer: dict[str, Any]) -> dict[str, Any]:
    moments = {
        index: {name: value.flatten()[:3] if value.ndim else value for name, value in values.items()}
        for index, values in optimizer["state"].items()
    }
    return {**optimizer, "state": moments}


def _forget_a_parameter(optimizer: dict[str, Any]) -> dict[str, Any]:
    first, *others = optimizer["param_groups"]
    return {**optimizer, "param_groups": [{**first, "params": first["params"][1:]}, *others]}


def _forget_the_rate(optimizer: dict[str, Any]) -> dict[str, Any]:
    groups = [
        {name: value for name, value in group.items() if name != "lr"} for group in optimizer["param_groups"]
    ]
    return {**optimizer, "param_groups": groups}


@pytest.mark.parametrize("damage", [_squeeze_moments, _forget_a_parameter, _forget_the_rate])
@pytest.mark.parametrize("which", [0, 1], ids=["adamw", "muon"])
def test_an_optimiser_of_other_parameters_is_a_user_error(
    which: int,
    damage: Callable[[dict[str, Any]], dict[str, Any]],
    micro_dataset: Dataset,
    cpu: HardwareConfig,
) -> None:
    config = make_config(num_epochs=1, optim=OptimConfig(optimizer="muon"))
    training = Training(config, micro_dataset, cpu)
    list(training.epochs(lambda progress: True))
    state = training.state_dict()
    training.load_state_dict(state)
    state["optimizers"][which] = damage(state["optimizers"][which])
    with pytest.raises(UserError, match=MISFIT):
        training.load_state_dict(state)


def test_what_is_no_state_is_a_user_error(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    training = Training(make_config(), micro_dataset, cpu)
    for other in (None, [], torch.zeros(3)):
        with pytest.raises(UserError, match=MISFIT):
            training.load_state_dict(other)  # pyright: ignore[reportArgumentType]


def test_a_state_that_does_not_fit_changes_nothing(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    training = Training(make_config(), micro_dataset, cpu)
    list(training.epochs(lambda progress: progress.step == 3))
    other = Training(make_config(), micro_dataset, cpu).state_dict()
    with pytest.raises(UserError, match=MISFIT):
        training.load_state_dict({**other, "sums": {"loss": "much"}})
    assert training.step == 3
