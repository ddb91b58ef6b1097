"""The curves of the live view as figures that stand still, each with its buttons that save it."""

from collections.abc import Sequence

import streamlit as st

from aavae.language import _
from aavae.ui.figure.figure import render_figure
from aavae.ui.frame import guard
from aavae.ui.live.curves import get_axis, list_figures
from aavae.ui.live.watched import Place, find_watched


@st.fragment
def render_saving(places: Sequence[Place]) -> None:
    """A switch, and the figures as the runs are when it is turned on, along the axis of the live curves."""
    with guard("The figures to save"):
        if not st.toggle(
            _("Figures to save"),
            key="live_save",
            help=_("The curves as they are now, as PNG, SVG, HTML and CSV."),
        ):
            return
        watched, __ = find_watched(places)
        # Files are called the same whoever saves them.
        for name, still in list_figures(watched, get_axis()).items():
            alt = _("{title} of each run").format(title=still.title)
            render_figure(still.figure, still.rows, f"live_{name}", alt, name)
