"""One augmentation chosen by hand: every parameter a number, and all of them a short text for a link."""

import math
import re
from collections.abc import Callable
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError, model_validator

from aavae.config import AugmentConfig, Config, describe_first_fault
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import _

MIN_SIDE = 0.1
"""Smallest height and width of the crop, as a part of the image's."""
_SLACK = 1e-6
"""How far a box may stick out: less than rounding moves it."""
_MAX_TEXT = 400
_NUMBER = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,20})?(e-[0-9]{1,2})?")
_BOX = ("top", "left", "height", "width")

DistortionName = Literal["crop", "flip", "brightness", "contrast", "saturation", "hue", "grayscale", "blur"]
DISTORTIONS: tuple[DistortionName, ...] = get_args(DistortionName)
"""The single augmentations, in the order of application."""

Part = Annotated[float, Field(ge=0, le=1)]
Side = Annotated[float, Field(ge=MIN_SIDE, le=1)]


class Distortion(Config):
    """What happens to one image, in the order of application; the defaults change nothing.

    The ranges hold every draw of a training, at any strength of its jitter.
    """

    top: Part = 0.0
    """Upper edge of the crop, as a part of the image's height."""
    left: Part = 0.0
    """Left edge of the crop, as a part of the image's width."""
    height: Side = 1.0
    """Height of the crop, as a part of the image's."""
    width: Side = 1.0
    """Width of the crop, as a part of the image's."""
    flip: bool = False
    """Mirror left and right."""
    brightness: Annotated[float, Field(ge=0.2, le=1.8)] = 1.0
    """Factor; 1 is none."""
    contrast: Annotated[float, Field(ge=0.2, le=1.8)] = 1.0
    """Factor; 1 is none."""
    saturation: Annotated[float, Field(ge=0, le=2)] = 1.0
    """Factor; 1 is none, 0 drops the colour."""
    hue: Annotated[float, Field(ge=-0.5, le=0.5)] = 0.0
    """Turn of the colour wheel; 0 is none."""
    grayscale: bool = False
    """Drop the colour."""
    blur: Annotated[float, Field(ge=0, le=2)] = 0.0
    """Sigma of a Gaussian, in pixels; 0 is none."""
    jitter_order: tuple[int, int, int, int] = (0, 1, 2, 3)
    """The order of 0 brightness, 1 contrast, 2 saturation and 3 hue."""

    @model_validator(mode="after")
    def _box_is_inside(self) -> "Distortion":
        if self.top + self.height > 1 + _SLACK or self.left + self.width > 1 + _SLACK:
            raise ValueError(_("the crop must lie inside the image"))
        if sorted(self.jitter_order) != [0, 1, 2, 3]:
            raise ValueError(_("jitter_order must hold each of 0, 1, 2 and 3 once"))
        return self

    @property
    def is_identity(self) -> bool:
        """Whether it leaves every image as it is."""
        return self.model_copy(update={"jitter_order": (0, 1, 2, 3)}) == Distortion()

    def to_text(self) -> str:
        """What differs from the defaults, such as `crop=0.1,0.2,0.5,0.5;flip;hue=0.1`; else empty.

        A crop is top, left, height and width. `from_text` gives back an equal distortion.
        """
        parts = []
        if (self.top, self.left, self.height, self.width) != (0, 0, 1, 1):
            box = (self.top, self.left, self.height, self.width)
            parts.append("crop=" + ",".join(map(_write_number, box)))
        for name in DISTORTIONS[1:]:
            value = getattr(self, name)
            if value is True:
                parts.append(name)
            elif value != Distortion.model_fields[name].default:
                parts.append(f"{name}={_write_number(value)}")
        if self.jitter_order != (0, 1, 2, 3):
            parts.append("order=" + "".join(map(str, self.jitter_order)))
        return ";".join(parts)

    @classmethod
    def from_text(cls, text: str) -> "Distortion":
        """Read what `to_text` writes; the parts may come in any order.

        Raises:
            UserError: the text is not such a text, or a value is out of range.
        """
        if len(text) > _MAX_TEXT:
            raise UserError(
                _("A distortion is a text of at most {most} characters; this one has {count}.").format(
                    most=format_count(_MAX_TEXT), count=format_count(len(text))
                )
            )
        values: dict[str, object] = {}
        seen = set()
        for part in filter(None, (part.strip() for part in text.split(";"))):
            name, __, value = part.partition("=")
            if name in seen:
                raise UserError(_("'{name}' is there twice: say once what it should be.").format(name=name))
            values |= _read_part(name, value, part)
            seen.add(name)
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise UserError(_("Distortion: {fault}.").format(fault=describe_first_fault(error))) from error


