"""A run as a file: saved from here, for other explorers and other tools, and added from somebody else's."""

import io
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

import streamlit as st

from aavae.errors import UserError
from aavae.language import _
from aavae.paths import ROOT, settle_environment
from aavae.permissions import is_allowed
from aavae.runs.receipt import read_receipt
from aavae.runs.registry import Run, find_run
from aavae.runs.status import Status
from aavae.ui.jobs.run_actions import CHOSEN, PLACE
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import attempt
from aavae.ui.server import imports

_exporting = threading.Lock()
"""One export at a time, whoever asks: each is a process that keeps a core busy for some seconds."""
_FILE, _NAME, _TURN = "run_file", "run_file_name", "run_file_turn"


def render_downloads(run: Run, status: Status) -> None:
    """Buttons that save a run, or its model alone, as one zip, which is made when one is pressed."""
    with st.container(horizontal=True):
        _render_save(run, status)
        _render_export(run)


def _render_save(run: Run, status: Status) -> None:
    can_be_sent = status.state == "finished" and run.has_weights
    st.download_button(
        _("Save as a file"),
        partial(_pack, run.name),
        file_name=f"{run.name}.zip",
        mime="application/zip",
        icon=":material/download:",
        key="run_download",
        on_click="ignore",
        disabled=not can_be_sent,
        help=_(
            "Settings, curves, weights and snapshots in one zip, which 'Add a run from a file' takes on any "
            "other explorer."
        )
        if can_be_sent
        else _("Once the run is finished."),
    )


def _render_export(run: Run) -> None:
    st.download_button(
        _("Export the model"),
        partial(_export, run.name),
        file_name=f"{run.name}-export.zip",
        mime="application/zip",
        icon=":material/deployed_code:",
        key="run_export",
        on_click="ignore",
        disabled=not run.has_weights,
        help=_(
            "For other tools, in one zip: weights as safetensors, ONNX, a script that needs torch and "
            "safetensors alone, and a model card. It takes about 15 seconds to make, and you can go on "
            "meanwhile."
        )
        if run.has_weights
        else _("Once the run has a model."),
    )


def _export(name: str) -> io.BytesIO:
    """Have a process of its own make the zip: torch's exporter would hold up all pages for seconds."""
    settle_environment()
    directory = find_run(name).layout.path
    with tempfile.TemporaryDirectory() as folder, _exporting:
        path = Path(folder, f"{name}-export.zip")
        done = subprocess.run(
            [sys.executable, "-m", "aavae", "model", "export", str(directory), "--out", str(path)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise UserError(
                _("'{name}' cannot be exported: {reason}").format(name=name, reason=done.stderr.strip())
            )
        return io.BytesIO(path.read_bytes())


def _pack(name: str) -> io.BytesIO:
    imports.load("models")
    from aavae.foreign.run_archive import pack_run

    target = io.BytesIO()
    pack_run(find_run(name), target)
    target.seek(0)
    return target


def render_receive() -> None:
    """Controls that add a run from a file; nothing for those who may not."""
    if not is_allowed("import models"):
        return
    with st.expander(_("Add a run from a file"), icon=":material/upload_file:", key="add_run"):
        st.caption(
            _(
                "A zip that another explorer saved on this page. It is checked first, nothing in it is "
                "executed, and its figures are those of whoever trained it."
            )
        )
        file = st.file_uploader(
            _("The zip"),
            "zip",
            key=f"{_FILE}.{st.session_state.setdefault(_TURN, 0)}",
            help=_("As the button Save as a file of another explorer made it."),
        )
        st.text_input(
            _("Name of the run"),
            placeholder=_("empty: as in the file"),
            max_chars=64,
            key=_NAME,
            help=_("What the run is called here, if not as in the file."),
        )
        st.button(
            _("Add"),
            type="primary",
            icon=":material/add:",
            key="add_run_file",
            disabled=file is None,
            on_click=attempt,
            args=(PLACE, _receive),
            help=_("Checks the file, and adds its run to the table."),
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
    return _("'{name}' is here, and every page offers it.").format(name=run.name)


def render_receipt(run: Run) -> None:
    """Where a run comes from that was added from a file; nothing for any other."""
    if (receipt := read_receipt(run.layout)) is not None:
        # Names of months are English here; other languages write the day in numbers.
        day = time.strftime(_("%d %B %Y"), time.localtime(receipt.received))
        st.caption(
            _(
                "Not trained here: added from the file {file} on {day} (SHA-256 {sha256}…). Its curves "
                "are what the file says."
            ).format(file=escape(receipt.file), day=day, sha256=escape(receipt.sha256[:12]))
        )
