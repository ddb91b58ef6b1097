"""The command line of the runs that go wrong on purpose, on runs that take no training."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.config import HardwareConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.models import Normalise, build_untrained_model
from aavae.paths import study_models_dir
from aavae.runs.layout import append_metrics
from aavae.runs.registry import Run, create_run, find_run, list_runs
from aavae.runs.status import Status, write_status
from aavae.studies import pitfall_training
from aavae.studies.pitfall_evidence import read_evidence
from aavae.studies.step_losses import StepLosses, read_step_losses, write_step_losses
from aavae.train.state import save_weights


def finish(name: str, config: RunConfig, hardware: HardwareConfig, report: Callable[[str], None]) -> Run:
    """In the place of a training: an untrained model, and three losses."""
    report(f"{name}: training")
    run = create_run(name, config)
    save_weights(build_untrained_model(config, Normalise()).state_dict(), run.layout.weights)
    parts = {"reconstruction": 3_500.0, "kl": 50.0}
    row = {
        "epoch": 1,
        "step": 3,
        "loss": 3_550.0,
        "parts": parts,
        "knn_accuracy": 0.2,
        "elapsed_seconds": 9.0,
    }
    append_metrics(run.layout.metrics, row)
    write_step_losses(StepLosses(np.array([3.0, 2.0, 1.0], np.float32), config.batch_size), run.layout)
    write_status(run.layout.status, Status(state="finished", epoch=config.num_epochs))
    return run


@pytest.fixture(autouse=True)
def quick(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing shipped, few images in the place of the sample, and no training."""
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))
    monkeypatch.setattr(
        "aavae.data.store.load_dataset", lambda name: dataclasses.replace(tiny_dataset, name=name)
    )
    monkeypatch.setattr(pitfall_training, "train_pitfall", finish)


def test_a_name_trains_that_run_and_the_healthy_one_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pitfalls", "beta-10", "--json"]) == 0
    captured = capsys.readouterr()
    rows = json.loads(captured.out)
    assert [row["run"] for row in rows] == ["pitfall-healthy-vae", "pitfall-beta-10"]
    assert all(row["epochs"] == 3 and row["loss"] == 3_550 and row["kl"] > 0 for row in rows)
    assert "pitfall-beta-10: training" in captured.err and "pitfall-beta-10: evaluating" in captured.err
    evidence = read_evidence(find_run("pitfall-beta-10").layout)
    assert evidence is not None and rows[1]["active"] == evidence.num_active
    assert not study_models_dir().exists()


def test_shipped_runs_have_what_their_page_shows_and_some_their_weights(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["pitfalls", "crops", "latent-2", "--ship"]) == 0
    names = {path.name: {file.name for file in path.iterdir()} for path in study_models_dir().iterdir()}
    common = {"config.json", "metrics.jsonl", "steps.npz", "evidence.npz"}
    assert names == {
        "pitfall-healthy-vae": {*common, "model.safetensors.gz"},
        "pitfall-healthy-aavae": common,
        "pitfall-latent-2": {*common, "model.safetensors.gz"},
        "pitfall-crops": common,
    }
    layout = find_run(str(study_models_dir() / "pitfall-crops")).layout
    steps = read_step_losses(layout)
    assert steps is not None and steps.losses.tolist() == [3, 2, 1]
    assert read_evidence(layout) is not None
    assert len(capsys.readouterr().out.splitlines()) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone"], "There is no 'gone' here: choose from learning-rate, beta-10, collapse"),
        (["--threads", "-1"], "--threads"),
        (["--precision", "x"], "--precision"),
    ],
)
def test_wrong_input_is_status_2_and_one_clear_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pitfalls", *arguments]) == 2
    captured = capsys.readouterr()
    lines = [line for line in captured.err.splitlines() if line.startswith("aavae: ")]
    assert captured.out == "" and len(lines) == 1
    assert message in lines[0]
    assert list_runs() == []
