"""The one distortion that the lab shows: kept for the visitor, in the link, and taken back step by step."""

import streamlit as st

from aavae.distortion import Distortion
from aavae.errors import UserError
from aavae.language import _
from aavae.ui.forms import fields

LINK = "distortion"
"""Its name in the link."""
_TEXT = "lab_distortion"
_BEFORE = "lab_distortions_before"
_MOST_STEPS = 50


def open_link() -> None:
    """Take the distortion from the link on the visitor's first run, or say why it is none; keep the link."""
    if _TEXT not in st.session_state:
        text = st.query_params.get(LINK, "")
        try:
            st.session_state[_TEXT] = Distortion.from_text(text).to_text()
        except UserError as error:
            st.session_state[_TEXT] = ""
            st.warning(
                _("The link's distortion was left out. {error}").format(error=error),
                icon=":material/link_off:",
            )
    _write_link()


def get_distortion() -> Distortion:
    """The distortion as it is now."""
    return Distortion.from_text(st.session_state.get(_TEXT, ""))


def change(distortion: Distortion) -> None:
    """Replace the distortion; `undo` brings the present one back."""
    before, text = st.session_state.get(_TEXT, ""), distortion.to_text()
    if text == before:
        return
    st.session_state[_BEFORE] = [*st.session_state.get(_BEFORE, []), before][-_MOST_STEPS:]
    st.session_state[_TEXT] = text
    _write_link()


def edit(**values: object) -> None:
    """Change a few of the distortion's fields; the others stay.

    Raises:
        UserError: a value is out of range.
    """
    change(fields.read(Distortion, get_distortion().model_dump() | values))


def undo() -> None:
    """Bring back what there was before the last change."""
    before = st.session_state.get(_BEFORE, [])
    if before:
        st.session_state[_BEFORE] = before[:-1]
        st.session_state[_TEXT] = before[-1]
        _write_link()


def count_steps() -> int:
    """How many times `undo` has something to bring back."""
    return len(st.session_state.get(_BEFORE, []))


def _write_link() -> None:
    text = st.session_state[_TEXT]
    # Each change of the link is a message to the browser.
    if st.query_params.get(LINK, "") == text:
        return
    if text:
        st.query_params[LINK] = text
    else:
        st.query_params.pop(LINK, None)
