from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.commands.running import check_refused, run_json
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


def test_arrays_hold_h_and_mu_of_all_images(
    tiny_dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    out = tmp_path / "mine.npz"
    (row,) = run_json(capsys, "represent", "mine", "--out", str(out))
    assert row["h_train"] == [320, 512]
    wanted = load_representations(find_subject("mine"), tiny_dataset, "test")
    with np.load(out) as found:
        np.testing.assert_array_equal(found["mu_test"], wanted.mu)
        assert sorted(found) == ["h_test", "h_train", "mu_test", "mu_train", "y_test", "y_train"]


@pytest.mark.parametrize(
    ("run", "options", "columns"),
    [
        ("mine", [], ["h", "mu"]),
        ("mine", ["--representation", "z", "--map", "--images", "test"], ["z", "x", "y"]),
        ("pixels", [], ["h"]),
    ],
)
def test_a_table_has_the_columns_that_were_asked_for(
    run: str, options: list[str], columns: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    out = tmp_path / "mine.parquet"
    (row,) = run_json(capsys, "represent", run, "--out", str(out), *options)
    table = pq.read_table(out)
    assert table.schema.names == ["id", "split", "label", "label_name", "image", *columns]
    assert row["rows"] == table.num_rows == (100 if "test" in options else 420)


def test_a_projector_s_folder_is_of_h_unless_one_says_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    for representation, options in (("h", []), ("mu", ["--representation", "mu"])):
        out = tmp_path / representation
        arguments = ["--out", str(out), "--format", "projector", "--images", "test", *options]
        (row,) = run_json(capsys, "represent", "mine", *arguments)
        assert (row["points"], row["representation"]) == (100, representation)
        assert f'"mine, {representation}"' in (out / "projector_config.pbtxt").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "a.txt"], "give a file name that ends in .npz or .parquet"),
        (["--out", "nowhere/a.parquet"], "cannot be written"),
        (["--out", "a.npz", "--map"], "an .npz file holds h and mu of all images"),
        (["--out", "a.npz", "--images", "test"], "an .npz file holds h and mu of all images"),
        (["--out", "a.npz", "--representation", "h"], "an .npz file holds h and mu of all images"),
        (["--out", "a", "--format", "projector", "--map"], "the Projector lays points out itself"),
        (["--out", "there", "--format", "projector"], "exists already"),
        (["--out", "nowhere/a", "--format", "projector"], "cannot be written"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_computed(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    before = sorted(tmp_path.rglob("*"))
    check_refused(capsys, message, "represent", "pixels", *arguments)
    assert sorted(tmp_path.rglob("*")) == before


def test_pixels_have_no_mu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for out, more in (("a.parquet", []), ("a", ["--format", "projector"])):
        arguments = ["--out", str(tmp_path / out), "--representation", "mu", *more]
        check_refused(capsys, "'pixels' has no mu", "represent", "pixels", *arguments)
    assert not (tmp_path / "a").exists()
