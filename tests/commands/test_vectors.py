"""Vectors of other software on the command line: imported, listed, removed, and in every other command."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.data.store import load_dataset
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import find_subject
from aavae.foreign.external import BroughtFile, EncoderConfig, create_external, list_externals
from aavae.paths import runs_dir
from tests.commands.running import check_refused, run_json
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")

NO_ENCODER = "vectors alone, and no encoder that could look at another image or a view."
NO_TRAINING = (
    "'half' has no vectors of the training images, which this needs: import a file that has them too."
)


@pytest.fixture
def vectors(tmp_path: Path) -> Path:
    """Vectors of `tiny`, named dino, and of its test images alone, named half."""
    rng = np.random.default_rng(0)
    train, test = rng.standard_normal((320, 8)), rng.standard_normal((100, 8))
    train[np.arange(320), np.arange(320) % 8] += 3
    np.savez(tmp_path / "dino.npz", train=train, test=test)
    np.save(tmp_path / "half.npy", test)
    for name in ("dino.npz", "half.npy"):
        assert main(["vectors", "import", str(tmp_path / name), "--data", "tiny"]) == 0
    return tmp_path / "dino.npz"


def test_machines_get_a_row(vectors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    (row,) = run_json(capsys, "vectors", "import", str(vectors), "--name", "again")
    assert row == {
        "name": "again",
        "data": "tiny",
        "splits": ["train", "test"],
        "width": 8,
        "imported_from": "dino.npz",
        "path": str(runs_dir() / "again"),
        "notes": ["Vectors of 320 training images and 100 test images of 'tiny', in the order of the rows."],
    }
    rows = run_json(capsys, "vectors", "list")
    assert [each["name"] for each in rows] == ["again", "dino", "half"]
    assert rows[0] == {key: value for key, value in row.items() if key != "notes"}


def test_people_get_a_table_and_notes(vectors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(vectors.with_name("half.npy"))
    capsys.readouterr()
    assert main(["vectors", "import", path, "--data", "tiny", "--name", "third"]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1].split()[:4] == ["third", "tiny", "test", "8"]
    assert "aavae: There are none of the training images" in captured.err
    assert main(["vectors"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "name",
        "dino",
        "half",
        "third",
    ]


def test_models_lists_them_too(vectors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    capsys.readouterr()
    assert main(["models", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["mine"]["kind"] == rows["vae"]["kind"] == "run"
    assert rows["dino"] == {
        "name": "dino",
        "kind": "vectors",
        "method": None,
        "data": "tiny",
        "epochs": None,
        "images_seen": None,
        "state": "finished",
        "shipped": False,
        "imported_from": "dino.npz",
        "path": str(runs_dir() / "dino"),
    }
    assert set(rows["dino"]) == set(rows["mine"])


def test_an_encoder_is_listed_by_models_and_is_no_vectors(capsys: pytest.CaptureFixture[str]) -> None:
    encoder, decoder = (BroughtFile(name=f"{part}.onnx", sha256="0") for part in ("encoder", "decoder"))
    config = EncoderConfig(
        encoder=encoder,
        decoder=decoder,
        image_size=32,
        features="h",
        width=512,
        latent_dim=512,
    )
    create_external("clip", config, lambda external: external.encoder.write_bytes(b"no encoder"))
    assert main(["models", "--json"]) == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["name"] == "clip"]
    assert (row["kind"], row["data"], row["imported_from"]) == ("encoder", None, "encoder.onnx, decoder.onnx")
    assert run_json(capsys, "vectors") == []
    check_refused(capsys, "'clip' is an encoder and no vectors", "vectors", "remove", "clip")


def test_they_are_removed(vectors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vectors", "remove", "dino"]) == 0
    assert [external.name for external in list_externals()] == ["half"]
    assert not (runs_dir() / "dino").exists()
    (runs_dir() / "half" / "external.json").write_text("{")
    capsys.readouterr()
    assert main(["vectors", "list"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "Nothing to show.\n"
    assert "aavae: 'half' is damaged: its external.json cannot be read." in captured.err
    assert main(["models"]) == 0
    assert "aavae: 'half' is damaged" in capsys.readouterr().err
    check_refused(capsys, "'half' is damaged (its external.json cannot be read): delete it", "probe", "half")
    assert main(["vectors", "remove", "half"]) == 0
    assert list(runs_dir().iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["list", "dino"], "`vectors list` takes nothing else."),
        (["import"], "Name the file of the vectors"),
        (["import", "/nowhere.npz"], "There is no file /nowhere.npz: check the path."),
        (["import", "~no-such-user/x.npz"], "'~no-such-user/x.npz' is no path of this computer"),
        (["import", "a\0b.npz"], "cannot be read"),
        (["import", ""], "one of the paths is empty"),
        (["import", "."], "is a folder: name the vectors' file."),
        (["remove"], "Name the vectors to delete"),
        (["remove", "a", "b"], "Name the vectors to delete"),
        (["remove", "none"], "There is no encoder and there are no vectors 'none'."),
        (["remove", "mine"], "There is no encoder and there are no vectors 'mine'."),
        (["remove", ".."], "There is no encoder and there are no vectors '..'."),
        (["add", "x"], "invalid choice"),
        (["import", "x", "--split", "val"], "--split"),
    ],
)
def test_wrong_input_is_status_2_and_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    check_refused(capsys, message, "vectors", *arguments)
    assert [path.name for path in runs_dir().iterdir()] == ["mine"]


def test_a_set_that_is_not_here(vectors: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["vectors", "import", str(vectors), "--data", "cifar10", "--name", "x"]) == 2
    assert "the complete CIFAR-10 is not imported" in capsys.readouterr().err
    assert main(["probe", "dino"]) == 2
    message = "'dino' has vectors of the images 'tiny' alone, and none of 'bundled': choose 'tiny'."
    assert message in capsys.readouterr().err


def test_numbers_of_vectors_are_those_of_the_model_s_h_to_the_last_digit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    path = str(tmp_path / "x.npz")
    run_json(capsys, "represent", "mine", "--out", path)
    run_json(capsys, "vectors", "import", path, "--name", "same")

    def compare(ask: Callable[[str], list[dict]], *ignored: str) -> None:
        one, other = (
            [{key: value for key, value in row.items() if key not in ("run", *ignored)} for row in ask(name)]
            for name in ("mine", "same")
        )
        assert one == other
        assert one

    compare(lambda name: run_json(capsys, "probe", name), "seconds")
    compare(lambda name: run_json(capsys, "knn", name))
    compare(
        lambda name: [
            row
            for row in run_json(capsys, "diagnose", name, "--only", "spectrum", "labels")
            if row["representation"] == "h"
        ]
    )
    for method in ("umap", "pca"):
        flags = ("--num-points", "60", "--method", method)
        compare(lambda name, flags=flags: run_json(capsys, "project", name, *flags))
        settings = ProjectionSettings(method=method, num_points=60)
        one, other = (
            evaluate_projection(find_subject(name), load_dataset("tiny"), settings)
            for name in ("mine", "same")
        )
        np.testing.assert_array_equal(one.coordinates, other.coordinates)
    back = str(tmp_path / "y.npz")
    run_json(capsys, "represent", "same", "--out", back)
    for name in ("h_train", "h_test", "y_train", "y_test"):
        np.testing.assert_array_equal(np.load(path)[name], np.load(back)[name])


def test_vectors_go_through_every_command_that_needs_no_encoder(
    vectors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    (row,) = run_json(capsys, "probe", "dino")
    assert 0 <= row["accuracy"] <= 1
    (row,) = run_json(capsys, "knn", "dino", "--k", "3")
    assert 0 <= row["accuracy"] <= 1
    rows = run_json(capsys, "diagnose", "dino")
    assert {row["diagnostic"] for row in rows} == {"verdict", "spectrum", "labels"}
    (row,) = run_json(capsys, "evaluate", "dino")
    assert row["linear_probe_h"] == run_json(capsys, "probe", "dino")[0]["accuracy"]
    (row,) = run_json(capsys, "project", "half", "--num-points", "50")
    assert row["num_points"] == 50


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("probe", "half"), NO_TRAINING),
        (("knn", "half"), NO_TRAINING),
        (("represent", "half", "--out", "x.npz"), NO_TRAINING),
        (("project", "half", "--num-points", "150"), NO_TRAINING),
        (
            ("diagnose", "half", "--only", "labels"),
            "half (imported): no vectors of the training images, which this needs.",
        ),
        (("diagnose", "dino", "--only", "invariance"), NO_ENCODER),
        (("similarity", "dino", "--representation", "h"), NO_ENCODER),
        (("profile", "dino", "--representation", "h"), NO_ENCODER),
        (("distort", "dino", "--draw", "0", "--image", "1"), NO_ENCODER),
        (("similarity", "dino"), "'dino' has no mu, only h: choose h."),
        (("probe", "dino", "--representation", "mu"), "'dino' has no mu, only h: choose h."),
        (("reconstruct", "dino"), "'dino' has no decoder"),
        (("wall", "dino"), "'dino' has no decoder"),
        (("generate", "dino"), "dino (imported) cannot take part: there are vectors alone, and no decoder."),
        (("probe", "dino@4"), "'dino' is not trained, so it has no epochs: leave the epoch out."),
        (("train", "--resume", "dino"), "'dino' comes from other software and is no run"),
    ],
)
def test_what_vectors_cannot_have_is_said_in_one_sentence(
    arguments: tuple[str, ...],
    message: str,
    vectors: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    check_refused(capsys, message, *arguments)
