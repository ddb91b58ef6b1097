"""The numbers that a figure shows, one row for each of its points."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

_TAG = re.compile(r"</?(?:a|b|br|em|i|s|span|strong|sub|sup|u)(?:\s[^>]*|/)?>")
"""Of the tags that Plotly reads; it writes out all others."""


def to_rows(figure: go.Figure) -> list[dict[str, Any]]:
    """Read a figure's numbers off its traces.

    Traces that only decorate are left out: texts, and what has neither a name nor an answer to the cursor,
    such as a band whose ends are also the `customdata` of its line. A place with a written tick goes by
    what is written there.

    Args:
        figure: of traces with x and y, or with x, y and z.

    Returns:
        Rows of the same keys: `trace`, its name, empty where it has none; `x` and `y`; and, where any trace
        has them, `z`, `label` (read under the cursor), the ends of the error bars `x_low`, `x_high`,
        `y_low`, `y_high`, and `customdata`, numbered from 0 where a point has several; None where a trace
        lacks what another has.
    """
    rows = [row for trace in figure.data if _is_data(trace) for row in _read_trace(figure, trace)]
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]


def _is_data(trace: Any) -> bool:
    if getattr(trace, "mode", None) == "text":
        return False
    return trace.hoverinfo != "skip" or bool(trace.name)


def _read_trace(figure: go.Figure, trace: Any) -> list[dict[str, Any]]:
    xs, ys = _list(trace, "x"), _list(trace, "y")
    if getattr(trace, "z", None) is not None:
        return _read_cells(figure, trace, xs, ys)
    # What Plotly does where only one of the two is given, but for a histogram, which has no other.
    if trace.type != "histogram":
        xs, ys = xs or list(range(len(ys))), ys or list(range(len(xs)))
    count = max(len(xs), len(ys))
    columns = {"x": xs or [None] * count, "y": ys or [None] * count}
    if labels := _list(trace, "hovertext"):
        columns["label"] = labels
    for axis in ("x", "y"):
        columns |= _read_error_bars(trace, axis, columns[axis])
    columns |= _read_customdata(trace)
    for axis in ("x", "y"):
        columns[axis] = _write_places(figure, trace, axis, columns[axis])
    return [
        {"trace": trace.name or "", **dict(zip(columns, values, strict=True))}
        for values in zip(*columns.values(), strict=True)
        # A gap in a line.
        if values[:2] != (None, None)
    ]


def _read_cells(figure: go.Figure, trace: Any, xs: list, ys: list) -> list[dict[str, Any]]:
    cells = np.asarray(trace.z, dtype=object).tolist()
    xs = _write_places(figure, trace, "x", xs or list(range(len(cells[0]) if cells else 0)))
    ys = _write_places(figure, trace, "y", ys or list(range(len(cells))))
    return [
        {"trace": trace.name or "", "x": x, "y": y, "z": z}
        for y, row in zip(ys, cells, strict=True)
        for x, z in zip(xs, row, strict=True)
    ]


def _list(part: Any, name: str) -> list:
    """A property with a value for each point, in Python's own types; empty where there is none."""
    values = getattr(part, name, None)
    if values is None or isinstance(values, str):
        return []
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _read_error_bars(trace: Any, axis: str, values: Sequence[Any]) -> dict[str, list]:
    bars = getattr(trace, f"error_{axis}", None)
    if bars is None or bars.array is None:
        return {}
    above = _list(bars, "array")
    below = _list(bars, "arrayminus") or above
    return {
        f"{axis}_low": [value - error for value, error in zip(values, below, strict=True)],
        f"{axis}_high": [value + error for value, error in zip(values, above, strict=True)],
    }


def _read_customdata(trace: Any) -> dict[str, list]:
    points = _list(trace, "customdata")
    if not points or not isinstance(points[0], list | tuple):
        return {"customdata": points} if points else {}
    return {f"customdata_{index}": list(column) for index, column in enumerate(zip(*points, strict=True))}


def _write_places(figure: go.Figure, trace: Any, axis: str, values: list) -> list:
    """Values, those at a written tick as what is written there: the name of a row, say."""
    name = f"{axis}axis{(getattr(trace, f'{axis}axis', None) or axis)[1:]}"
    layout = getattr(figure.layout, name, None)
    ticks = dict(zip(_list(layout, "tickvals"), _list(layout, "ticktext"), strict=False))
    return [_read_tick(ticks.get(value), value) for value in values]


def _read_tick(text: str | None, value: Any) -> Any:
    if text is None:
        return value
    words = _TAG.sub(" ", text)
    try:
        number = float(words.replace(",", ""))
    except ValueError:
        return words.strip()
    # A formatted number is the value itself, unless it stands elsewhere: a 0 on a logarithmic axis.
    return value if number == value else number
