import json
from pathlib import Path

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.data.pool import get_labels
from aavae.evaluation.maps.projection import find_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import find_subject


@pytest.fixture(autouse=True)
def data(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict]:
    assert main(["project", *arguments, "--data", "tiny", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("flags", "settings"),
    [
        (("--method", "pca"), ProjectionSettings(num_points=150, method="pca")),
        (
            ("--method", "tsne", "--perplexity", "7", "--seed", "2"),
            ProjectionSettings(num_points=150, method="tsne", perplexity=7, seed=2),
        ),
        (
            ("--n-neighbors", "8", "--min-dist", "0.3", "--representation", "mu"),
            ProjectionSettings(representation="mu", num_points=150, n_neighbors=8, min_dist=0.3),
        ),
    ],
)
def test_every_setting_decides_the_map_that_a_page_finds(
    flags: tuple[str, ...],
    settings: ProjectionSettings,
    tiny_dataset: Dataset,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (row,) = run_json(capsys, "untrained", "--num-points", "150", *flags)
    found = find_projection(find_subject("untrained"), tiny_dataset, settings)
    assert found is not None
    assert row["trustworthiness"] == found.trustworthiness
    assert (row["num_points"], row["method"]) == (150, settings.method)
    assert row["representation"] == settings.representation


def test_the_file_has_places_labels_and_ids(
    tiny_dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "map.npz"
    run_json(capsys, "pixels", "--method", "pca", "--num-points", "120", "--out", str(out))
    found = find_projection(
        find_subject("pixels"), tiny_dataset, ProjectionSettings(num_points=120, method="pca")
    )
    assert found is not None
    with np.load(out) as file:
        assert set(file) == {"coordinates", "labels", "ids"}
        np.testing.assert_array_equal(file["coordinates"], found.coordinates)
        np.testing.assert_array_equal(file["ids"], found.ids)
        np.testing.assert_array_equal(file["labels"], get_labels(tiny_dataset, found.ids))


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--method", "isomap"], "--method"),
        (["--n-neighbors", "1"], "n_neighbors"),
        (["--min-dist", "2"], "min_dist"),
        (["--method", "tsne", "--perplexity", "0"], "perplexity"),
        (["--num-points", "2"], "at least 3 images"),
        (["--method", "pca", "--out", "map.csv"], ".npz"),
        (["--representation", "mu"], "has no mu"),
    ],
)
def test_wrong_input_is_one_clear_sentence(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["project", "pixels", "--data", "tiny", *flags]) == 2
    assert message in capsys.readouterr().err
