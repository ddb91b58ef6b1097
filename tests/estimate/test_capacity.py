from pathlib import Path

import pytest

from aavae.estimate.capacity import describe_shortage
from aavae.estimate.estimate import Estimate

ESTIMATE = Estimate(
    seconds=3_600.0,
    low_seconds=3_000.0,
    high_seconds=4_200.0,
    seconds_per_epoch=60.0,
    images_per_second=1_000.0,
    memory_bytes=31 * 10**9,
    disk_bytes=2 * 10**9,
    device="cpu",
    precision="bf16-mixed",
    is_extrapolated=False,
    real_epochs=0,
    is_beside_work=False,
    device_free_bytes=0,
)


def test_exactly_enough_is_enough() -> None:
    assert describe_shortage(ESTIMATE, available_memory=31 * 10**9, available_disk=2 * 10**9) is None


def test_too_little_memory_is_said_with_a_way_out() -> None:
    assert describe_shortage(ESTIMATE, available_memory=22 * 10**9, available_disk=10**12) == (
        "This run needs about 31 GB of memory and 22 GB are free: "
        "a smaller batch or a smaller encoder needs less."
    )


def test_too_little_disk_is_said_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_RUNS", str(tmp_path))
    assert describe_shortage(ESTIMATE, available_memory=10**12, available_disk=15 * 10**8) == (
        f"This run needs about 2.0 GB of disk and 1.5 GB are free in {tmp_path}: delete old runs, "
        "or name a directory on another disk in AAVAE_RUNS."
    )


def test_on_a_gpu_its_own_memory_counts() -> None:
    on_cuda = ESTIMATE._replace(device="NVIDIA H100", device_free_bytes=24 * 10**9)
    assert "31 GB of GPU memory and 24 GB are free" in str(describe_shortage(on_cuda))
    assert describe_shortage(on_cuda._replace(device_free_bytes=80 * 10**9)) is None


def test_this_machine_has_room_for_little_and_not_for_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_RUNS", str(tmp_path / "not" / "yet"))
    little = ESTIMATE._replace(memory_bytes=10**6, disk_bytes=10**6)
    assert describe_shortage(little) is None
    assert "of memory" in str(describe_shortage(little._replace(memory_bytes=10**15)))
    assert "of disk" in str(describe_shortage(little._replace(disk_bytes=10**18)))
