from pathlib import Path
from typing import cast

import numpy as np
import pytest

from aavae.__main__ import main, parse
from aavae.commands.image_size import settle_image_size
from aavae.commands.knn import KnnCommand
from aavae.commands.train import TrainCommand
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.runs.registry import find_run


@pytest.fixture(autouse=True)
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    rng = np.random.default_rng(0)
    train, test = (
        ImageSet(rng.integers(0, 256, (count, 3, 64, 64), np.uint8), np.arange(count) % 2, ("a", "b"))
        for count in (16, 8)
    )
    write_set(tmp_path / "data", Dataset("large", "large", train, test, compute_digest(train, test)), "drawn")


def settle(*arguments: str) -> int:
    command = settle_image_size(parse(arguments), arguments)
    return cast(TrainCommand, command).config.model.image_size


@pytest.mark.parametrize("command", ["train", "estimate"])
def test_a_size_that_is_not_said_is_the_images(command: str) -> None:
    assert settle(command, "--data", "large") == 64
    assert settle(command) == 32
    assert settle(command, "--data", "gone") == 32


@pytest.mark.parametrize("flag", ["--model.image-size 32", "--model.image-size=32", "--model.image_size 32"])
def test_a_size_that_is_said_stays(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("train", "--data", "large", *flag.split())
    assert settle(*arguments) == 32
    assert main(arguments) == 2
    assert "are 64x64, the model is set for 32x32: leave the image size out" in capsys.readouterr().err


def test_other_commands_have_no_run_to_settle() -> None:
    command = parse(["knn", "pixels"])
    assert isinstance(command, KnnCommand)
    assert settle_image_size(command, ["knn", "pixels"]) is command


def test_training_on_a_set_needs_its_name_alone() -> None:
    flags = "--num-epochs 1 --batch-size 8 --model.latent-dim 4 --accelerator cpu --precision 32-true"
    assert main(["train", "--data", "large", "--name", "mine", *flags.split()]) == 0
    run = find_run("mine")
    assert run.config.model.image_size == 64
    assert run.status.state == "finished"
