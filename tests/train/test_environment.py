import os
from pathlib import Path

import pytest

from aavae.train.environment import choose_environment
from aavae.train.fabric import Fabric, LightningEnvironment, SLURMEnvironment, TorchElasticEnvironment

ALLOCATION = {"SLURM_JOB_ID": "7", "SLURM_JOB_NAME": "app", "SLURM_NTASKS": "2", "SLURM_NTASKS_PER_NODE": "2"}
TASK = {"SLURM_STEP_NUM_TASKS": "2", "SLURM_PROCID": "1", "SLURM_LOCALID": "1", "SLURM_NODEID": "0"}


def set_environment(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("num_processes", [1, 2])
def test_an_allocation_alone_starts_no_processes(monkeypatch: pytest.MonkeyPatch, num_processes: int) -> None:
    set_environment(monkeypatch, ALLOCATION)
    assert isinstance(choose_environment(num_processes), LightningEnvironment)


def test_the_tasks_of_a_step_are_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, ALLOCATION | TASK)
    environment = choose_environment(2)
    assert isinstance(environment, SLURMEnvironment)
    assert (environment.world_size(), environment.global_rank()) == (2, 1)


@pytest.mark.parametrize("num_processes", [1, 4])
def test_tasks_that_are_not_the_processes_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, num_processes: int
) -> None:
    set_environment(monkeypatch, ALLOCATION | TASK)
    assert isinstance(choose_environment(num_processes), LightningEnvironment)


def test_torchrun_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, ALLOCATION | TASK | {"TORCHELASTIC_RUN_ID": "x", "RANK": "0"})
    set_environment(monkeypatch, {"WORLD_SIZE": "2", "LOCAL_RANK": "0", "GROUP_RANK": "0"})
    assert isinstance(choose_environment(2), TorchElasticEnvironment)


def test_fabric_does_not_warn_where_srun_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "srun").touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.warns(match="`srun` command"):
        Fabric(accelerator="cpu", devices=1)
    Fabric(accelerator="cpu", devices=1, plugins=choose_environment(1))
