"""The command line of the studies, on images and runs that take no training."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.data.store import describe_datasets
from aavae.studies.registry import find_study, list_studies
from aavae.studies.table import load_table, write_table
from aavae.studies.zoo import build_zoo
from tests.studies.examples import finish, make_row, make_table


@pytest.fixture(autouse=True)
def directories(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few images in the place of CIFAR-10, and nothing shipped."""
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))
    write_set(tmp_path / "data", dataclasses.replace(tiny_dataset, name="cifar10"), "drawn for a test")
    train, test = (
        ImageSet(split.images, np.full(len(split), -1), ())
        for split in (tiny_dataset.train, tiny_dataset.test)
    )
    nameless = Dataset("nameless", "nameless", train, test, compute_digest(train, test))
    write_set(tmp_path / "data", nameless, "drawn for a test")


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(["study", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_list_says_how_far_every_study_is(capsys: pytest.CaptureFixture[str]) -> None:
    finish(build_zoo().plan_runs()[0])
    rows = run_json(capsys, "list")
    assert [row["study"] for row in rows] == [study.name for study in list_studies()]
    zoo = rows[0]
    assert (zoo["cells"], zoo["runs"], zoo["finished"], zoo["missing"]) == (6, 6, 1, 5)
    assert (zoo["reference_hours_left"], zoo["hours_left"], zoo["shipped_rows"]) == (5.0, None, 0)


def test_a_table_is_shipped_then_shown(capsys: pytest.CaptureFixture[str]) -> None:
    study = find_study("recipe")
    finish(study.plan_runs()[0])
    (row,) = run_json(capsys, "table", "recipe", "--ship")
    assert (row["kind"], row["run"], row["settings"]["recipe"]) == ("row", "hour-aavae-seed-0", "ours")
    table = load_table("recipe")
    assert table is not None and [shipped.run for shipped in table.rows] == ["hour-aavae-seed-0"]
    assert run_json(capsys, "show", "recipe") == [row]
    assert main(["study", "show", "recipe"]) == 0
    header, line = capsys.readouterr().out.splitlines()
    assert header.split()[:3] == ["run", "epochs", "probe_h"]
    assert line.split()[:2] == ["hour-aavae-seed-0", "230"]


def test_a_table_that_is_not_shipped_is_only_printed(capsys: pytest.CaptureFixture[str]) -> None:
    finish(find_study("recipe").plan_runs()[0])
    assert main(["study", "table", "recipe"]) == 0
    assert "hour-aavae-seed-0" in capsys.readouterr().out
    assert load_table("recipe") is None


def test_run_trains_nothing_that_is_finished(capsys: pytest.CaptureFixture[str]) -> None:
    for planned in build_zoo().plan_runs():
        finish(planned)
    rows = run_json(capsys, "run", "zoo")
    assert [row["method"] for row in rows] == [
        "ae",
        "vae",
        "dae",
        "aavae",
        "aavae-features",
        "simclr",
        "untrained",
    ]


def test_the_ablation_comes_with_effects(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        make_row(0.4 + 0.2 * bool(cell.settings["augment"]), settings=cell.settings)
        for cell in find_study("ablation").cells
    ]
    write_table(make_table("ablation", rows))
    printed = run_json(capsys, "show", "ablation")
    effects = [row for row in printed if row["kind"] == "effect"]
    assert len(printed) - len(effects) == 8
    assert effects[0]["switches"] == "augment"
    assert effects[0]["mean"] == pytest.approx(0.2)
    assert [effect["switches"] for effect in effects[3:]] == [
        "augment x sample",
        "augment x kl",
        "sample x kl",
    ]


def test_the_sensitivity_study_comes_with_its_spread(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [make_row(0.5), make_row(0.3, settings={"batch_size": 128})]
    write_table(make_table("sensitivity", rows))
    *_, setting, method = run_json(capsys, "show", "sensitivity")
    assert (setting["kind"], setting["setting"], setting["values"]) == ("setting", "batch_size", [128, 256])
    assert (method["kind"], method["num_cells"], method["default"]) == ("method", 1, 0.5)
    assert main(["study", "show", "sensitivity"]) == 0
    assert capsys.readouterr().out.count("\n\n") == 2


def test_reproduce_puts_the_runs_beside_the_shipped_figures(capsys: pytest.CaptureFixture[str]) -> None:
    for planned in build_zoo("study").plan_runs():
        finish(planned)
    write_table(make_table("zoo", [make_row(0.9, run="hour-aavae-seed-0")]))
    printed = run_json(capsys, "reproduce", "--budget", "study")
    models = {row["method"]: row for row in printed if row["kind"] == "model"}
    assert len(models) == 6
    assert models["aavae"]["difference"] == pytest.approx(models["aavae"]["accuracy"] - 0.9)
    orders = [(row["better"], row["worse"]) for row in printed if row["kind"] == "order"]
    assert orders == [("aavae", "vae"), ("simclr", "aavae")]


def test_reproduce_on_another_set_has_an_order_and_nothing_shipped(
    tiny_dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_set(tmp_path / "data", dataclasses.replace(tiny_dataset, name="pets"), "drawn for a test")
    (info,) = [info for info in describe_datasets() if info.name == "pets"]
    for planned in build_zoo("study", info).plan_runs():
        finish(planned)
    write_table(make_table("zoo", [make_row(0.9, run="hour-aavae-seed-0")]))
    printed = run_json(capsys, "reproduce", "--budget", "study", "--data", "pets")
    models = [row for row in printed if row["kind"] == "model"]
    assert len(models) == 6
    assert all(row["run"].startswith(f"study-{row['method']}-on-pets-") for row in models)
    assert all(row["shipped"] is row["difference"] is None for row in models)
    assert len([row for row in printed if row["kind"] == "order"]) == 2


def finish_on_nameless(name: str) -> str:
    """Finishes a run of the study on images without labels; returns its name."""
    (info,) = [info for info in describe_datasets() if info.name == "nameless"]
    planned = find_study(name, info).plan_runs()[0]
    finish(planned)
    return planned.name


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("zoo", "probe, knn"),
        ("ablation", "probe, knn, effect"),
        ("beta", "probe, knn"),
        ("sensitivity", "probe, knn, setting, method"),
        ("recipe", "probe, knn"),
        ("length", "probe, knn"),
    ],
)
def test_without_labels_a_study_has_what_needs_none_and_says_why_the_rest_is_missing(
    name: str, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = finish_on_nameless(name)
    row, *more, reason = run_json(capsys, "table", name, "--data", "nameless")
    assert [other["run"] for other in more] == (["untrained"] if name == "zoo" else [])
    assert (row["kind"], row["run"]) == ("row", run)
    assert (row["probe"], row["knn"], row["interval"], row["per_class"]) == ({}, {}, None, [])
    assert 0 <= row["auc"]["mu"] <= 1 and row["rank_h"] >= 1 and row["mse"] > 0 and row["active"] >= 0
    assert (reason["kind"], reason["missing"]) == ("missing", missing)
    assert reason["reason"].startswith("The images of 'nameless' have no labels, so no classifier can be")


def test_for_people_a_table_without_labels_has_no_columns_of_probes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    finish_on_nameless("beta")
    assert main(["study", "table", "beta", "--data", "nameless"]) == 0
    header, row, _, title, reason = capsys.readouterr().out.splitlines()
    assert header.split() == ["run", "epochs", "auc_mu", "rank_h", "mse", "kl", "active", "informative"]
    assert "-on-nameless-" in row
    assert title.split() == ["missing", "reason"]
    assert reason.startswith("probe, knn  The images of 'nameless' have no labels")


def test_run_on_images_without_labels_ends_in_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.studies.runner.run_study", lambda *args: [])
    finish_on_nameless("beta")
    row, reason = run_json(capsys, "run", "beta", "--data", "nameless")
    assert (row["kind"], reason["kind"]) == ("row", "missing")


def test_a_table_that_the_pages_show_needs_labels(
    tiny_dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, test = (
        dataclasses.replace(split, labels=np.full(len(split), -1))
        for split in (tiny_dataset.train, tiny_dataset.test)
    )
    write_set(tmp_path / "data", Dataset("cifar10", "", train, test, "a" * 64), "drawn for a test")
    finish(find_study("recipe").plan_runs()[0])
    assert main(["study", "table", "recipe", "--ship"]) == 2
    assert "the images of 'cifar10' have no labels: import them with labels" in capsys.readouterr().err
    assert load_table("recipe") is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "zoo", "--data", "gone"], "no image set 'gone'"),
        (["table", "zoo", "--data", "bundled", "--ship"], "--data: shipped tables"),
        (["list", "--data", "bundled"], "--data: shipped tables"),
        (
            ["reproduce", "--data", "nameless"],
            "`python -m aavae study run zoo --data nameless` compares what",
        ),
        (["table", "zoo", "--data", "bundled"], "study run zoo --data bundled` trains them"),
        (["run"], "study run NAME"),
        (["list", "zoo"], "study list"),
        (["reproduce", "zoo"], "study reproduce"),
        (["show", "dance"], "There is no study 'dance'"),
        (["show", "zoo"], "has no table"),
        (["table", "zoo"], "No run of the study 'zoo' is finished"),
        (["run", "zoo", "--seeds", "0"], "--seeds"),
        (["run", "zoo", "--workers", "0"], "--workers"),
        (["reproduce", "--budget", "day"], "--budget"),
        (["dance"], "dance"),
    ],
)
def test_wrong_input_is_status_2_and_one_clear_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = [line for line in captured.err.splitlines() if line.startswith("aavae: ")]
    assert len(lines) == 1
    assert message in lines[0]
