"""Importing a model that was trained elsewhere: a path of the server's machine, and a job that reads it."""

from pathlib import Path

import streamlit as st

from aavae.config import ClusterConfig
from aavae.errors import UserError
from aavae.jobs.job import JobSpec
from aavae.jobs.queue import submit
from aavae.language import _
from aavae.runs.registry import check_name
from aavae.ui.controls.local_paths import is_local, read_path
from aavae.ui.jobs.encoder_fields import read_encoder_flags, render_encoder_fields
from aavae.ui.notices.notices import attempt, render_notice

_PLACE = "model_import"
_PATH, _NAME = "model_path", "model_name"


def render_model_import() -> None:
    """Fields for the file and the new name; nothing where the visitor sits at another machine."""
    if not is_local():
        return
    with st.expander(_("Import a model"), icon=":material/input:"):
        st.caption(
            _(
                "Any encoder as an ONNX file (`.onnx`), or a Lightning checkpoint (`.ckpt`) of the paper's "
                "reference implementation: a VAE, AAVAE or AE for CIFAR-10 or STL-10. It is read where it "
                "lies, and stays as it is; every page then offers the model."
            )
        )
        st.text_input(
            _("File of this computer"),
            placeholder=_("/home/me/encoder.onnx, or /home/me/aavae_cifar10.ckpt"),
            max_chars=4_000,
            key=_PATH,
            help=_("The whole path, from / or ~ on."),
        )
        st.text_input(
            _("Name of the new model"),
            placeholder="paper-aavae",
            max_chars=64,
            key=_NAME,
            help=_("Letters, digits, dots, - and _; pages call it so."),
        )
        if _is_onnx(str(st.session_state[_PATH])):
            render_encoder_fields()
        st.button(
            _("Import"),
            icon=":material/input:",
            key="import_model",
            on_click=attempt,
            args=(_PLACE, _import),
            help=_("In the background; the queue above says how it went."),
        )
        render_notice(_PLACE)


def _is_onnx(text: str) -> bool:
    return text.strip().strip("'\"").lower().endswith(".onnx")


def _import() -> str:
    text, name = (str(st.session_state[key]).strip() for key in (_PATH, _NAME))
    if not text:
        raise UserError(_("Write the path of a model's file first."))
    path = read_path(text)
    if path.is_dir():
        raise UserError(_("That is a folder: write the path of the model's file."))
    check_name(name)
    arguments = ("model", "import", str(path), "--name", name, *_read_flags(path))
    # The file is on this machine, whatever engine trains.
    submit(
        JobSpec(title=_("Import: {name}").format(name=name), kind="import", arguments=arguments),
        ClusterConfig(),
    )
    return _("'{name}' is read in the background: the queue above says when it is there, or why not.").format(
        name=name
    )


def _read_flags(path: Path) -> tuple[str, ...]:
    return read_encoder_flags() if _is_onnx(path.name) else ()
