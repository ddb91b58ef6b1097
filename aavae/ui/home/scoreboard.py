"""A table of models with a bar for each one's accuracy, as plain page elements.

The front door has no Plotly figure: its script alone takes a browser more than a second to load and run.
"""

import html
from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from aavae.figures.theme import get_colour
from aavae.language import _


class Score(NamedTuple):
    """One row of the board.

    Attributes:
        title: the model's name.
        method: decides the bar's colour.
        probe: accuracy of the linear probe, in [0, 1]: the bar.
        interval: its 95 % interval, in [0, 1].
        knn: accuracy of the kNN probe, in [0, 1].
        auc: of the similarity, in [0, 1].
    """

    title: str
    method: str
    probe: float
    interval: tuple[float, float]
    knn: float
    auc: float


def render_scores(scores: Sequence[Score]) -> None:
    """Draw the board; the longest bar fills its column, and all start at 0."""
    longest = max(score.interval[1] for score in scores)
    rows = "".join(_render_row(score, longest) for score in scores)
    model, probe, interval = map(html.escape, (_("Model"), _("Linear probe on h"), _("95 % interval")))
    head = (
        f'<tr><th scope="col">{model}</th><th scope="colgroup" colspan="2" class="bar">{probe}</th>'
        f'<th scope="col" class="side">{interval}</th><th scope="col">kNN</th><th scope="col">AUC</th></tr>'
    )
    st.html(f'<table class="scores"><thead>{head}</thead><tbody>{rows}</tbody></table>')


def _render_row(score: Score, longest: float) -> str:
    low, high = score.interval
    interval = _("{low:.1f} to {high:.1f}").format(low=100 * low, high=100 * high)
    bar = f"width: {100 * score.probe / longest:.1f}%; background: {get_colour(score.method)}"
    return (
        f'<tr><th scope="row">{html.escape(score.title)}</th><td class="bar"><div style="{bar}"></div></td>'
        f'<td>{score.probe:.1%}</td><td class="side">{html.escape(interval)}</td>'
        f"<td>{score.knn:.1%}</td><td>{score.auc:.2f}</td></tr>"
    )
