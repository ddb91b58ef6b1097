import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.api.maps import project
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.paths import cache_dir
from tests.conftest import make_run


def test_a_map_is_the_one_of_the_command(
    tiny_on_disk: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("mine")
    found = project("mine", tiny_on_disk, "mu", method="pca", num_points=150)
    monkeypatch.setenv("AAVAE_CACHE", f"{cache_dir()}-other")  # the command computes it itself
    out = tmp_path / "map.npz"
    arguments = ["--method", "pca", "--representation", "mu", "--num-points", "150", "--out", str(out)]
    assert main(["project", "mine", *arguments, "--data", "tiny", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    arrays = np.load(out)
    np.testing.assert_allclose(found.coordinates, arrays["coordinates"], atol=1e-5)
    assert (found.ids == arrays["ids"]).all()
    assert (found.labels == arrays["labels"]).all()
    assert found.trustworthiness == pytest.approx(row["trustworthiness"])
    assert type(found.trustworthiness) is float
    assert found.class_names == tiny_on_disk.test.class_names
    assert (found.settings.method, found.settings.num_points) == ("pca", 150)
    assert "coordinates" not in repr(found)


def test_a_umap_has_a_place_for_every_image(tiny_dataset: Dataset) -> None:
    found = project("pixels", tiny_dataset, num_points=10_000)
    assert found.coordinates.shape == (420, 2)
    assert np.isfinite(found.coordinates).all()
    assert 0.5 < found.trustworthiness <= 1


def test_wrong_arguments_are_sentences(tiny_dataset: Dataset) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("method: give one of 'umap', 'tsne', 'pca', not 'mds'", {"method": "mds"}),
        ("num_points: give a whole number of 3 or more, not 2", {"num_points": 2}),
        ("representation: give one of", {"representation": "x"}),
        ("seed: give a whole number", {"seed": -1}),
        ("'pixels' has no z", {"representation": "z"}),
    ]
    for message, arguments in wrong:
        with pytest.raises(UserError, match=message):
            project("pixels", tiny_dataset, **arguments)
