"""The curves of the live view as figures that stand still, each with its buttons that save it."""

from collections.abc import Sequence

import streamlit as st

from aavae.ui.figure.figure import render_figure
from aavae.ui.frame import guard
from aavae.ui.live.curves import AXIS, TimeAxis, list_figures
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
        against: TimeAxis = "minutes" if st.session_state.get(AXIS) == "minutes" else "epoch"
        for title, figure in list_figures(watched, against).items():
            render_figure(figure, f"live_{title}", f"{title} of each run", title)
