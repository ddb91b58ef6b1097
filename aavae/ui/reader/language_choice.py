"""The language of the app's pages: the link's, the one chosen in the sidebar, or the browser's."""

import threading
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae import language
from aavae.language import ENGLISH, _, list_languages
from aavae.ui.controls.links import keep_choice, open_choice

_KEY = "language"
_here = threading.local()
"""The session that a thread's script runs for, and its language: hundreds of texts a run ask for it."""
_tell_browser = component(
    "language_choice",
    html="<span></span>",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def find_language() -> str:
    """Code of the language that the visitor reads whose script runs in this thread; English in any other."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return ENGLISH
    if getattr(_here, "session", None) != context.session_id:
        _remember(context.session_id, st.session_state.get(_KEY, ENGLISH))
    return _here.code


def _remember(session: str, code: str) -> None:
    _here.session, _here.code = session, code


def begin() -> None:
    """Find out what language a page is in, before it says anything; it stays so from page to page."""
    language.follow(find_language)
    open_choice(_KEY, list_languages(), _read_browser())
    keep_choice(_KEY, st.session_state[_KEY], _read_browser())
    context = get_script_run_ctx()
    if context is not None:
        _remember(context.session_id, st.session_state[_KEY])
    # In English, too: an element more or less at the top would give every fragment below another identity.
    with st.container(key="reader_language_place"):
        _tell_browser(key="reader_language", data={"language": st.session_state[_KEY]}, height=1)


def render_language_choice() -> None:
    """The control in the sidebar, if there is something to choose."""
    titles = list_languages()
    if len(titles) > 1:
        st.selectbox(
            _("Language"),
            list(titles),
            format_func=titles.__getitem__,
            key=_KEY,
            label_visibility="collapsed",
            help=_(
                "Of all pages; links hold it. Commands, logs and files for other software stay in English."
            ),
        )


def _read_browser() -> str:
    wanted = (st.context.locale or "").split("-")[0]
    return wanted if wanted in list_languages() else ENGLISH
