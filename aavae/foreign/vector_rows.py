"""Vectors in a file, a row an image, before they are read: what every form of file is made into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import _

KeyKind = Literal["index", "id", "name"]

MAX_WIDTH = 8_192
"""The most numbers that a vector may have: probes and maps of more need more memory than most people have."""


@dataclass(frozen=True, eq=False)
class Keys:
    """What says which image each of N rows is of.

    Attributes:
        column: where it stands.
        kind: index: the number of the image in its split; id: in the numbering of maps, test images first;
            name: the name of its file.
        values: int64 (N,), or N names.
    """

    column: str
    kind: KeyKind
    values: np.ndarray | list[str]


@dataclass(frozen=True, eq=False)
class VectorRows:
    """N vectors of D numbers, in a file or in an array of one.

    Attributes:
        place: what holds them, for people.
        num_rows: N.
        width: D.
        read: gives the vectors in their order, in blocks (n, D) of integers or floats. Raises a UserError
            where they turn out to be damaged.
        split: train or test, if its name says so; else "".
        splits: of each row train or test, where a column says so.
        keys: which image each row is of; None: the rows are in the order of the images.
        labels: what the file has for labels of its rows: integers (N,), by which a wrong order is seen.
    """

    place: str
    num_rows: int
    width: int
    read: Callable[[], Iterator[np.ndarray]]
    split: str = ""
    splits: np.ndarray | None = None
    keys: Keys | None = None
    labels: np.ndarray | None = None


def check_shape(place: str, shape: tuple[int, ...]) -> None:
    """Check that an array can be vectors, a row each.

    Raises:
        UserError: it has another number of axes, no rows, no columns, or too many columns.
    """
    if len(shape) != 2:
        raise UserError(
            _(
                "{place} has the shape {shape}: vectors have two axes, (images, numbers of each): reshape it."
            ).format(place=place, shape=shape)
        )
    if not shape[0]:
        raise UserError(_("{place} has no rows: there is nothing to import.").format(place=place))
    check_width(place, shape[1])


def check_width(place: str, width: int) -> None:
    """Check the number of columns.

    Raises:
        UserError: there are none, or too many.
    """
    if not width:
        raise UserError(
            _("{place} has vectors of no numbers: there is nothing to import.").format(place=place)
        )
    if width > MAX_WIDTH:
        raise UserError(
            _(
                "{place} has vectors of {width} numbers, and at most {most} are taken: average over "
                "their positions, or project them first."
            ).format(place=place, width=format_count(width), most=format_count(MAX_WIDTH))
        )
