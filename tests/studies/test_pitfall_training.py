"""Real trainings, of a few steps."""

import dataclasses
from pathlib import Path

import pytest

from aavae.config import HardwareConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.runs.process import describe_process
from aavae.runs.registry import create_run
from aavae.runs.status import Status, write_status
from aavae.studies.pitfall_training import train_pitfall
from aavae.studies.step_losses import read_step_losses

pytestmark = pytest.mark.slow
CONFIG = RunConfig(method="vae", data="micro", num_epochs=2, batch_size=16)
CPU = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)


@pytest.fixture(autouse=True)
def micro_set(micro_dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", dataclasses.replace(micro_dataset, name="micro"), "drawn for a test")


def test_the_loss_of_every_step_is_kept_and_a_finished_run_is_left_alone() -> None:
    said: list[str] = []
    run = train_pitfall("pitfall-x", CONFIG, CPU, said.append)
    assert run is not None and run.status.state == "finished"
    steps = read_step_losses(run.layout)
    assert steps is not None and (len(steps.losses), steps.batch_size) == (8, 16)
    # An epoch's loss is the mean of its steps'.
    means = steps.losses.reshape(2, 4).mean(1).tolist()
    assert means == pytest.approx([epoch["loss"] for epoch in run.metrics], rel=1e-5)
    written = run.layout.weights.read_bytes()
    again = train_pitfall("pitfall-x", CONFIG, CPU, said.append)
    assert again is not None and again.layout.weights.read_bytes() == written
    assert said == ["pitfall-x: training"]


def test_what_was_left_before_its_end_begins_anew() -> None:
    left = create_run("pitfall-x", CONFIG)
    write_status(left.layout.status, Status(state="stopped", epoch=1, step=4, total_steps=8))
    run = train_pitfall("pitfall-x", CONFIG, CPU, lambda line: None)
    assert run is not None
    steps = read_step_losses(run.layout)
    assert steps is not None and len(steps.losses) == 8


def test_another_s_run_is_not_touched() -> None:
    run = create_run("pitfall-x", CONFIG.model_copy(update={"seed": 1}))
    with pytest.raises(UserError, match="'pitfall-x' has other settings"):
        train_pitfall("pitfall-x", CONFIG, CPU, lambda line: None)
    assert run.layout.config.is_file()
    busy = create_run("pitfall-y", CONFIG)
    write_status(busy.layout.status, Status(state="running", **describe_process()))
    with pytest.raises(UserError, match="being trained by another process"):
        train_pitfall("pitfall-y", CONFIG, CPU, lambda line: None)
    assert busy.layout.config.is_file()
