"""In a process of its own, as it is meant: only there its memory is that of a run."""

import contextlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset

FLAGS = "--data tiny --num-epochs 1 --batch-size 16 --model.latent-dim 8"
HARDWARE = "--accelerator cpu --precision 32-true --threads 1"


@pytest.fixture(autouse=True)
def data(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", micro_dataset, "drawn for a test")


def run(command: str, output: Path) -> tuple[list[dict[str, Any]], int]:
    """The printed rows, and the most bytes that were resident."""
    peak = 0
    with output.open("w") as file:
        child = psutil.Popen([sys.executable, "-m", "aavae", *command.split(), "--json"], stdout=file)
        while child.poll() is None:
            # What the system notes of a child begins with the memory of the parent that it was forked from.
            with contextlib.suppress(psutil.Error):
                peak = max(peak, child.memory_info().rss)
            time.sleep(0.005)
    assert child.returncode == 0
    return json.loads(output.read_text()), peak


def test_the_estimate_is_near_the_memory_of_a_real_run_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (estimate,), _ = run(f"estimate {FLAGS} {HARDWARE}", tmp_path / "estimate.json")
    assert estimate["fits"] and estimate["reason"] is None
    _, peak = run(f"train {FLAGS} {HARDWARE} --name real", tmp_path / "train.json")
    assert estimate["memory_bytes"] == pytest.approx(peak, rel=0.2)
    assert estimate["low_seconds"] < estimate["seconds"] < estimate["high_seconds"]
    # Measured once for a machine as busy as that: this process would have measured another memory.
    busy_cores = 1_000.0 if estimate["is_beside_work"] else 0.0
    monkeypatch.setattr("aavae.estimate.load.look", lambda: busy_cores)
    assert main(["estimate", *FLAGS.split(), *HARDWARE.split(), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [estimate]
    assert main(["estimate", *FLAGS.split(), *HARDWARE.split()]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split()[0] == "time"
    assert row.split()[-1] == "yes"


@pytest.mark.parametrize(
    ("flags", "message"),
    [("--data nothing", "'nothing' is not there"), ("--data tiny --model.image-size 64", "set for 64x64")],
)
def test_wrong_input_is_status_2(flags: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", *flags.split()]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
