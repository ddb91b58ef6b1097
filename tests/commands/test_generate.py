"""The commands that decode latents: generate, interpolate, traverse, arithmetic."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.evaluation.generation.arithmetic import evaluate_arithmetic
from aavae.evaluation.generation.directions import evaluate_traversal
from aavae.evaluation.generation.interpolation import evaluate_interpolation
from aavae.evaluation.generation.memorised import evaluate_memorised
from aavae.evaluation.generation.sample_quality import evaluate_floor, evaluate_sample_quality
from aavae.evaluation.generation.samples import evaluate_density, evaluate_samples
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run

ON_TINY = ("--data", "tiny")


@pytest.fixture(autouse=True)
def data(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")
    make_run("mine")


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict]:
    assert main([*arguments, *ON_TINY, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_generate_prints_a_row_a_kind(tiny_dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    rows = run_json(capsys, "generate", "mine", "--num", "9", "--seed", "2")
    assert [row["images"] for row in rows] == ["prior", "gaussian", "mixture"]
    subject = find_subject("mine")
    fit = evaluate_density(subject, tiny_dataset, "gaussian")
    copies = evaluate_memorised(subject, tiny_dataset, "gaussian", num=9, seed=2)
    assert rows[1]["log_likelihood"] == fit.log_likelihood
    assert rows[1]["closer"] == copies.closer
    assert rows[1]["num"] == 9


def test_generate_measures_quality_beside_its_references(
    tiny_dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = run_json(capsys, "generate", "mine", "--kind", "prior", "--quality", "--num-quality", "30")
    assert [row["images"] for row in rows] == ["prior", "reconstructions", "training images"]
    expected = (
        *(
            evaluate_sample_quality(find_subject("mine"), tiny_dataset, kind, num=30)
            for kind in ("prior", "reconstructions")
        ),
        evaluate_floor(tiny_dataset, num=30),
    )
    assert [row["frechet"] for row in rows] == [quality.frechet for quality in expected]
    assert {row["num_quality"] for row in rows} == {30}
    assert {*rows[0]} == {*rows[1]} == {*rows[2]}
    assert rows[1]["log_likelihood"] is None
    flags = ("--kind", "prior", "--quality", "--num-quality", "30", "--against", "reconstructions")
    rows = run_json(capsys, "generate", "mine", *flags)
    assert [row["images"] for row in rows] == ["prior", "reconstructions"]
    own = evaluate_sample_quality(
        find_subject("mine"), tiny_dataset, "prior", num=30, against="reconstructions"
    )
    assert (rows[0]["frechet"], rows[0]["against"]) == (own.frechet, "reconstructions")


def test_samples_go_to_a_file_as_arrays_or_as_a_picture(
    tiny_dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for suffix in (".npz", ".png"):
        out = tmp_path / f"samples{suffix}"
        run_json(capsys, "generate", "mine", "--kind", "mixture", "--num", "9", "--out", str(out))
    expected = evaluate_samples(find_subject("mine"), tiny_dataset, "mixture", num=9)
    with np.load(tmp_path / "samples.npz") as file:
        np.testing.assert_array_equal(file["latents"], expected.latents)
        np.testing.assert_array_equal(file["images"], expected.images)
    with Image.open(tmp_path / "samples.png") as picture:
        assert picture.size == (4 * (3 * 33 - 1), 4 * (3 * 33 - 1))


def test_interpolate_traverse_and_arithmetic_print_what_the_analyses_find(
    tiny_dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subject, images = find_subject("mine"), tiny_dataset.test.images
    out = tmp_path / "way.npz"
    (row,) = run_json(
        capsys,
        "interpolate",
        "mine",
        "--first",
        "3",
        "--second",
        "4",
        "--path",
        "spherical",
        "--out",
        str(out),
    )
    way = evaluate_interpolation(subject, images[3], images[4], path="spherical")
    assert row["distances"] == way.distances.tolist()
    assert row["detour"] == way.detour
    with np.load(out) as file:
        np.testing.assert_array_equal(file["images"], way.images)

    (row,) = run_json(
        capsys, "traverse", "mine", "--image", "3", "--along", "dimension", "--direction", "2", "--reach", "1"
    )
    line = evaluate_traversal(subject, tiny_dataset, images[3], direction=2, along="dimension", reach=1)
    assert (row["dimension"], row["share"], row["change"]) == (line.dimension, line.share, line.change)

    make_run("other", "vae")
    out = tmp_path / "sum.png"
    rows = run_json(
        capsys, "arithmetic", "mine", "other", "--a", "1", "--b", "2", "--c", "105", "--out", str(out)
    )
    found = evaluate_arithmetic(subject, images[1], images[2], tiny_dataset.train.images[5])
    assert rows[0]["latent_length"] == pytest.approx(float(np.linalg.norm(found.latent)))
    with Image.open(out) as picture:
        assert picture.size == (4 * (4 * 33 - 1), 4 * (2 * 33 - 1))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generate", "pixels"], "cannot take part"),
        (["generate", "mine", "--kind", "flow"], "--kind"),
        (["generate", "mine", "--num", "0"], "at least 1 sample"),
        (["generate", "mine", "--seed", "-1"], "seed"),
        (["generate", "mine", "--out", "samples.npz"], "name a single run and --kind"),
        (["generate", "mine", "--kind", "prior", "--out", "samples.gif"], "ends in .npz or .png"),
        (
            ["generate", "mine", "--kind", "prior", "--out", "/nowhere/at/all/samples.png"],
            "cannot be written",
        ),
        (["generate", "mine", "--kind", "prior", "--quality", "--num-quality", "3"], "at least 20 images"),
        (["interpolate", "mine", "--first", "420"], "There is no image 420"),
        (["interpolate", "mine", "--first", "1", "--num-steps", "1"], "at least 2"),
        (["interpolate", "mine", "mine", "--out", "way.npz"], "of one run"),
        (["traverse", "mine", "--image", "1", "--direction", "128"], "from 0 to 127"),
        (["traverse", "mine", "--image", "1", "--reach", "0"], "reach"),
        (["arithmetic"], "Name at least one run"),
        (["arithmetic", "untrained"], "cannot take part"),
    ],
)
def test_wrong_input_is_one_clear_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, *ON_TINY]) == 2
    assert message in capsys.readouterr().err
