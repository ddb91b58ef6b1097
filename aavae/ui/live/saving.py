"""The curves of the live view as figures that stand still, each with its buttons that save it."""

from collections.abc import Sequence

import streamlit as st

from aavae.ui.figure.figure import render_figure
from aavae.ui.frame import guard
from aavae.ui.live.curves import get_axis, list_figures
from aavae.ui.live.watched import Place, find_watched


@st.fragment
def render_saving(places: Sequence[Place]) -> None:
    """A switch, and the figures as the runs are when it is turned on, along the axis of the live curves."""
    with guard("The figures to save"):
        if not st.toggle(
            "Figures to save", key="live_save", help="The curves as they are now, as PNG, SVG, HTML and CSV."
        ):
            return
        watched, _ = find_watched(places)
        for title, still in list_figures(watched, get_axis()).items():
            render_figure(*still, f"live_{title}", f"{title} of each run", title)
