"""Importing vectors that any software made: a path of this computer, read by a job; or an upload, at once."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from aavae.config import ClusterConfig
from aavae.data.store import describe_datasets
from aavae.errors import UserError
from aavae.foreign.vector_file import ENDINGS
from aavae.foreign.vector_images import SplitName
from aavae.foreign.vectors_import import import_vectors
from aavae.jobs.job import JobSpec
from aavae.jobs.queue import submit
from aavae.kept_text import show_text
from aavae.language import N_, _
from aavae.permissions import is_allowed
from aavae.runs.registry import check_name
from aavae.ui.controls.local_paths import is_local, read_path
from aavae.ui.notices.notices import attempt, render_notice

_PLACE = "vectors_import"
_FILES, _PATH, _DATA, _SPLIT, _NAME = (
    f"vectors_{field}" for field in ("files", "path", "data", "split", "name")
)
_TURN = "vectors_turn"
_SPLITS: dict[SplitName | None, str] = {
    None: N_("as the file says"),
    "train": N_("the training images"),
    "test": N_("the test images"),
}


def render_vectors_import() -> None:
    """Fields for the files, the image set and the name; nothing for those who may not."""
    if not is_allowed("import models"):
        return
    with st.expander(_("Import vectors of any software"), icon=":material/scatter_plot:", key="add_vectors"):
        st.caption(
            _(
                "One vector for each image of a set, in NumPy's `.npz` or `.npy` or in parquet: in the order "
                "of the set, or joined by a column `index`, `id` or `file`. Probes and maps then show them "
                "beside the models."
            )
        )
        st.file_uploader(
            _("The file, or one for each split"),
            [ending.removeprefix(".") for ending in ENDINGS],
            accept_multiple_files=True,
            key=f"{_FILES}.{st.session_state.setdefault(_TURN, 0)}",
            help=_("Vectors of the training images, of the test images, or of both."),
        )
        if is_local():
            st.text_input(
                _("Or a file of this computer"),
                placeholder="/home/me/dino.npz",
                max_chars=4_000,
                key=_PATH,
                help=_("It is read where it lies, in the background: for files of many MB."),
            )
        titles = {info.name: show_text(info.title) for info in describe_datasets()}
        left, right = st.columns(2)
        left.selectbox(
            _("Images that they are of"),
            list(titles),
            format_func=titles.__getitem__,
            key=_DATA,
            help=_("The image set whose images the vectors were made of."),
        )
        right.selectbox(
            _("Of these"),
            list(_SPLITS),
            format_func=lambda split: _(_SPLITS[split]),
            key=_SPLIT,
            help=_("Which part of the set the vectors are of, if the file does not say it."),
        )
        st.text_input(
            _("Name of the vectors"),
            placeholder="dino",
            max_chars=64,
            key=_NAME,
            help=_("Letters, digits, dots, - and _; pages call them so."),
        )
        st.button(
            _("Import vectors"),
            icon=":material/input:",
            key="import_vectors",
            on_click=attempt,
            args=(_PLACE, _import),
            help=_("Checks them; then probes and maps offer them."),
        )
        render_notice(_PLACE)


def _import() -> str:
    files: Sequence[Any] = st.session_state[f"{_FILES}.{st.session_state[_TURN]}"] or []
    text = str(st.session_state.get(_PATH, "")).strip()
    data, split = st.session_state[_DATA], st.session_state[_SPLIT]
    name = str(st.session_state[_NAME]).strip()
    if bool(files) == bool(text):
        raise UserError(
            _("Drop a file, or write the path of one, and not both.") if text else _("Choose a file first.")
        )
    check_name(name)
    if text:
        return _submit(read_path(text), data, split, name)
    notes = _receive(files, data, split, name)
    st.session_state[_TURN] += 1
    st.session_state[_NAME] = ""
    return " ".join([_("'{name}' is here, and pages offer it.").format(name=name), *notes])


def _submit(path: Path, data: str, split: SplitName | None, name: str) -> str:
    if path.is_dir():
        raise UserError(_("That is a folder: write the path of the vectors' file."))
    arguments = ("vectors", "import", str(path), "--data", data, "--name", name)
    if split is not None:
        arguments += ("--split", split)
    # The file is on this machine, whatever engine trains.
    submit(
        JobSpec(title=_("Import: {name}").format(name=name), kind="import", arguments=arguments),
        ClusterConfig(),
    )
    return _("'{name}' is read in the background: the queue above says when it is there, or why not.").format(
        name=name
    )


def _receive(files: Sequence[Any], data: str, split: SplitName | None, name: str) -> list[str]:
    """Import files that a visitor dropped; returns what to know of the vectors."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, file in enumerate(files):
            # Names are for people, and two files may have the same.
            path = Path(folder, str(number), Path(file.name).name)
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
            paths.append(path)
        try:
            return import_vectors(paths, data, name, split).notes
        except UserError as error:
            said = str(error)
            for path in paths:
                said = said.replace(str(path), path.name)
            raise UserError(said) from error
