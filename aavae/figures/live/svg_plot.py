"""Line plots as SVG inside HTML, for what changes while somebody looks; Plotly draws each change anew.

The drawing stretches with the page. Its text is HTML laid over it, so it keeps its size on every screen,
and takes the page's colour. `aavae/ui/frame.css` holds the look.
"""

import html
import math
from collections.abc import Sequence
from typing import NamedTuple

from aavae.figures.theme import LINE_WIDTH
from aavae.formatting import format_count
from aavae.language import _

DASHES: tuple[str, ...] = ("", "10 7", "3 7", "14 6 3 6")
"""Patterns that tell lines of one colour apart: the lengths of strokes and gaps in pixels."""

_SIZE = 1000
_MAX_POINTS = 500
_MAX_MARKED = 30
_MARKER_WIDTH = 9
_NUM_X_TICKS = 6
_NUM_Y_TICKS = 5


class Line(NamedTuple):
    """One line of a plot.

    Attributes:
        name: in the legend; empty: the line is not in it.
        colour: "#RRGGBB".
        x: increasing.
        y: as many, finite.
        dash: one of `DASHES`.
        value: said in bold after the name.
        fill: whether the area below is filled.
    """

    name: str
    colour: str
    x: Sequence[float]
    y: Sequence[float]
    dash: str = ""
    value: str = ""
    fill: bool = False


