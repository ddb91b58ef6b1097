"""An encoder of other software on the command line, and every command on it."""

import json
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.foreign.encoder_settings import EncoderSettings
from aavae.foreign.external import list_externals
from aavae.foreign.onnx_import import import_encoder
from tests.commands.running import check_refused, run_json
from tests.conftest import draw_dataset
from tests.foreign.onnx_files import LATENT_DIM, WIDTH, write_decoder, write_encoder

PLAIN = EncoderSettings()


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `--data tiny` names: 40 training and 10 test images."""
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", draw_dataset(40, 10), "drawn for a test")


def test_an_encoder_gets_a_row_and_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_encoder(tmp_path / "my net.onnx", outputs=("h", "mu", "stage"))
    decoder = write_decoder(tmp_path / "paint.onnx")
    flags = ["--mean", "0.5", "0.5", "0.5", "--std", "0.25", "0.25", "0.25", "--decoder", str(decoder)]
    assert main(["model", "import", str(path), *flags, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    (external,) = list_externals()
    notes = row.pop("notes")
    assert row == {
        "name": "my-net",
        "kind": "encoder",
        "width": WIDTH,
        "latent_dim": LATENT_DIM,
        "image_size": 32,
        "layers": ["stage"],
        "decoder": True,
        "path": str(external.path),
    }
    assert "Its decoder takes 5 latents" in notes[-1]
    assert main(["model", "import", str(path)]) == 2
    assert "exists already: choose another name" in capsys.readouterr().err


def test_every_command_works_on_an_encoder_with_a_posterior_and_a_decoder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("h", "mu", "log_var", "stage")
    path, decoder = write_encoder(tmp_path / "net.onnx", outputs=names), write_decoder(tmp_path / "d.onnx")
    import_encoder(path, "theirs", PLAIN, decoder)
    (row,) = run_json(capsys, "reconstruct", "theirs")
    assert 0 < row["mse"] < 1
    rows = run_json(capsys, "probe", "theirs", "--representation", "all")
    assert [row["representation"] for row in rows] == ["h", "mu", "z"]
    assert run_json(capsys, "knn", "theirs")
    (row,) = run_json(capsys, "similarity", "theirs", "--measure", "kl", "--num-images", "10")
    assert 0 <= row["auc"] <= 1
    assert run_json(capsys, "generate", "theirs", "--num", "2", "--kind", "prior")[0]["images"] == "prior"
    assert run_json(capsys, "traverse", "theirs", "--image", "3")
    assert run_json(capsys, "profile", "theirs")
    rows = run_json(capsys, "diagnose", "theirs", "untrained")
    layers = [row["at"] for row in rows if (row["run"], row["diagnostic"]) == ("theirs", "layers")]
    assert layers == ["stage", "h", "mu", "z"]
    assert {row["diagnostic"] for row in rows if row["run"] == "theirs"} >= {"latents", "spectrum", "style"}
    (row,) = run_json(capsys, "evaluate", "theirs")
    assert 0 <= row["linear_probe_h"] <= 1 and row["missing"] == {}


def test_every_command_works_on_features_alone_or_says_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_encoder(write_encoder(tmp_path / "net.onnx"), "theirs", PLAIN)
    (row,) = run_json(capsys, "probe", "theirs")
    assert row["representation"] == "h"
    (row,) = run_json(capsys, "similarity", "theirs", "--representation", "h", "--num-images", "10")
    assert row["run"] == "theirs"
    rows = run_json(capsys, "diagnose", "theirs")
    assert {row["diagnostic"] for row in rows} == {"spectrum", "labels", "invariance", "style", "verdict"}
    check_refused(capsys, "'theirs' has no mu, only h: choose h", "probe", "theirs", "--representation", "mu")
    check_refused(capsys, "no decoder was imported with it", "generate", "theirs")
    check_refused(capsys, "has no decoder", "reconstruct", "theirs")
    (row,) = run_json(capsys, "evaluate", "theirs")
    assert 0 <= row["linear_probe_h"] <= 1
    check_refused(capsys, "'theirs' comes from other software and is no run", "train", "--resume", "theirs")


def test_an_output_that_is_called_like_a_representation_is_a_layer_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_encoder(tmp_path / "net.onnx", outputs=("h", "tokens", "stage"))
    import_encoder(path, "theirs", EncoderSettings())
    import_encoder(write_encoder(path, outputs=("h", "mu")), "of-mu", EncoderSettings(features="mu"))
    rows = run_json(capsys, "diagnose", "theirs", "of-mu", "--only", "layers")
    assert [row["at"] for row in rows if row["run"] == "theirs"] == ["tokens", "stage", "h"]
    layers = {row["at"]: row["value"] for row in rows if row["run"] == "of-mu"}
    assert list(layers) == ["output h", "h", "mu"]
    assert layers["output h"] == [row["value"] for row in rows if row["run"] == "theirs"][-1]


def test_images_of_another_size_are_refused_or_resized(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_encoder(tmp_path / "net.onnx", size=96)
    import_encoder(path, "large", PLAIN)
    check_refused(
        capsys, "'large' takes images of 96x96 pixels, and those of 'tiny' have 32x32", "knn", "large"
    )
    assert main(["model", "import", str(path), "--name", "resizing", "--resize"]) == 0
    capsys.readouterr()
    assert run_json(capsys, "knn", "resizing")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/nowhere.onnx"], "There is no file /nowhere.onnx"),
        (["/nowhere.ckpt", "--resize"], "is not named as an .onnx file, so its flags have nothing to say"),
        (["/nowhere.onnx", "--std", "0", "1", "1"], "those of std above 0"),
        (["/nowhere.onnx", "--mean", "1", "2"], "mean"),
        (["/nowhere.onnx", "--out", "x"], "--out"),
    ],
)
def test_wrong_input_is_status_2_and_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "import", *arguments]) == 2
    captured = capsys.readouterr()
    (line,) = [line for line in captured.err.splitlines() if line.startswith("aavae: ")]
    assert message in line and captured.out == ""
    assert list_externals() == []
