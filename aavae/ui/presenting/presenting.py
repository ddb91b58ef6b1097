"""The mode for a projector: large type, no navigation, keys for the steps, and a pointer for the room."""

from pathlib import Path

import streamlit as st

from aavae.language import _
from aavae.ui.component.own_component import load_component
from aavae.ui.controls.links import keep_choice, open_choice

_KEY = "present"
_OFF, _ON = "", "1"
_STYLE = Path(__file__).with_name("large_type.css")
_show = load_component(__file__)


def apply() -> None:
    """Give the page the look for a room, if that is on; it stays on from page to page, and in the address."""
    open_choice(_KEY, {_OFF: _OFF, _ON: _ON}, _OFF)
    keep_choice(_KEY, st.session_state[_KEY], _OFF)
    if not is_presenting():
        return
    st.html(_STYLE)
    _show(key="presenting")
    with st.container(horizontal=True, key="presenting_bar", vertical_alignment="center"):
        st.button(
            _("Stop presenting"),
            icon=":material/close_fullscreen:",
            key="stop_presenting",
            help=_("Back to small type, with the navigation."),
            on_click=_set,
            args=(_OFF,),
        )
        st.caption(_("→ and ←: next step and back. R: show the result. P: a pointer that the room sees."))


def is_presenting() -> bool:
    """Whether the mode is on."""
    return st.session_state.get(_KEY) == _ON


def render_switch() -> None:
    """The button that turns the mode on."""
    if not is_presenting():
        st.button(
            _("Present"),
            icon=":material/present_to_all:",
            key="start_presenting",
            on_click=_set,
            args=(_ON,),
            help=_(
                "For a projector: large type, arrow keys for the steps, and a pointer that the room sees."
            ),
        )


def _set(value: str) -> None:
    st.session_state[_KEY] = value