class Axis(NamedTuple):
    """An axis from `low` to `high`, with a tick at every whole multiple of `step`."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """The ticks' values."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        return [number * self.step for number in range(first, last + 1)]

    def place(self, value: float) -> float:
        """Where a value is: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)

    def format(self, value: float) -> str:
        """A value with the decimals that the step needs."""
        decimals = max(0, -math.floor(math.log10(self.step) + 1e-9))
        # Rounding first: -0.0 would be written with its sign.
        number = round(value, decimals) + 0.0
        return f"{number:.{decimals}f}" if decimals else format_count(number)


def choose_axis(values: Sequence[float], most_ticks: int, whole: bool = False) -> Axis:
    """The shortest axis with round ticks, at both ends too, that holds all values.

    Args:
        values: at least one; finite.
        most_ticks: about how many ticks there may be, at least 2.
        whole: only whole numbers are ticks.
    """
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / (most_ticks - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    if whole:
        step = max(1.0, step)
    return Axis(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def make_svg_plot(
    title: str,
    lines: Sequence[Line],
    alt: str,
    *,
    x_title: str = "",
    x_axis: Axis | None = None,
    y_axis: Axis | None = None,
    unit: str = "",
    y_ticks: bool = True,
    note: str = "",
    kind: str = "",
) -> str:
    """A figure as HTML text; equal structure for equal numbers of lines and ticks.

    Args:
        title: what the lines show.
        lines: drawn in this order; a plot without any says that there are no values yet.
        alt: what the figure says, for those who do not see it.
        x_title: below the horizontal axis.
        x_axis: None: whole numbers that hold all x.
        y_axis: None: one that holds all y.
        unit: after each number of the vertical axis, with its space.
        y_ticks: whether the vertical axis has numbers.
        note: large, at the right of the title.
        kind: a CSS class of this plot.
    """
    said = f"<b>{html.escape(note)}</b>" if note else ""
    head = (
        f"<figcaption><span>{html.escape(title)}</span>{said}</figcaption>"
        f'<div class="svg-plot-legend">{_make_legend(lines)}</div>'
    )
    drawn = [line for line in lines if len(line.x)]
    if drawn:
        x_axis = x_axis or choose_axis([x for line in drawn for x in line.x], _NUM_X_TICKS, whole=True)
        y_axis = y_axis or choose_axis([y for line in drawn for y in line.y], _NUM_Y_TICKS)
        body = _make_body(drawn, x_axis, y_axis, unit if y_ticks else None)
    else:
        nothing = html.escape(_("No values yet"))
        body = f'<div class="svg-plot-body"><p>{nothing}</p></div>'
    foot = f'<div class="svg-plot-x-title">{html.escape(x_title)}</div>' if x_title and drawn else ""
    classes, label = f"svg-plot {kind}".strip(), html.escape(alt, quote=True)
    return f'<figure class="{classes}" aria-label="{label}">{head}{body}{foot}</figure>'


def _make_legend(lines: Sequence[Line]) -> str:
    entries = []
    for line in lines:
        if line.name:
            value = f" <b>{html.escape(line.value)}</b>" if line.value else ""
            entries.append(
                f"<span>{make_swatch(line.colour, line.dash)}{html.escape(line.name)}{value}</span>"
            )
    return "".join(entries)


def make_swatch(colour: str, dash: str = "") -> str:
    """A short piece of a line, for a legend."""
    return (
        f'<svg class="swatch" viewBox="0 0 34 10" aria-hidden="true">'
        f'<path d="M2 5H32" stroke="{colour}" stroke-width="5" stroke-dasharray="{dash}"/></svg>'
    )


def _make_body(lines: Sequence[Line], x_axis: Axis, y_axis: Axis, unit: str | None) -> str:
    x_ticks = [(_SIZE * x_axis.place(tick), x_axis.format(tick)) for tick in x_axis.ticks]
    y_ticks = [(_SIZE * y_axis.place(tick), y_axis.format(tick)) for tick in y_axis.ticks]
    grid = "".join(f"M{at:.0f} 0V{_SIZE}" for at, __ in x_ticks)
    grid += "".join(f"M0 {_SIZE - at:.0f}H{_SIZE}" for at, __ in y_ticks)
    paths = "".join(_make_paths(line, x_axis, y_axis) for line in lines)
    labels, gutter = "", 0
    if unit is not None:
        texts = [f"{text}{unit}" for __, text in y_ticks]
        gutter = max(map(len, texts))
        labels = "".join(
            f'<span style="bottom: {at / 10:.1f}%">{html.escape(text)}</span>'
            for (at, __), text in zip(y_ticks, texts, strict=True)
        )
    x_labels = "".join(f'<span style="left: {at / 10:.1f}%">{text}</span>' for at, text in x_ticks)
    return (
        f'<div class="svg-plot-body" style="--gutter: {gutter}">'
        f'<div class="svg-plot-y">{labels}</div>'
        f'<svg viewBox="0 0 {_SIZE} {_SIZE}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="grid" d="{grid}"/>{paths}</svg>'
        f'<div class="svg-plot-x">{x_labels}</div></div>'
    )


def _make_paths(line: Line, x_axis: Axis, y_axis: Axis) -> str:
    chosen = _choose_points(len(line.x))
    points = [
        f"{_SIZE * x_axis.place(line.x[index]):.1f} {_SIZE * (1 - y_axis.place(line.y[index])):.1f}"
        for index in chosen
    ]
    outline = "M" + "L".join(points)
    paths = ""
    if line.fill:
        first, last = points[0].split()[0], points[-1].split()[0]
        area = f"{outline}L{last} {_SIZE}L{first} {_SIZE}Z"
        paths += f'<path d="{area}" fill="{line.colour}" fill-opacity="0.35"/>'
    paths += (
        f'<path class="line" d="{outline}" stroke="{line.colour}" stroke-width="{LINE_WIDTH}" '
        f'stroke-dasharray="{line.dash}"/>'
    )
    # A line of no length has round ends: a disc, whatever the drawing's stretch.
    marks = "" if line.fill or len(points) > _MAX_MARKED else "".join(f"M{point}h0" for point in points)
    paths += f'<path class="line" d="{marks}" stroke="{line.colour}" stroke-width="{_MARKER_WIDTH}"/>'
    return f'<g class="series">{paths}</g>'


def _choose_points(count: int) -> list[int]:
    """All points, or evenly spaced ones where a screen could not show them apart; always the last."""
    if count <= _MAX_POINTS:
        return list(range(count))
    return [round(number * (count - 1) / (_MAX_POINTS - 1)) for number in range(_MAX_POINTS)]
