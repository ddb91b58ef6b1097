"""A figure on a page, and under it a line of buttons that save it: PNG, SVG, HTML and its numbers as CSV."""

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import streamlit as st
from streamlit.components.v2 import component

from aavae.evaluation.results import Row
from aavae.figures.description import describe_rows
from aavae.language import _
from aavae.spreadsheets import format_csv
from aavae.ui.component.own_component import KEPT, join_modules
from aavae.ui.figure import clean_view
from aavae.ui.report.record import Drawing, note_drawing
from aavae.ui.server.static_files import publish_as

_HERE = Path(__file__)
_show_downloads = component(
    "figure_downloads",
    html='<div class="figure-downloads"></div>',
    css=_HERE.with_name("figure_downloads.css").read_text(encoding="utf-8"),
    js=join_modules([KEPT, clean_view.LINK, _HERE.with_name("figure_downloads.js")]),
)


def render_figure(
    figure: go.Figure,
    rows: Sequence[Row] | Callable[[], Sequence[Row]],
    key: str,
    alt: str,
    name: str,
    **chart: Any,
) -> Any:
    """Draw a figure, and offer it as files: pictures as it stands on the page, a page of its own, a table.

    The pictures and the page are made in the browser from the chart that is drawn there, zoomed as it is,
    so that nothing is sent twice; the table is made here, when it is wanted.

    Args:
        figure: what is drawn.
        rows: of the CSV, or what makes them when it is wanted.
        key: of the chart; one for each place on the page.
        alt: what it shows, for those who cannot see it; what the rows say is added to it.
        name: of the files, without their suffix; whatever is no letter, digit, `.`, `_` or `-` becomes `-`.
        **chart: what else `st.plotly_chart` takes; without a `config` there is no bar of tools.

    Returns:
        What `st.plotly_chart` returns: with `on_select="rerun"`, the selection.
    """
    alt = f"{alt.rstrip('.')}. {describe_rows(rows() if callable(rows) else rows)}".rstrip()
    stem = re.sub(r"[^\w.-]+", "-", name).strip("-")
    note_drawing(key, Drawing(rows, stem, alt))
    chart = {"config": {"displayModeBar": False}, **chart}
    with clean_view.place(key) as is_alone:
        if is_alone:
            figure, chart = clean_view.enlarge(figure), chart | {"height": "stretch"}
        event = st.plotly_chart(figure, **chart, key=key, alt=alt)
    if is_alone:
        return event
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        _show_downloads(
            data={
                "chart": _find_class(key),
                "figure": key,
                "name": stem,
                "alt": alt,
                "plotly": _publish_plotly(),
                "words": {
                    "save": _("Save as"),
                    "saveAs": _("Save the figure as {format}"),
                    "failed": _("The figure could not be saved: reload the page and try again."),
                    **clean_view.list_link_words(),
                },
            },
            key=f"{key}_pictures",
            width="content",
        )
        st.download_button(
            ":small[CSV]",
            lambda: format_csv(rows() if callable(rows) else rows),
            file_name=f"{stem}.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key=f"{key}_csv",
            help=_("Save the numbers as CSV"),
        )
    return event


def _find_class(key: str) -> str:
    """The class that Streamlit gives to the element of this key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())


def _publish_plotly() -> str | None:
    """The address of Plotly's script, which makes a saved page work without a network; None: not served."""
    source = Path(plotly.__file__).with_name("package_data") / "plotly.min.js"
    return publish_as(f"plotly-{plotly.__version__}.min.js", lambda path: shutil.copyfile(source, path))
