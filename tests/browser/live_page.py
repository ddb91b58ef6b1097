"""A page with nothing but a live view, and a count of how often it ran: `?run=one&run=another`."""

import streamlit as st

from aavae.ui import frame
from aavae.ui.live import render_live

frame.render_style()
with frame.guard("The page"):
    st.session_state["page_runs"] = st.session_state.get("page_runs", 0) + 1
    st.markdown(f"This page ran {st.session_state['page_runs']} times.")
    render_live(st.query_params.get_all("run"))
