"""The menu of each page that saves what it shows."""

import re
from collections.abc import Callable

import streamlit as st

from aavae.language import _, get_language, use_language
from aavae.ui.report.record import Record
from aavae.ui.server import imports


def render_menu(record: Record) -> None:
    """A small menu; its files are made when they are asked for."""
    stem = re.sub(r"[^\w-]+", "-", record.title.lower()).strip("-")
    with st.popover(
        _("Report"),
        icon=":material/description:",
        type="tertiary",
        key="report",
        help=_("Save what this page shows"),
    ):
        st.download_button(
            _("Save this page as a report (HTML)"),
            _in_language(_build_report, record),
            file_name=f"{stem}.html",
            mime="text/html",
            on_click="ignore",
            icon=":material/download:",
            key="report_html",
            help=_("One file that opens in any browser, without a network."),
        )
        st.caption(
            _(
                "One file that opens without a network: figures, tables, pictures, settings, models and how "
                "to get the same again."
            )
        )
        if record.recomputation is None:
            nothing = _("There is no notebook: this page computes nothing that a notebook could repeat.")
            st.caption(record.reason or nothing)
            return
        st.download_button(
            _("Save what computes it as a notebook"),
            _in_language(_build_notebook, record),
            file_name=f"{stem}.ipynb",
            mime="application/x-ipynb+json",
            on_click="ignore",
            icon=":material/code:",
            key="report_notebook",
            help=_("For Jupyter, where this package is installed: it computes the numbers again."),
        )


def _in_language(build: Callable[[Record], bytes], record: Record) -> Callable[[], bytes]:
    """What makes a file in the language of the page; it runs in a thread that knows nothing of the reader."""
    language = get_language()

    def run() -> bytes:
        with use_language(language):
            return build(record)

    return run


def _build_report(record: Record) -> bytes:
    # It imports what only a report needs, and a front door may be all that is there.
    imports.load("pages")
    from aavae.ui.report.build import build_report

    return build_report(record)


def _build_notebook(record: Record) -> bytes:
    imports.load("pages")
    from aavae.ui.report.build import build_notebook

    return build_notebook(record)