def _write_number(value: float) -> str:
    return repr(value).removesuffix(".0")


def _read_part(name: str, value: str, part: str) -> dict[str, object]:
    if part in ("flip", "grayscale"):
        return {part: True}
    if name == "crop":
        numbers = value.split(",")
        if len(numbers) != 4:
            raise UserError(
                _("A crop is top, left, height and width, as in crop=0.1,0.2,0.5,0.5, not {part}.").format(
                    part=_cut(part)
                )
            )
        return dict(zip(_BOX, (_read_number(number, part) for number in numbers), strict=True))
    if name == "order" and re.fullmatch("[0-3]{4}", value):
        return {"jitter_order": tuple(map(int, value))}
    if name in DISTORTIONS and name not in ("flip", "grayscale"):
        return {name: _read_number(value, part)}
    raise UserError(
        _(
            "{part} is no part of a distortion: write parts such as crop=0.1,0.2,0.5,0.5, flip, "
            "brightness=1.2, contrast=1.2, saturation=1.2, hue=0.1, grayscale, blur=1, order=0123, "
            "with semicolons between them."
        ).format(part=_cut(part))
    )


def _read_number(text: str, part: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise UserError(_("{part}: expected a number after the =, as in hue=0.1.").format(part=_cut(part)))
    return float(text)


def _cut(part: str) -> str:
    """A part of a text as an error shows it: short, on one line, and without what a terminal would obey."""
    return ascii(part if len(part) <= 40 else part[:40] + "...")


_TRAINING = AugmentConfig()
_FACTOR = 0.8 * _TRAINING.jitter_strength


def _crop_centre(strength: float) -> dict[str, object]:
    side = 1 - strength * (1 - math.sqrt(_TRAINING.crop_scale_min))
    return {"top": (1 - side) / 2, "left": (1 - side) / 2, "height": side, "width": side}


_STRENGTHEN: dict[DistortionName, Callable[[float], dict[str, object]]] = {
    "crop": _crop_centre,
    "flip": lambda strength: {"flip": strength >= 0.5},
    "brightness": lambda strength: {"brightness": 1 + _FACTOR * strength},
    "contrast": lambda strength: {"contrast": 1 + _FACTOR * strength},
    "saturation": lambda strength: {"saturation": 1 + _FACTOR * strength},
    "hue": lambda strength: {"hue": 0.2 * _TRAINING.jitter_strength * strength},
    "grayscale": lambda strength: {"grayscale": strength >= 0.5},
    "blur": lambda strength: {"blur": 2 * strength},
}


def strengthen(name: str, strength: float) -> Distortion:
    """One augmentation alone, from none to the strongest that a training with default settings draws.

    The full crop is the central box of 8 % of the area; its side shrinks evenly with the strength. Full
    brightness, contrast and saturation are a factor of 1.4, the full hue a tenth of a turn, the full blur a
    sigma of 2 pixels (the strongest that a training draws if it blurs at all; by default none does). Flip and
    grayscale are done or not, nothing between is part of a training: not below a strength of 0.5, done from
    there on.

    Args:
        name: one of DISTORTIONS.
        strength: from 0 (none) to 1 (full).

    Raises:
        UserError: there is no such augmentation, or the strength is out of range.
    """
    if name not in _STRENGTHEN:
        raise UserError(
            _("There is no augmentation '{name}': choose from {names}.").format(
                name=name, names=", ".join(DISTORTIONS)
            )
        )
    if not 0 <= strength <= 1:
        raise UserError(
            _("strength: expected a number from 0 to 1, got {strength}.").format(strength=strength)
        )
    return Distortion.model_validate(_STRENGTHEN[name](strength))
