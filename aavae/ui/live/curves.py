"""The curves of training: kNN accuracy above all, then what parts the methods, the loss and its parts."""

import html
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import plotly.graph_objects as go
import streamlit as st

from aavae.evaluation.results import Row
from aavae.figures.live.curves import get_points, plot_curves, tabulate_curves
from aavae.figures.live.svg_plot import Line, make_svg_plot
from aavae.formatting import format_count
from aavae.language import N_, _
from aavae.ui.controls.controls import choose_one
from aavae.ui.live.watched import Watched

TimeAxis = Literal["epoch", "minutes"]
_AXIS = "live_axis"
_AXIS_TITLES: dict[TimeAxis, str] = {"epoch": N_("epoch"), "minutes": N_("minutes of training")}
_LAST_VALUES: dict[TimeAxis, str] = {
    "epoch": N_("{run} {value} at epoch {number}"),
    "minutes": N_("{run} {value} at minutes of training {number}"),
}
"""What a line has come to, for those who do not see it."""


class StillFigure(NamedTuple):
    """A plot as it is now.

    Attributes:
        title: of the plot.
        figure: what is drawn.
        rows: what makes those of its CSV.
    """

    title: str
    figure: go.Figure
    rows: Callable[[], Sequence[Row]]


class _Panel(NamedTuple):
    title: str
    field: str
    contrastive: bool | None = None
    """Whose runs: those of SimCLR, whose loss is no likelihood, the others', or all."""
    scale: float = 1.0
    unit: str = ""
    digits: int = 0


_MAIN = _Panel(title=N_("kNN accuracy on h"), field="knn_accuracy", scale=100, unit=" %", digits=1)
_NO_LABELS = N_("The images have no labels, so there is no kNN accuracy: the AUC says how the training goes.")
_SMALL = (
    _Panel(title=N_("AUC: views of one image, or two"), field="similarity_auc", digits=3),
    _Panel(title=N_("kNN accuracy, augmented"), field="knn_accuracy_views", scale=100, unit=" %", digits=1),
    _Panel(title=N_("Loss (nats)"), field="loss", contrastive=False),
    _Panel(title=N_("Reconstruction (nats)"), field="reconstruction", contrastive=False),
    _Panel(title=N_("KL from N(0, I) (nats)"), field="kl", contrastive=False),
    _Panel(title=N_("Patch features (nats)"), field="features", contrastive=False),
    _Panel(title=N_("Contrastive loss (nats)"), field="loss", contrastive=True, digits=2),
)


def choose_axis() -> TimeAxis:
    """What the curves are drawn against."""
    titles: dict[TimeAxis, str] = {"epoch": _("against epochs"), "minutes": _("against minutes of training")}
    return choose_one(
        _("Curves"),
        titles,
        _AXIS,
        show_label=False,
        help=_("What runs along the horizontal axis: passes over the images, or the time that they took."),
    )


def get_axis() -> TimeAxis:
    """What `choose_axis` was last set to on this page; epochs before it was there."""
    return "minutes" if st.session_state.get(_AXIS) == "minutes" else "epoch"


def make_curves(watched: Sequence[Watched], against: TimeAxis) -> str:
    """HTML text: a large plot of the kNN accuracy, and small ones of what else some run has.

    Of images without labels there is no accuracy: a sentence says so, and the AUC is large instead where no
    run has one.

    Args:
        watched: the runs, a line each.
        against: the horizontal axis.
    """
    knn, auc, *others = _list_panels(watched, against)
    (main, lines), *small = [auc, *others] if auc[1] and not knn[1] else [knn, auc, *others]
    plots = "".join(_make_plot(panel, its_lines, against) for panel, its_lines in small if its_lines)
    note = _explain_gaps([line.name for line in knn[1]], [line.name for line in auc[1]])
    return f'{_make_plot(main, lines, against, "main")}<div class="live-small">{note}{plots}</div>'


def _explain_gaps(scored: Sequence[str], measured: Sequence[str]) -> str:
    """HTML text: whose images have no labels, by the titles of runs with a kNN accuracy and with an AUC."""
    gaps = [title for title in measured if title not in scored]
    if not gaps:
        return ""
    sentence = (
        _("No kNN accuracy, as their images have no labels: {runs}.").format(runs=", ".join(gaps))
        if scored
        else _(_NO_LABELS)
    )
    return f"<p>{html.escape(sentence, quote=False)}</p>"


def list_figures(watched: Sequence[Watched], against: TimeAxis) -> dict[str, StillFigure]:
    """The plots that have a line as figures that stand still, by their titles in English."""
    return {
        panel.title: StillFigure(
            _(panel.title),
            plot_curves(lines, _(_AXIS_TITLES[against]), title=_(panel.title), unit=panel.unit),
            partial(tabulate_curves, lines, _AXIS_TITLES[against]),
        )
        for panel, lines in _list_panels(watched, against)
        if lines
    }


def _list_panels(watched: Sequence[Watched], against: TimeAxis) -> list[tuple[_Panel, list[Line]]]:
    histories = [(one, one.run.metrics) for one in watched]
    return [(panel, _make_lines(panel, histories, against)) for panel in (_MAIN, *_SMALL)]


def _make_lines(
    panel: _Panel, histories: Sequence[tuple[Watched, list[dict[str, Any]]]], against: TimeAxis
) -> list[Line]:
    field, divisor = ("epoch", 1) if against == "epoch" else ("elapsed_seconds", 60)
    lines = []
    for one, metrics in histories:
        points = get_points(metrics, panel.field, field)
        if points and panel.contrastive in (None, one.method.contrastive):
            x = [place / divisor for place, __ in points]
            y = [panel.scale * value for __, value in points]
            number = f"{y[-1]:.{panel.digits}f}" if panel.digits else format_count(y[-1])
            value = f"{number}{panel.unit}"
            lines.append(Line(name=one.run.title, colour=one.colour, x=x, y=y, dash=one.dash, value=value))
    return lines


def _make_plot(panel: _Panel, lines: Sequence[Line], against: TimeAxis, kind: str = "") -> str:
    title, x_title = _(panel.title), _(_AXIS_TITLES[against])
    said = "; ".join(
        _(_LAST_VALUES[against]).format(run=line.name, value=line.value, number=format_count(line.x[-1]))
        for line in lines
    )
    alt = _("{title} against {axis}: {values}").format(
        title=title, axis=x_title, values=said or _("no values yet")
    )
    return make_svg_plot(title, lines, alt, x_title=x_title, unit=panel.unit, kind=kind)
