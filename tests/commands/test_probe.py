"""The command `probe` by the official folds of a set."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.analysis.probes.linear_probe import compute_linear_probe
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.commands.running import check_refused, run_json
from tests.conftest import make_run

FOLDS = np.array([np.arange(0, 40), np.arange(40, 80), np.arange(100, 140)])


@pytest.fixture
def folded(tiny_on_disk: None, tiny_dataset: Dataset, tmp_path: Path) -> Dataset:
    """What `--data tiny` names: labels for the first 200 training images, and three folds of 40 of these."""
    train = tiny_dataset.train
    labels = np.where(np.arange(len(train)) < 200, train.labels, -1)
    dataset = replace(tiny_dataset, train=replace(train, labels=labels), folds=FOLDS, digest="f" * 64)
    write_set(tmp_path / "data", dataset, "drawn for a test")
    return dataset


def test_by_folds_a_row_is_the_mean_and_deviation_over_them(
    folded: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    train, test = folded.train, folded.test
    accuracies = [
        compute_linear_probe(
            train.images[rows].reshape(len(rows), -1).astype(np.float32) / 255,
            train.labels[rows],
            test.images.reshape(len(test), -1).astype(np.float32) / 255,
            test.labels,
            num_classes=10,
        ).accuracy
        for rows in FOLDS
    ]
    (row,) = run_json(capsys, "probe", "pixels", "--folds")
    assert row == {
        "run": "pixels",
        "representation": "h",
        "accuracy": pytest.approx(np.mean(accuracies)),
        "deviation": pytest.approx(np.std(accuracies)),
        "num_folds": 3,
        "num_train": 40,
        "num_test": 100,
    }


def test_by_folds_there_is_a_row_for_each_run_and_representation(
    folded: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    assert main(["probe", "mine", "pixels", "--folds", "--representation", "all", "--data", "tiny"]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split()[2:5] == ["accuracy", "deviation", "num_folds"]
    assert [tuple(line.split()[:2]) for line in lines] == [
        *(("mine", name) for name in ("h", "mu", "z")),
        ("pixels", "h"),
    ]


@pytest.mark.usefixtures("folded")
def test_folds_have_their_own_number_of_labels(capsys: pytest.CaptureFixture[str]) -> None:
    check_refused(capsys, "leave --labels out", "probe", "pixels", "--folds", "--labels", "20")


@pytest.mark.usefixtures("tiny_on_disk")
def test_a_set_without_folds_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    check_refused(capsys, "'tiny' has no official folds", "probe", "pixels", "--folds")
