"""How far an accuracy moves when one setting at a time leaves its default."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.studies.points import DOT_SIZE, Point, keep_look
from aavae.figures.theme import (
    GREY,
    LINE_WIDTH,
    TEXT_SIZE,
    add_message,
    apply_theme,
    get_colour,
    make_translucent,
)
from aavae.language import N_, _

_ROW_HEIGHT = 78
_X_TITLE = N_("points away from the default")
_LOWER, _HIGHER = "triangle-left", "triangle-right"


class Deviation(NamedTuple):
    """One method with one setting off its default.

    Attributes:
        setting: what people call the setting.
        value: what it was set to, as people read it.
        is_higher: whether that is above the default.
        method: decides the colour.
        method_title: what people call the method.
        point: the accuracy minus that of the method's default, in percentage points.
    """

    setting: str
    value: str
    is_higher: bool
    method: str
    method_title: str
    point: Point


def plot_sensitivity(
    deviations: Sequence[Deviation], *, noise: float | None = None, title: str = ""
) -> go.Figure:
    """A row for each setting, in it a line for each method from its lowest to its highest accuracy.

    Args:
        deviations: in the order of the rows.
        noise: the standard deviation over seeds in points, drawn as a band around the default; None: not
            known.
        title: of the figure.

    Returns:
        A figure with two traces for each method, in points: its lines, then its triangles, which point left
        where the setting is below its default and right where it is above.
    """
    settings = list(dict.fromkeys(deviation.setting for deviation in deviations))
    lanes = _group(deviations)
    figure = go.Figure()
    for lane, own in enumerate(lanes):
        # Lanes of a row are spread around its middle.
        offset = 0.36 * (lane - (len(lanes) - 1) / 2)
        figure.add_trace(_make_lines(own, settings, offset))
        figure.add_trace(_make_triangles(own, settings, offset))
    apply_theme(figure, title, 130 + _ROW_HEIGHT * max(len(settings), 2))
    figure.update_xaxes(title_text=_(_X_TITLE), range=_compute_range(deviations, noise))
    figure.update_yaxes(
        tickvals=list(range(len(settings))),
        ticktext=[setting.replace(" ", "<br>", 1) for setting in settings],
        range=[len(settings) - 0.5, -0.5],
        showgrid=False,
        ticks="",
    )
    figure.update_layout(showlegend=True, hovermode="closest")
    if not settings:
        add_message(figure, _("No models to compare"))
        return figure
    figure.add_vline(x=0, line={"color": GREY, "width": 2})
    if noise:
        figure.add_vrect(
            x0=-noise, x1=noise, fillcolor=make_translucent(GREY, 0.2), line_width=0, layer="below"
        )
    return figure


def tabulate_sensitivity(deviations: Sequence[Deviation]) -> list[dict[str, Any]]:
    """The ends of each line of `plot_sensitivity` as rows of a table, and after a method's, its models."""
    table = []
    for own in _group(deviations):
        table += [
            {"series": own[0].method_title, _X_TITLE: end, "name": setting}
            for setting, ends in _find_ends(own).items()
            for end in ends
        ]
        table += [
            {
                _X_TITLE: deviation.point.value,
                "name": deviation.setting,
                "label": deviation.point.label,
                "run": deviation.point.run,
            }
            for deviation in own
        ]
    return table


def _group(deviations: Sequence[Deviation]) -> list[list[Deviation]]:
    """The deviations of each method."""
    groups: dict[str, list[Deviation]] = {}
    for deviation in deviations:
        groups.setdefault(deviation.method, []).append(deviation)
    return list(groups.values())


def _find_ends(own: Sequence[Deviation]) -> dict[str, tuple[float, float]]:
    """The lowest and the highest accuracy of each setting."""
    values: dict[str, list[float]] = {}
    for deviation in own:
        values.setdefault(deviation.setting, []).append(deviation.point.value)
    return {setting: (min(group), max(group)) for setting, group in values.items()}


def _compute_range(deviations: Sequence[Deviation], noise: float | None) -> tuple[float, float]:
    """In points, with room at both sides for what is written beside the triangles."""
    ends = [deviation.point.value for deviation in deviations] + [noise or 0.0, -(noise or 0.0), 0.0]
    span = max(max(ends) - min(ends), 1.0)
    return min(ends) - 0.2 * span, max(ends) + 0.2 * span


def _make_lines(own: Sequence[Deviation], settings: Sequence[str], offset: float) -> go.Scatter:
    """From the lowest to the highest accuracy of each setting."""
    x: list[float | None] = []
    y: list[float | None] = []
    for setting, (low, high) in _find_ends(own).items():
        place = settings.index(setting) + offset
        x += [low, high, None]
        y += [place, place, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        name=own[0].method_title,
        line={"color": get_colour(own[0].method), "width": LINE_WIDTH},
        hoverinfo="skip",
    )


def _make_triangles(own: Sequence[Deviation], settings: Sequence[str], offset: float) -> go.Scatter:
    # What is written beside them stands outside of the line between them.
    hover = _("{value} points").format(value="%{x:+.1f}")
    middles = {setting: _compute_middle(own, setting) for setting in settings}
    return go.Scatter(
        x=[deviation.point.value for deviation in own],
        y=[settings.index(deviation.setting) + offset for deviation in own],
        mode="markers+text",
        marker={
            "symbol": [_HIGHER if deviation.is_higher else _LOWER for deviation in own],
            "color": get_colour(own[0].method),
            "size": DOT_SIZE + 3,
        },
        text=[deviation.value for deviation in own],
        textposition=[
            "middle right" if deviation.point.value >= middles[deviation.setting] else "middle left"
            for deviation in own
        ],
        textfont={"size": TEXT_SIZE - 1},
        customdata=[deviation.point.run for deviation in own],
        hovertext=[deviation.point.label for deviation in own],
        hovertemplate=f"<b>%{{hovertext}}</b><br>{hover}<extra></extra>",
        showlegend=False,
        cliponaxis=False,
        **keep_look(),
    )


def _compute_middle(own: Sequence[Deviation], setting: str) -> float:
    """Between the lowest and the highest value of a setting; the default's where there is one alone."""
    values = [deviation.point.value for deviation in own if deviation.setting == setting]
    return (min(values) + max(values)) / 2 if len(values) > 1 else 0.0
