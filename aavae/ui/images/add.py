"""The way of one's pictures into the explorer: chosen, looked at, named, and imported in the background."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from aavae.data.disk import find_sets
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.build import check_name
from aavae.importing.preview import Preview
from aavae.language import _, ngettext
from aavae.paths import data_dir
from aavae.ui.images.jobs import list_imports, start_import
from aavae.ui.images.preview import look, render_details, render_facts, render_samples
from aavae.ui.images.removal import PLACE, list_trained
from aavae.ui.images.settings_form import read_settings, render_settings
from aavae.ui.images.sources import choose_paths_to_import
from aavae.ui.images.words import adapt
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import attempt

_NAME, _JOB = "images_name", "images_job"


def render_add() -> None:
    """From the choice of files to the start of their import."""
    if any(job.id == st.session_state.get(_JOB) and job.status.is_active for job in list_imports()):
        st.caption(_("Your pictures are being imported, as said above. This page can be closed meanwhile."))
        return
    try:
        paths = choose_paths_to_import()
        settings = read_settings()
    except UserError as error:
        st.error(str(error), icon=":material/error:")
        return
    if not paths:
        return
    seen = look(paths, settings)
    if seen.preview is None:
        st.error(escape(adapt(seen.refusal)), icon=":material/error:")
        render_settings(is_refused=True)
        return
    render_facts(seen.preview)
    render_settings(is_refused=False)
    render_samples(seen.preview)
    _render_start(paths, seen.preview)
    render_details(seen.preview)


def _render_start(paths: Sequence[Path], preview: Preview) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            _("Name of the set"),
            placeholder=_("empty: {name}").format(name=preview.name),
            max_chars=64,
            key=_NAME,
            persist_state="session",
            help=_("Small letters, digits, - and _; links and commands call it so."),
        ).strip()
        name = typed or preview.name
        problem = _find_fault(name)
        st.button(
            _("Import"),
            type="primary",
            icon=":material/download_done:",
            key="images_import",
            disabled=problem is not None,
            on_click=attempt,
            args=(PLACE, partial(_start, list(paths), preview.name)),
            help=_("In the background; this page can be closed meanwhile."),
        )
    if problem is not None:
        st.error(problem, icon=":material/error:")
    elif name in find_sets(data_dir()):
        sentences = [
            _("'{name}' is here already: it is replaced once the new one is complete.").format(name=name)
        ]
        if count := len(list_trained(name)):
            sentences.append(
                ngettext("{count} run was trained on it.", "{count} runs were trained on it.", count).format(
                    count=format_count(count)
                )
            )
        st.warning(" ".join(sentences), icon=":material/warning:")


def _find_fault(name: str) -> str | None:
    """Why no set can have this name now, or None."""
    try:
        check_name(name)
    except UserError as error:
        return str(error)
    return None


def _start(paths: list[Path], default_name: str) -> str:
    # A name or a number that is typed just before the press is not yet in the page that drew the button.
    name = st.session_state[_NAME].strip() or default_name
    check_name(name)
    st.session_state[_JOB] = start_import(paths, name, read_settings()).id
    st.session_state.pop(_NAME)
    return ""
