from pathlib import Path

import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.runs.execute import execute
from aavae.runs.registry import create_run
from aavae.runs.snapshots import is_snapshot_epoch, list_snapshots, snapshot_path
from aavae.train.compact import quantise, restore
from aavae.train.loop import Training
from aavae.train.state import load_weights

CONFIG = RunConfig(num_epochs=3, batch_size=16, data="tiny", model=ModelConfig(latent_dim=8))


def test_snapshots_are_kept_after_0_and_the_powers_of_two() -> None:
    kept = [epoch for epoch in range(1025) if is_snapshot_epoch(epoch)]
    assert kept == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]


@pytest.mark.parametrize("epochs", [[], [0], [0, 1, 2, 4], [4, 100_000]])
def test_what_was_written_is_listed_in_order(tmp_path: Path, epochs: list[int]) -> None:
    for epoch in reversed(epochs):
        snapshot_path(tmp_path, epoch).touch()
    assert list_snapshots(tmp_path) == epochs


def test_other_files_and_a_missing_directory_are_no_snapshots(tmp_path: Path) -> None:
    for name in ("model.safetensors", "-0001.safetensors", "00004.json", ".00008.123.tmp.safetensors"):
        (tmp_path / name).touch()
    assert list_snapshots(tmp_path) == []
    assert list_snapshots(tmp_path / "nothing") == []


def test_a_run_keeps_what_it_would_be_if_it_ended_there(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    run = create_run("run", CONFIG)
    for _ in execute(run, micro_dataset, cpu):
        pass
    assert list_snapshots(run.layout.snapshots) == [0, 1, 2]

    training = Training(CONFIG, micro_dataset, cpu)
    expected = {0: training.copy_recalibrated()}
    for metrics in training.epochs():
        expected[metrics.epoch] = training.copy_recalibrated()
    for epoch in (0, 1, 2):
        saved = load_weights(snapshot_path(run.layout.snapshots, epoch))
        weights = restore(quantise(expected[epoch].state_dict()))
        assert saved.keys() == weights.keys()
        assert all(torch.equal(saved[name], weights[name]) for name in weights)
    first, last = (load_weights(snapshot_path(run.layout.snapshots, epoch)) for epoch in (0, 2))
    assert not torch.equal(first["head.mu.weight"], last["head.mu.weight"])


def test_a_packed_snapshot_is_found_in_the_place_of_a_plain_one(tmp_path: Path) -> None:
    (tmp_path / "00004.safetensors.gz").touch()
    assert list_snapshots(tmp_path) == [4]
    assert snapshot_path(tmp_path, 4).name == "00004.safetensors.gz"
    assert snapshot_path(tmp_path, 8).name == "00008.safetensors"
