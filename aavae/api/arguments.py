"""Arguments of a notebook's calls, checked before anything is computed."""

from collections.abc import Sequence
from typing import get_args

import numpy as np

from aavae.config import RepresentationName
from aavae.errors import UserError


def check_representation(representation: object) -> None:
    """Check that a value is a representation's name.

    Raises:
        UserError: it is none.
    """
    check_choice("representation", representation, get_args(RepresentationName))


def check_choice(argument: str, value: object, choices: Sequence[str]) -> None:
    """Check that a value is one of a few words.

    Args:
        argument: its name, for the message.
        value: what was given.
        choices: the words.

    Raises:
        UserError: it is none of them.
    """
    if not isinstance(value, str) or value not in choices:
        raise UserError(f"{argument}: give one of {', '.join(map(repr, choices))}, not {value!r}.")


def check_seed(seed: object) -> int:
    """Check that a value can be a seed, and return it.

    Raises:
        UserError: it is no whole number from 0 to 2,147,483,647.
    """
    return check_count("seed", seed, least=0, most=2**31 - 1)


def check_count(argument: str, value: object, least: int, most: int | None = None) -> int:
    """Check that a value is a whole number in a range, and return it.

    Args:
        argument: its name, for the message.
        value: what was given.
        least: the smallest that is allowed.
        most: the largest that is allowed; None: any.

    Raises:
        UserError: it is not.
    """
    if (
        not isinstance(value, int | np.integer)
        or isinstance(value, bool)
        or value < least
        or (most is not None and value > most)
    ):
        bounds = f"of {least:,} or more" if most is None else f"from {least:,} to {most:,}"
        raise UserError(f"{argument}: give a whole number {bounds}, not {value!r}.")
    return int(value)
