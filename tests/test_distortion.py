import itertools
import math
import subprocess
import sys

import pytest
from pydantic import ValidationError

from aavae.config import AugmentConfig
from aavae.distortion import DISTORTIONS, MIN_SIDE, Distortion, strengthen
from aavae.errors import UserError

EXAMPLES = [
    Distortion(),
    Distortion(top=0.1, left=0.2, height=0.5, width=0.5, hue=0.1),
    Distortion(flip=True, brightness=0.2, contrast=1.8, saturation=0.0, grayscale=True, blur=2.0),
    Distortion(hue=-0.5, jitter_order=(3, 1, 0, 2)),
    Distortion(top=1 / 3, height=2 / 3, brightness=1.0000001, hue=1e-05),
]


@pytest.mark.parametrize("distortion", EXAMPLES)
def test_the_text_gives_back_the_same_distortion(distortion: Distortion) -> None:
    assert Distortion.from_text(distortion.to_text()) == distortion


def test_the_text_is_short_and_readable() -> None:
    assert [example.to_text() for example in EXAMPLES[:3]] == [
        "",
        "crop=0.1,0.2,0.5,0.5;hue=0.1",
        "flip;brightness=0.2;contrast=1.8;saturation=0;grayscale;blur=2",
    ]
    assert Distortion.from_text(" blur=1 ; flip ;") == Distortion(blur=1, flip=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("crop=1", "top, left, height and width"),
        ("crop=0.5,0.5,0.9,0.9", "inside the image"),
        ("crop=0,0,0.05,1", "height"),
        ("hue=nan", "expected a number"),
        ("hue=٣", "expected a number"),
        ("hue=1_0", "expected a number"),
        ("hue=9", "hue"),
        ("hue=1e-999", "expected a number"),
        ("flip=1", "no part of a distortion"),
        ("flip;flip", "twice"),
        ("order=0000", "each of 0, 1, 2 and 3"),
        ("order=01234", "no part of a distortion"),
        ("top=0.1", "no part of a distortion"),
        ("__class__=1", "no part of a distortion"),
        ("<script>alert(1)</script>", "no part of a distortion"),
        ("\x1b[31m" * 20, "no part of a distortion"),
        ("hue=0.1;" * 100, "at most 400 characters"),
    ],
)
def test_hostile_text_is_one_clear_sentence(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        Distortion.from_text(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_values_out_of_range_are_no_distortion() -> None:
    for values in (
        {"height": MIN_SIDE / 2},
        {"brightness": float("nan")},
        {"top": 0.6, "height": 0.5},
        {"a": 1},
    ):
        with pytest.raises(ValidationError):
            Distortion.model_validate(values)


def test_only_what_changes_nothing_is_the_identity() -> None:
    assert Distortion().is_identity
    assert Distortion(jitter_order=(3, 2, 1, 0)).is_identity
    assert not any(example.is_identity for example in EXAMPLES[1:])


@pytest.mark.parametrize("name", DISTORTIONS)
def test_strength_goes_from_none_to_full_and_touches_one_augmentation_only(name: str) -> None:
    assert strengthen(name, 0).is_identity
    full = strengthen(name, 1)
    assert not full.is_identity
    parts = full.to_text().split(";")
    assert len(parts) == 1
    assert parts[0].split("=")[0] == name


def test_full_strength_is_the_trainings_strongest() -> None:
    config = AugmentConfig()
    crop = strengthen("crop", 1)
    assert crop.height * crop.width == pytest.approx(config.crop_scale_min)
    assert (crop.top, crop.left) == (
        pytest.approx((1 - crop.height) / 2),
        pytest.approx((1 - crop.width) / 2),
    )
    assert strengthen("brightness", 1).brightness == pytest.approx(1 + 0.8 * config.jitter_strength)
    assert strengthen("hue", 1).hue == pytest.approx(0.2 * config.jitter_strength)
    sides = [strengthen("crop", step / 4).height for step in range(5)]
    steps = [after - before for before, after in itertools.pairwise(sides)]
    assert all(math.isclose(step, steps[0]) for step in steps)


def test_flip_and_grayscale_are_done_or_not() -> None:
    for name in ("flip", "grayscale"):
        assert strengthen(name, 0.49).is_identity
        assert strengthen(name, 0.5) == strengthen(name, 1)


def test_wrong_strengths_are_refused() -> None:
    with pytest.raises(UserError, match="choose from crop, flip"):
        strengthen("swirl", 0.5)
    for strength in (-0.1, 1.1, float("nan")):
        with pytest.raises(UserError, match="from 0 to 1"):
            strengthen("blur", strength)


def test_it_imports_no_torch() -> None:
    code = "import sys, aavae.distortion; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
