"""The one way to write JSON: what is no number (NaN, infinity) is null, for no JSON reader takes it."""

import json
import math
from collections.abc import Mapping
from typing import Any


def to_json(value: Any, indent: int | None = None, sort_keys: bool = False) -> str:
    """Turn a value into JSON that every reader takes.

    Args:
        value: mappings, sequences, texts, numbers (NumPy's too), booleans and None, nested.
        indent: spaces a level; None: all on one line.
        sort_keys: whether mappings are written in the order of their keys.

    Raises:
        TypeError: something else is in it.
    """
    return json.dumps(to_plain(value), indent=indent, sort_keys=sort_keys, allow_nan=False)


def to_plain(value: Any) -> Any:
    """The same value, with None in place of every number that is not finite."""
    if isinstance(value, Mapping):
        return {key: to_plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(part) for part in value]
    # A scalar of NumPy, of which json knows but float64.
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "ndim", None) == 0:
        value = item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
