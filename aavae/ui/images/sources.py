"""Where the pictures of a new set come from: dropped files, a path of the server's machine, or a download."""

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae.formatting import format_bytes, format_count
from aavae.importing.known import KNOWN_SETS, KnownSet
from aavae.language import N_, _
from aavae.permissions import is_allowed
from aavae.ui.controls.controls import choose_one
from aavae.ui.controls.local_paths import is_local, read_path
from aavae.ui.images.jobs import start_download
from aavae.ui.images.preview import forget_preview
from aavae.ui.images.removal import PLACE
from aavae.ui.images.uploads import (
    choose_paths,
    list_files,
    make_upload,
    remove_upload,
    touch_upload,
    write_file,
)
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import attempt

_UPLOAD, _TURN = "images_upload", "images_upload_turn"
_SHOWN_FILES = 8
_FORMS = N_("""
| You have | It becomes |
|---|---|
| a folder or zip with a folder for each class, in `train` and `test` or not | classes by the folders' names |
| pictures in one folder or zip | a set without labels |
| pictures and a table (CSV, JSON lines, parquet) of file names and labels | classes by the table |
| files of CIFAR, STL-10, SVHN, MNIST, MedMNIST, Hugging Face, WebDataset | that set |
""")


def choose_paths_to_import() -> list[Path]:
    """Controls for the source; returns what is to be imported, nothing if there is nothing yet."""
    ways = {"files": _("Files of yours")}
    if is_local():
        ways["path"] = _("A folder of this computer")
    if is_allowed("download images"):
        ways["known"] = _("A set to download")
    way = choose_one(
        _("Where are the pictures?"),
        ways,
        "images_from",
        help=_(
            "Files that you drop go to the server; a folder of this computer is read where "
            "it lies; known sets come from the internet."
        ),
    )
    if way == "known":
        _render_downloads()
        return []
    return _take_path() if way == "path" else _take_files()


def _take_files() -> list[Path]:
    turn = st.session_state.setdefault(_TURN, 0)
    dropped = st.file_uploader(
        _("A zip or tar of pictures, a table and its pictures, parquet, npz, or any files of an image set"),
        accept_multiple_files=True,
        key=f"images_files.{turn}",
        help=_("A folder of folders, one for each class, is best sent as one zip."),
    )
    folder: Path | None = st.session_state.get(_UPLOAD)
    if folder is not None and not list_files(folder):
        folder = st.session_state[_UPLOAD] = None
    if dropped:
        if folder is None:
            folder = st.session_state[_UPLOAD] = make_upload()
        for file in dropped:
            write_file(folder, file.name, file.getbuffer())
            _free(file.file_id)
        st.session_state[_TURN] = turn + 1
        st.rerun()
    if folder is None:
        st.caption(
            _(
                "They go to the server that runs this app, and nowhere else, and are removed there once the "
                "set is imported, or after an hour."
            )
        )
        _render_forms()
        return []
    touch_upload(folder)
    _render_files(folder)
    return choose_paths(folder)


def _free(file_id: str) -> None:
    """Let go of a file that is on disk: Streamlit would hold it in memory until the session ends."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)


def _render_files(folder: Path) -> None:
    files = list_files(folder)
    named = f"**{', '.join(escape(file.name) for file in files[:_SHOWN_FILES])}**"
    if (rest := len(files) - _SHOWN_FILES) > 0:
        named = _("{names} and {count} more").format(names=named, count=format_count(rest))
    with st.container(horizontal=True, vertical_alignment="center"):
        size = format_bytes(sum(file.stat().st_size for file in files))
        st.markdown(f":material/folder_zip: {named}, {size}")
        st.button(
            _("Other files"),
            icon=":material/close:",
            type="tertiary",
            key="images_forget",
            on_click=_forget_files,
            help=_("Lets go of these files, so that you can choose others."),
        )


def _forget_files() -> None:
    folder: Path | None = st.session_state.pop(_UPLOAD, None)
    if folder is not None:
        remove_upload(folder)


def _take_path() -> list[Path]:
    text = st.text_input(
        _("Folder, archive or file of this computer"),
        placeholder=_("/home/me/pictures"),
        max_chars=4_000,
        key="images_path",
        persist_state="session",
        help=_("The whole path, from / or ~ on."),
    ).strip()
    if not text:
        st.caption(_("It is read where it lies, and stays as it is."))
        _render_forms()
        return []
    path = read_path(text)
    st.button(
        _("Look again"),
        icon=":material/refresh:",
        type="tertiary",
        key="images_again",
        on_click=forget_preview,
        help=_("For when the files have changed."),
    )
    return [path]


def _render_forms() -> None:
    with st.expander(_("What can be imported"), expanded=True):
        st.markdown(_(_FORMS))


def _render_downloads() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {name: known.label for name, known in KNOWN_SETS.items()}
        name = st.selectbox(
            _("Set"),
            list(titles),
            format_func=titles.__getitem__,
            key="images_known",
            help=_("Sets that the explorer knows where to get."),
        )
        st.button(
            _("Download"),
            icon=":material/download:",
            type="primary",
            key="images_download",
            on_click=attempt,
            args=(PLACE, partial(_download, name)),
            help=_("In the background; the server needs the internet for it."),
        )
    known = KNOWN_SETS[name]
    st.caption(f"{_describe_known(known)} {escape(known.citation)}; {escape(_(known.use))}.")
    st.caption(_("It goes on in the background, and needs a connection of the server to the internet."))


def _describe_known(known: KnownSet) -> str:
    height, width = known.size
    sentence = (
        _(
            "{num_train} training and {num_test} test images, {num_unlabelled} without a label, "
            "{num_classes} classes, {width}×{height} pixels."
        )
        if known.num_unlabelled
        else _(
            "{num_train} training and {num_test} test images, {num_classes} classes, {width}×{height} pixels."
        )
    )
    return sentence.format(
        num_train=format_count(known.num_train),
        num_test=format_count(known.num_test),
        num_unlabelled=format_count(known.num_unlabelled),
        num_classes=len(known.class_names),
        width=width,
        height=height,
    )


def _download(name: str) -> str:
    start_download(name)
    return ""
