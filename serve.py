"""What `streamlit run serve.py` serves: the explorer, and the files that it has browsers fetch."""

import streamlit as st

from aavae.serving import read_settings
from aavae.ui.server.class_server import make_middleware
from aavae.ui.server.ending import end_in_time
from aavae.ui.server.static_files import make_route

app = st.App(
    "app.py",
    routes=[make_route(st.get_option("server.baseUrlPath"))],
    middleware=make_middleware(read_settings()),
    lifespan=end_in_time,
)
