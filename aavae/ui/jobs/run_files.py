"""A run as a file: saved from here, and added from somebody else's."""

import io
import tempfile
import time
from functools import partial
from pathlib import Path

import streamlit as st

from aavae.runs.receipt import read_receipt
from aavae.runs.registry import Run, find_run
from aavae.runs.status import Status
from aavae.ui.jobs.run_actions import CHOSEN, PLACE
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import attempt
from aavae.ui.server import imports

_FILE, _NAME, _TURN = "run_file", "run_file_name", "run_file_turn"


def render_download(run: Run, status: Status) -> None:
    """A button that saves a run as one zip, which is made when it is pressed."""
    can_be_sent = status.state == "finished" and run.has_weights
    st.download_button(
        "Save as a file",
        partial(_pack, run.name),
        file_name=f"{run.name}.zip",
        mime="application/zip",
        icon=":material/download:",
        key="run_download",
        on_click="ignore",
        disabled=not can_be_sent,
        help="Settings, curves, weights and snapshots in one zip, which 'Add a run from a file' takes on any "
        "other explorer."
        if can_be_sent
        else "Once the run is finished.",
    )


def _pack(name: str) -> io.BytesIO:
    imports.load("models")
    from aavae.foreign.run_archive import pack_run

    target = io.BytesIO()
    pack_run(find_run(name), target)
    target.seek(0)
    return target


def render_receive() -> None:
    """Controls that add a run from a file."""
    with st.expander("Add a run from a file", icon=":material/upload_file:", key="add_run"):
        st.caption(
            "A zip that another explorer saved on this page. It is checked first, nothing in it is "
            "executed, and its figures are those of whoever trained it."
        )
        file = st.file_uploader("The zip", "zip", key=f"{_FILE}.{st.session_state.setdefault(_TURN, 0)}")
        st.text_input("Name of the run", placeholder="empty: as in the file", max_chars=64, key=_NAME)
        st.button(
            "Add",
            type="primary",
            icon=":material/add:",
            key="add_run_file",
            disabled=file is None,
            on_click=attempt,
            args=(PLACE, _receive),
        )


def _receive() -> str:
    imports.load("models")
    from aavae.foreign.run_archive import receive_run

    file = st.session_state[f"{_FILE}.{st.session_state[_TURN]}"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "run.zip")
        path.write_bytes(file.getbuffer())
        run = receive_run(path, st.session_state[_NAME].strip() or None, file.name)
    st.session_state[_TURN] += 1
    st.session_state[_NAME] = ""
    st.session_state[CHOSEN] = run.name
    return f"'{run.name}' is here, and every page offers it."


def render_receipt(run: Run) -> None:
    """Where a run comes from that was added from a file; nothing for any other."""
    if (receipt := read_receipt(run.layout)) is not None:
        day = time.strftime("%d %B %Y", time.localtime(receipt.received))
        st.caption(
            f"Not trained here: added from the file {escape(receipt.file)} on {day} (SHA-256 "
            f"{escape(receipt.sha256[:12])}…). Its curves are what the file says."
        )
