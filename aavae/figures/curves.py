"""Points of a run's curves."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard


def get_points(
    rows: Sequence[Mapping[str, Any]], field: str, against: str = "epoch"
) -> list[tuple[float, float]]:
    """Pairs of numbers of the rows that have both, finite.

    Args:
        rows: an epoch's metrics each.
        field: the second number: a key of the rows, or of their "parts".
        against: the first number: a key of the rows.
    """
    points = []
    for row in rows:
        parts = row.get("parts")
        value = row.get(field)
        if value is None and isinstance(parts, Mapping):
            value = parts.get(field)
        place = row.get(against)
        if _is_finite(value) and _is_finite(place):
            points.append((place, float(value)))
    return points


def _is_finite(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and math.isfinite(value)
