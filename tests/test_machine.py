import os

import pytest
import torch

from aavae.machine import count_cores, describe_machine


def test_a_machine_is_told_from_another_by_its_processor_and_torch() -> None:
    machine = describe_machine()
    assert machine["cpu"]
    assert machine["cores"] == count_cores() >= 1
    assert torch.__version__.startswith(str(machine["torch"]))


def test_fewer_cores_for_this_process_are_another_machine() -> None:
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("this system cannot bind a process to cores")
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert count_cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)


def test_the_environment_that_sets_the_threads_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    before = describe_machine()
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    assert describe_machine() != before
