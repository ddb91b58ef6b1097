import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.estimate.pace import Pace, find_pace, forget_pace, record_pace
from aavae.paths import cache_dir
from aavae.train.metrics import EpochMetrics

HARDWARE = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
CONFIG = RunConfig(data="tiny", batch_size=16, model=ModelConfig(latent_dim=8))


@pytest.fixture(autouse=True)
def data(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", micro_dataset, "drawn for a test")


@pytest.fixture(autouse=True)
def load(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    busy = [0.0]
    monkeypatch.setattr("aavae.estimate.pace.LoadWatch.count_busy_cores", lambda watch: busy[0])
    return busy


def run(speeds: list[float], pause_seconds: float = 0.0) -> Iterator[EpochMetrics]:
    """Epochs of four steps of 16 images, that take as long as they say and a pause."""
    for index, speed in enumerate(speeds):
        time.sleep(64 / speed + pause_seconds)
        yield EpochMetrics(
            epoch=index + 1,
            step=4 * index + 4,
            images_seen=64 * (index + 1),
            loss=1.0,
            parts={},
            gradient_norm=1.0,
            learning_rate=1e-3,
            images_per_second=speed,
            knn_accuracy=0.1,
            knn_accuracy_views=0.1,
            similarity_auc=0.5,
            elapsed_seconds=1.0,
        )


def find(beside_work: bool = False) -> Pace | None:
    return find_pace(CONFIG, HARDWARE, beside_work)


def test_epochs_are_passed_on_and_all_but_the_first_are_kept() -> None:
    assert find() is None
    speeds = [640.0, 1_280.0, 2_560.0]
    epochs = list(record_pace(CONFIG, HARDWARE, run(speeds, pause_seconds=0.05)))
    assert [metrics.images_per_second for metrics in epochs] == speeds
    pace = find()
    assert pace is not None
    assert pace.step_seconds == pytest.approx((16 / 1_280, 16 / 2_560))
    assert all(0.04 < pause < 5 for pause in pace.pause_seconds)


def test_the_next_run_adds_to_them_and_the_oldest_are_forgotten() -> None:
    list(record_pace(CONFIG, HARDWARE, run([10_000.0] * 4)))
    list(record_pace(CONFIG.model_copy(update={"seed": 5}), HARDWARE, run([20_000.0] * 20)))
    pace = find()
    assert pace is not None
    assert pace.step_seconds == pytest.approx([16 / 10_000] + [16 / 20_000] * 19)
    assert len(pace.pause_seconds) == 20


def test_what_the_consumer_does_with_an_epoch_is_not_its_pause() -> None:
    for _ in record_pace(CONFIG, HARDWARE, run([10_000.0] * 3)):
        time.sleep(0.3)
    pace = find()
    assert pace is not None
    assert min(pace.pause_seconds) < 0.3


def test_epochs_beside_other_work_are_kept_apart(load: list[float]) -> None:
    list(record_pace(CONFIG, HARDWARE, run([10_000.0] * 2)))
    load[0] = 100.0
    list(record_pace(CONFIG, HARDWARE, run([5_000.0] * 3)))
    alone, beside = find(beside_work=False), find(beside_work=True)
    assert alone is not None and beside is not None
    assert (len(alone.step_seconds), len(beside.step_seconds)) == (1, 2)
    forget_pace(CONFIG, HARDWARE, beside_work=True)
    assert find(beside_work=True) is None
    assert find(beside_work=False) == alone


def test_several_processes_have_a_pace_of_their_own() -> None:
    list(record_pace(CONFIG, HARDWARE, run([10_000.0] * 2)))
    half = CONFIG.model_copy(update={"batch_size": 32})
    assert find_pace(half, HARDWARE.model_copy(update={"devices": 2}), beside_work=False) is None


def test_a_cache_that_cannot_be_written_costs_no_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("AAVAE_CACHE", str(blocked))
    assert len(list(record_pace(CONFIG, HARDWARE, run([10_000.0] * 3)))) == 3
    assert not os.path.isdir(cache_dir())


def test_epochs_that_differ_say_little() -> None:
    steady, shaky = Pace((0.1, 0.1, 0.1), (1.0, 1.0, 1.0)), Pace((0.1, 0.3, 0.2), (1.0, 1.0, 1.0))
    assert steady.compute_doubt(10) == 1
    assert shaky.compute_doubt(10) > 1.2
    assert Pace((0.1,), (1.0,)).compute_doubt(10) == 1
