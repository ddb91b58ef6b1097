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

    A trace's `meta` may say how columns are called: a dictionary with the words for "x", "y", "z" and
    "trace", and, as a list, for each number of its `customdata`, which is left out without it.

    Args:
        figure: of traces with x and y, or with x, y and z.

    Returns:
        Rows of the same keys: x and y, by the titles of their axes, "name" for written places without one;
        and, where any trace has them, the name of the trace, "series" unless said otherwise, z, "label"
        (read under the cursor), the ends of the error bars and `customdata`; None where a trace lacks what
        another has.
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
    name, *headings = _name_columns(figure, trace, list(columns))
    begin = {name: trace.name} if trace.name else {}
    return [
        begin | dict(zip(headings, values, strict=True))
        for x, y, values in zip(columns["x"], columns["y"], zip(*columns.values(), strict=True), strict=True)
        # A gap in a line.
        if (x, y) != (None, None)
    ]


def _read_cells(figure: go.Figure, trace: Any, xs: list, ys: list) -> list[dict[str, Any]]:
    cells = np.asarray(trace.z, dtype=object).tolist()
    xs = _write_places(figure, trace, "x", xs or list(range(len(cells[0]) if cells else 0)))
    ys = _write_places(figure, trace, "y", ys or list(range(len(cells))))
    name, *headings = _name_columns(figure, trace, ["x", "y", "z"])
    begin = {name: trace.name} if trace.name else {}
    return [
        begin | dict(zip(headings, (x, y, z), strict=True))
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
    """A column for each number that the trace says the words for."""
    words = (trace.meta or {}).get("customdata", [])
    points = [point if isinstance(point, list | tuple) else [point] for point in _list(trace, "customdata")]
    columns = zip(*points, strict=True)
    return dict(zip(words, map(list, columns), strict=True)) if words and points else {}


def _name_columns(figure: go.Figure, trace: Any, columns: Sequence[str]) -> list[str]:
    """The headings of a trace's name and of its columns, no two alike."""
    words = {"trace": "series", "z": "value", **(trace.meta or {})}
    headings: dict[str, str] = {}
    for column in ("trace", *columns):
        axis, _, end = column.partition("_")
        if axis in headings and end in ("low", "high"):
            heading = f"{headings[axis]}, {end}"
        elif column in ("x", "y"):
            heading = words.get(column) or _read_axis_title(figure, trace, column)
        else:
            heading = words.get(column, column)
        if heading in headings.values():
            heading = f"{heading} ({column if column != heading else 2})"
        headings[column] = heading
    return list(headings.values())


def _read_axis_title(figure: go.Figure, trace: Any, axis: str) -> str:
    """What is written at a trace's axis, with its unit; of panels, what is written once for all of them."""
    layout = _find_axis(figure, trace, axis)
    titles = dict.fromkeys(
        _read_title(other.title.text)
        for other in (figure.select_xaxes() if axis == "x" else figure.select_yaxes())
        if other.title.text
    )
    own = layout.title.text if layout is not None else None
    if own:
        title = _read_title(own)
    elif len(titles) == 1:
        (title,) = titles
    else:
        # Places that go by what is written there: the name of a row, say.
        return "name" if _list(layout, "ticktext") else axis
    unit = (layout.ticksuffix or "").strip() if layout is not None else ""
    return f"{title} ({unit})" if unit and unit not in title else title


def _read_title(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split())


def _find_axis(figure: go.Figure, trace: Any, axis: str) -> Any:
    name = f"{axis}axis{(getattr(trace, f'{axis}axis', None) or axis)[1:]}"
    return getattr(figure.layout, name, None)


def _write_places(figure: go.Figure, trace: Any, axis: str, values: list) -> list:
    """Values, those at a written tick as what is written there: the name of a row, say."""
    layout = _find_axis(figure, trace, axis)
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
