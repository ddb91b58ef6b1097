"""All methods in a table with a bar for each one's accuracy, as plain page elements."""

import html
from collections.abc import Sequence

import streamlit as st

from aavae.figures.theme import get_colour
from aavae.formatting import format_count, format_list
from aavae.language import _, pgettext
from aavae.studies.paper import PAPER_FIGURES
from aavae.studies.table import StudyRow
from aavae.ui.glossary.explain import explain
from aavae.ui.studies.rows import name_method

_BAR = 1
"""The column of bars: its head is for those who do not see them."""


def render_board(rows: Sequence[StudyRow]) -> None:
    """Draw the table, the best at the top; the longest bar fills its column, and all start at 0."""
    longest = max(row.probe["h"] for row in rows)
    ordered = sorted(rows, key=lambda row: -row.probe["h"])
    body = "".join(_render_row(row, longest) for row in ordered)
    heads = _list_heads()
    heads[_BAR] = f'<span class="unseen">{heads[_BAR]}</span>'
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    label = html.escape(_("All methods in a table"), quote=True)
    st.html(
        f'<div class="board-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="board"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
    about = _(
        "Below each accuracy on h stands its 95 % [interval](term:confidence-interval). "
        "[Error](term:reconstruction-error): mean squared, of clean test images, pixels from 0 to 1. "
        "[AUC](term:auc): how often two augmented [views](term:view) of one image are more alike than views "
        "of two; 0.5 is chance. [RankMe](term:effective-rank): how many directions [h](term:h) really uses; "
        "[kNN](term:knn-probe): a vote of the nearest training images."
    )
    st.caption(explain(f"{about} {_cite(rows)}".rstrip()))


def _list_heads() -> list[str]:
    return [
        _("Model"),
        _("Linear probe on h, as a bar"),
        _("Linear<br>probe, h"),
        _("The<br>paper's"),
        _("Linear<br>probe, mu"),
        "kNN,<br>h",
        "AUC,<br>mu",
        "RankMe,<br>h",
        pgettext("of a reconstruction", "Error"),
        _("Epochs"),
    ]


def _render_row(row: StudyRow, longest: float) -> str:
    low, high = row.get_interval()
    interval = _("{low:.1f} to {high:.1f}").format(low=100 * low, high=100 * high)
    bar = f"width: {100 * row.probe['h'] / longest:.1f}%; background: {get_colour(row.method)}"
    paper = None if row.method == "untrained" else PAPER_FIGURES.get(row.method)
    cells = (
        f'<td class="main">{row.probe["h"]:.1%}<small>{interval}</small></td>',
        f"<td>{_format(paper and paper.accuracy, '.1%')}</td>",
        f"<td>{row.probe['mu']:.1%}</td>",
        f"<td>{row.knn['h']:.1%}</td>",
        f"<td>{row.auc['mu']:.2f}</td>",
        f"<td>{row.rank_h:.0f}</td>",
        f"<td>{_format(row.mse, '.4f')}</td>",
        f"<td>{format_count(row.num_epochs) if row.num_epochs else '–'}</td>",
    )
    return (
        f'<tr><th scope="row">{html.escape(name_method(row.method))}</th>'
        f'<td class="bar"><div style="{bar}"></div></td>'
        f"{''.join(cells)}</tr>"
    )


def _format(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _cite(rows: Sequence[StudyRow]) -> str:
    """Where the paper's figures of these rows stand."""
    titles: dict[str, list[str]] = {}
    for row in rows:
        figure = None if row.method == "untrained" else PAPER_FIGURES.get(row.method)
        if figure is not None:
            source = _(figure.source)
            if figure.is_second_hand:
                source = _("{source}, second-hand").format(source=source)
            titles.setdefault(source, []).append(name_method(row.method))
    if not titles:
        return ""
    sources = "; ".join(
        _("{methods} from {source}").format(methods=format_list(names), source=source)
        for source, names in titles.items()
    )
    return _("The paper's figures on CIFAR-10: {sources}.").format(sources=sources)
