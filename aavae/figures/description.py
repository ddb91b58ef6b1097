"""What a figure says, in words computed from the rows of its table: for those who do not see it."""

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

from aavae.formatting import format_count
from aavae.language import _, ngettext

_MOST_GROUPS = 8
_ENDS = (", low", ", high")
"""How columns end that hold the ends of intervals: the figure's other values have their own."""
_IMAGE = "image"
"""The column of a map's table that numbers its images."""


class _Columns(NamedTuple):
    """What the columns of a table are.

    Attributes:
        group: whose values a line, a colour or a row of dots shows; empty: there is one group only.
        item: what a group's values are of, in words, or along a horizontal axis; empty: a value a group.
        value: what is measured.
    """

    group: str
    item: str
    value: str


def describe_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say the ends of what each model, or whatever else the rows are of, goes through.

    Args:
        rows: as `tabulate_` functions make them: columns of text say what the numbers of the others are of. A
            row without the columns of the others is left out, and so is a value that is NaN. Columns are
            named in English, as in the files that people save.

    Returns:
        Sentences; empty without a number.
    """
    if rows and _IMAGE in rows[0]:
        return _describe_map(rows)
    columns = _find_columns(rows)
    if columns is None:
        return ""
    groups: dict[str, list[tuple[Any, float]]] = {}
    for row in rows:
        if all(name in row for name in columns if name) and _is_number(row[columns.value]):
            group = str(row[columns.group]) if columns.group else ""
            groups.setdefault(group, []).append((row.get(columns.item), float(row[columns.value])))
    if not groups:
        return ""
    if all(len(values) == 1 for values in groups.values()) and len(groups) > _MOST_GROUPS:
        ends = _describe_words([(name, values[0][1]) for name, values in groups.items()])
        return f"{_(columns.value)}: {ends}."
    said = [
        f"{name}: {_describe_group(values)}" if name else _describe_group(values)
        for name, values in list(groups.items())[:_MOST_GROUPS]
    ]
    if len(groups) > _MOST_GROUPS:
        said.append(_("and {count} more").format(count=format_count(len(groups) - _MOST_GROUPS)))
    return f"{_(columns.value)}: {'; '.join(said)}."


def _describe_map(rows: Sequence[Mapping[str, Any]]) -> str:
    names = dict.fromkeys(str(row["class"]) for row in rows)
    said = ngettext(
        "{count} points of {num_classes} class: {names}.",
        "{count} points of {num_classes} classes: {names}.",
        len(names),
    )
    return said.format(
        count=format_count(len(rows)),
        num_classes=format_count(len(names)),
        names=", ".join(list(names)[:_MOST_GROUPS]),
    )


def _find_columns(rows: Sequence[Mapping[str, Any]]) -> _Columns | None:
    texts: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for row in rows:
        for name, cell in row.items():
            if isinstance(cell, str):
                texts.setdefault(name)
            elif _is_number(cell) and not name.endswith(_ENDS):
                numbers.setdefault(name)
    # A column that is text in one row and a number in another, as switches are, is no measure.
    words, measures = list(texts), [name for name in numbers if name not in texts]
    if not measures:
        return None
    if "series" in words:
        words = ["series", *(name for name in words if name != "series")]
    along = measures[0] if len(measures) > 1 else ""
    with_value = [name for name in words if any(measures[-1] in row and name in row for row in rows)]
    group = with_value[0] if with_value else ""
    item = with_value[1] if len(with_value) > 1 and not along else along
    return _Columns(group, item, measures[-1])


def _describe_group(values: Sequence[tuple[Any, float]]) -> str:
    if len(values) == 1:
        return format_number(values[0][1])
    if not _is_number(values[0][0]):
        return _describe_words(values)
    (first, start), (last, end) = values[0], values[-1]
    low, high = min(values, key=lambda one: one[1]), max(values, key=lambda one: one[1])
    rises, falls = high[1] > max(start, end), low[1] < min(start, end)
    if rises and falls:
        text = _(
            "from {start} at {first} to {end} at {last}, at most {high} at {highest}, "
            "at least {low} at {lowest}"
        )
    elif rises:
        text = _("from {start} at {first} to {end} at {last}, at most {high} at {highest}")
    elif falls:
        text = _("from {start} at {first} to {end} at {last}, at least {low} at {lowest}")
    else:
        text = _("from {start} at {first} to {end} at {last}")
    return text.format(
        start=format_number(start),
        first=format_number(first),
        end=format_number(end),
        last=format_number(last),
        high=format_number(high[1]),
        highest=format_number(high[0]),
        low=format_number(low[1]),
        lowest=format_number(low[0]),
    )


def _describe_words(values: Sequence[tuple[Any, float]]) -> str:
    low, high = min(values, key=lambda one: one[1]), max(values, key=lambda one: one[1])
    if low[0] is None:
        return _("from {low} to {high}").format(low=format_number(low[1]), high=format_number(high[1]))
    return _("from {low} ({lowest}) to {high} ({highest})").format(
        low=format_number(low[1]), lowest=low[0], high=format_number(high[1]), highest=high[0]
    )


def format_number(number: float) -> str:
    """A number as one hears it: three digits, or all before the point."""
    return format_count(number) if abs(number) >= 1_000 else f"{number:.3g}"


def _is_number(cell: Any) -> bool:
    return isinstance(cell, Real) and not isinstance(cell, bool) and math.isfinite(cell)
