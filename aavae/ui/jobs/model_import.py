"""Importing a model that was trained elsewhere: a path of the server's machine, and a job that reads it."""

import streamlit as st

from aavae.config import ClusterConfig
from aavae.errors import UserError
from aavae.jobs.job import JobSpec
from aavae.jobs.queue import submit
from aavae.runs.registry import check_name
from aavae.ui.controls.local_paths import is_local, read_path
from aavae.ui.notices.notices import attempt, render_notice

_PLACE = "model_import"
_PATH, _NAME = "model_path", "model_name"


def render_model_import() -> None:
    """Fields for the file and the new run's name; nothing where the visitor sits at another machine."""
    if not is_local():
        return
    with st.expander("Import a model of the paper's reference implementation", icon=":material/input:"):
        st.caption(
            "A Lightning checkpoint (`.ckpt`) of its VAE, AAVAE or AE for CIFAR-10 or STL-10. It is read "
            "where it lies, and stays as it is; the model then stands among the runs."
        )
        st.text_input(
            "File of this computer", placeholder="/home/me/aavae_cifar10.ckpt", max_chars=4_000, key=_PATH
        )
        st.text_input("Name of the new run", placeholder="paper-aavae", max_chars=64, key=_NAME)
        st.button(
            "Import", icon=":material/input:", key="import_model", on_click=attempt, args=(_PLACE, _import)
        )
        render_notice(_PLACE)


def _import() -> str:
    text, name = (str(st.session_state[key]).strip() for key in (_PATH, _NAME))
    if not text:
        raise UserError("Write the path of a checkpoint first.")
    path = read_path(text)
    if path.is_dir():
        raise UserError("That is a folder: write the path of the checkpoint's file.")
    check_name(name)
    arguments = ("model", "import", str(path), "--name", name)
    # The file is on this machine, whatever engine trains.
    submit(JobSpec(title=f"Import: {name}", kind="import", arguments=arguments), ClusterConfig())
    return f"'{name}' is read in the background: the queue above says when it is there, or why not."
