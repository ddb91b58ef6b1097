"""Every command on small and odd sets, of a collapsed model: no traceback, no NaN, and a reason for a gap."""

import json
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.paths import runs_dir
from aavae.runs.registry import find_run
from tests.degenerate import list_degenerate, make_collapsed_run

pytestmark = pytest.mark.usefixtures("kept_cache")

SETS = list_degenerate()
COMMANDS: dict[str, tuple[str, ...]] = {
    "probe": ("probe", "MODEL", "--representation", "all"),
    "probe, one label": ("probe", "MODEL", "--labels", "1"),
    "knn": ("knn", "MODEL", "--representation", "all"),
    "similarity": ("similarity", "MODEL", "--representation", "all"),
    "similarity, euclidean": ("similarity", "MODEL", "--measure", "euclidean", "--representation", "h"),
    "similarity, centred": ("similarity", "MODEL", "--centre", "--representation", "h"),
    "project by pca": ("project", "MODEL", "--method", "pca"),
    "project by tsne": ("project", "MODEL", "--method", "tsne"),
    "distort": ("distort", "MODEL", "--draw", "1", "--representation", "all"),
    "sweep": ("sweep", "MODEL", "--steps", "3", "--representation", "all"),
    "profile": ("profile", "MODEL", "--representation", "h"),
    "profile of two": ("profile", "MODEL", "untrained", "--representation", "h"),
    "diagnose": ("diagnose", "MODEL"),
    "evaluate": ("evaluate", "MODEL"),
    "represent": ("represent", "MODEL", "--out", "FOLDER/out.npz"),
}
WITH_DECODER: dict[str, tuple[str, ...]] = {
    "similarity, kl": ("similarity", "MODEL", "--measure", "kl"),
    "reconstruct": ("reconstruct", "MODEL"),
    "wall": ("wall", "MODEL"),
    "wall of one": ("wall", "MODEL", "--image", "0"),
    "generate": ("generate", "MODEL", "--num", "4"),
    "generate, quality": ("generate", "MODEL", "--num", "4", "--quality", "--num-quality", "20"),
    "interpolate": ("interpolate", "MODEL", "--first", "0", "--second", "1"),
    "interpolate to itself": ("interpolate", "MODEL", "--first", "0", "--second", "0"),
    "traverse": ("traverse", "MODEL", "--image", "0"),
    "arithmetic": ("arithmetic", "MODEL", "--a", "0", "--b", "1", "--c", "0"),
}
ALWAYS_REFUSED = {"probe, one label"}
REFUSED: dict[str, set[str]] = {
    "one-class": {"probe"},
    "one-image": {
        "probe",
        "similarity",
        "similarity, euclidean",
        "similarity, centred",
        "similarity, kl",
        "project by pca",
        "project by tsne",
        "profile",
        "profile of two",
        "wall",
    },
    "no-labels": {"probe", "knn"},
    "test-without-labels": {"probe", "knn"},
    "one-test-image": {
        "similarity",
        "similarity, euclidean",
        "similarity, centred",
        "similarity, kl",
        "profile",
        "profile of two",
        "wall",
    },
}
"""What cannot be answered at all: of one class there is no probe, of one image neither pair nor interval."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    for dataset in SETS.values():
        write_set(tmp_path / "data", dataset, "drawn for a test")


def run(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> tuple[int, list[dict], list[str]]:
    """The status, the rows, and the lines of standard error that are meant for people."""
    status = main([*arguments, "--json"])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    said = [line for line in captured.err.replace("\r", "\n").splitlines() if line.startswith("aavae: ")]
    rows = json.loads(captured.out, parse_constant=pytest.fail) if captured.out else []
    return status, rows, said


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("model", ["collapsed", "pixels"])
@pytest.mark.parametrize("name", SETS)
def test_what_can_be_computed_is_printed_and_the_rest_says_why(
    model: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = dict(COMMANDS)
    if model == "collapsed":
        make_collapsed_run()
        commands |= WITH_DECODER
    refused, expected = set(), REFUSED.get(name, set()) | ALWAYS_REFUSED
    # Of latents that are all the same no direction is larger than another.
    expected |= {"traverse"} if model == "collapsed" else set()
    for title, command in commands.items():
        arguments = [part.replace("MODEL", model).replace("FOLDER", str(tmp_path)) for part in command]
        status, rows, said = run(capsys, [*arguments, "--data", name])
        if status == 0:
            assert rows, title
        else:
            assert (status, rows, len(said)) == (2, [], 1), title
            refused.add(title)
    assert refused == expected & set(commands)


def test_of_one_class_all_but_the_probe_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    make_collapsed_run()
    status, rows, said = run(capsys, ["evaluate", "collapsed", "--data", "one-class"])
    assert status == 0
    assert rows[0]["linear_probe"] is None
    assert len(rows[0]["knn_probe"]) == 3
    assert len(said) == 1
    assert "at least 2 classes" in said[0]
    status, rows, said = run(capsys, ["diagnose", "collapsed", "--data", "one-class"])
    assert {row["diagnostic"] for row in rows} == {"verdict", "latents", "spectrum", "invariance", "style"}
    assert [line.partition(":")[2].split(":")[0].strip() for line in said] == [
        "collapsed layers",
        "collapsed labels",
    ]
    _, (row,), said = run(capsys, ["distort", "collapsed", "--draw", "1", "--data", "one-class"])
    assert row["answer"] is row["probability"] is None
    assert row["error"] > 0
    assert len(said) == 1


def test_of_a_collapsed_model_nothing_is_trusted_and_nothing_told_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_collapsed_run()
    for method in ("pca", "umap"):
        _, (row,), said = run(
            capsys, ["project", "collapsed", "--method", method, "--data", "one-image-a-class"]
        )
        assert row["trustworthiness"] is None
        assert "nothing to trust" in said[0]
    _, (row,), _ = run(capsys, ["similarity", "collapsed", "--data", "one-class", "--representation", "h"])
    assert row["auc"] == 0.5
    assert row["effect_size"] is None


def test_few_images_leave_the_prior_and_the_gaussian(capsys: pytest.CaptureFixture[str]) -> None:
    make_collapsed_run()
    status, rows, said = run(capsys, ["generate", "collapsed", "--data", "four-images", "--num", "4"])
    assert status == 0
    assert [row["images"] for row in rows] == ["prior", "gaussian"]
    assert len(said) == 1
    assert "A mixture needs" in said[0]


@pytest.mark.parametrize("name", SETS)
def test_what_is_enough_trains_and_one_image_leaves_no_run(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--num-epochs", "1", "--accelerator", "cpu", "--precision", "32-true", "--model.latent-dim", "8"]
    status, rows, said = run(capsys, ["train", "--name", "mine", "--data", name, *flags])
    if name.startswith(("one-image", "one-test-image")) and name != "one-image-a-class":
        assert status == 2
        assert "a run needs at least 2" in said[-1]
        assert not (runs_dir() / "mine").exists()
        assert run(capsys, ["train", "--queue", "--data", name])[0] == 2
        assert run(capsys, ["estimate", "--data", name])[0] == 2
        assert not runs_dir().exists() or not list(runs_dir().glob("[!.]*"))
    else:
        assert status == 0
        assert find_run("mine").status.state == "finished"
        assert rows[-1]["images_seen"] == len(SETS[name].train)
        (listed,) = [row for row in run(capsys, ["models"])[1] if row["name"] == "mine"]
        assert listed["images_seen"] == len(SETS[name].train)
