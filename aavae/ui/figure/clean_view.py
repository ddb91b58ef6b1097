"""One figure alone and large, for slides: `?embed=true&figure=KEY` behind the address of its page.

The page runs as ever, since its choices decide what the figure shows; a style hides all but the figure.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.components.v2 import component
from streamlit.delta_generator import DeltaGenerator

from aavae.language import _
from aavae.ui.component.own_component import join_modules
from aavae.ui.notices.markup import escape
from aavae.ui.report.record import find_record

PARAMETER = "figure"
"""Of the address: the key of the figure."""
LINK = Path(__file__).with_name("clean_link.js")
"""A module for any component: the link to the clean view."""
_STYLE = Path(__file__).with_suffix(".css")
_SCALE = 1.35
"""Of all letters: a slide is read from further away than a page."""
_MOST_CHARACTERS = 80

_show_link = component(
    "clean_view",
    html='<div class="clean-view-link"></div>',
    css=_STYLE.with_name("clean_link.css").read_text(encoding="utf-8"),
    js=join_modules([LINK, _STYLE.with_suffix(".js")]),
)


def find_wanted() -> str | None:
    """The key of the figure that the address asks for alone; None: it asks for the whole page."""
    return st.query_params.get(PARAMETER)


def begin() -> DeltaGenerator | None:
    """Hide the page but for the figure that its address asks for.

    Returns:
        A place for words, as long as there is no figure; None: the whole page is seen.
    """
    if find_wanted() is None:
        return None
    st.html(_STYLE)
    words = st.container(key="clean_view_words").empty()
    words.markdown(_("The figure is on its way …"))
    return words


def end(words: DeltaGenerator) -> None:
    """Once the page is drawn: say so if it has no such figure."""
    record = find_record()
    if record is not None and record.has_clean_figure:
        words.empty()
        return
    name = escape((find_wanted() or "")[:_MOST_CHARACTERS])
    words.markdown(
        _(
            "This page has no figure '{name}' now: open the page itself, and press Clean view below the "
            "figure that you want."
        ).format(name=name)
    )


@contextmanager
def place(key: str) -> Iterator[bool]:
    """Where a figure is drawn; whether it is the one that is seen alone."""
    if find_wanted() != key:
        yield False
        return
    if (record := find_record()) is not None:
        record.has_clean_figure = True
    with st.container(key="clean_view"):
        yield True


def enlarge(figure: go.Figure) -> go.Figure:
    """A copy of a figure as high as its place, with larger letters."""
    given = copy.deepcopy(figure.to_plotly_json())
    _scale_letters(given["layout"])
    enlarged = go.Figure(given)
    enlarged.update_layout(height=None, autosize=True)
    return enlarged


def _scale_letters(part: Any) -> None:
    """In place, each font of a part of a figure."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name.endswith("font") and isinstance(value, dict) and "size" in value:
                value["size"] *= _SCALE
            else:
                _scale_letters(value)
    elif isinstance(part, list | tuple):
        for each in part:
            _scale_letters(each)


def render_link(key: str) -> None:
    """A link below what is no chart of Plotly, to its clean view."""
    if find_wanted() is None:
        _show_link(data={"figure": key, "words": list_link_words()}, key=f"{key}_clean")


def list_link_words() -> dict[str, str]:
    """What the link says, in the reader's language."""
    return {"clean": _("Clean view"), "cleanHelp": _("Open the figure alone, for a slide, in a new tab")}
