"""Who steers a class: the tab that opened it, which holds the key also when the page is loaded again."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from aavae.errors import UserError
from aavae.permissions import check_allowed
from aavae.teaching.classroom import Classes, Classroom
from aavae.ui.component.tab_storage import get_kept, render_tab_storage, set_kept
from aavae.ui.notices.notices import attempt
from aavae.ui.server import imports

CLASSES = Classes()
"""Those of this server; they end with its process."""
NOTICES = "class"
_STORE = "class.host"
_STYLE = Path(__file__).with_name("classroom.css")


RenderClues = Callable[[str, bool], None]
"""Draws what a question is guessed from: its name, and whether there is a projector's room for pictures."""


class Host(NamedTuple):
    """A class that this tab steers.

    Attributes:
        classroom: the class.
        key: what proves it.
    """

    classroom: Classroom
    key: str


def find_host() -> Host | None:
    """The class that this tab steers; None if there is none, or until the tab has said so.

    `render_host_storage` has to be drawn in the same run of the page.
    """
    code, _, key = (get_kept(_STORE) or "").partition(" ")
    if not code:
        return None
    try:
        classroom = CLASSES.find(code)
    except UserError:
        classroom = None
    if classroom is None or not classroom.is_host(key):
        set_kept(_STORE, "")
        return None
    return Host(classroom, key)


def render_host_storage() -> None:
    """What asks the tab for the key, or has it kept."""
    # Most tabs keep no key, and their pages need not run a second time to hear it.
    render_tab_storage(_STORE, tells_empty=False)


def render_class_style() -> None:
    """Give a page the look of a class."""
    st.html(_STYLE)


def open_classroom(question: str) -> tuple[Classroom, str]:
    """Open a class, and get the key that steers it.

    Raises:
        UserError: whoever asks may not.
    """
    check_allowed("hold a class")
    return CLASSES.open(question)


def open_class(question: str) -> None:
    """Open a class that this tab steers; a failure is a notice."""

    def act() -> str:
        classroom, key = open_classroom(question)
        set_kept(_STORE, f"{classroom.code} {key}")
        return ""

    attempt(NOTICES, act)


def end_class(host: Host) -> None:
    """End the class and forget everything about it."""
    set_kept(_STORE, "")
    steer(lambda: CLASSES.close(host.classroom.code, host.key))


def steer(action: Callable[[], None]) -> None:
    """Do what a button asks; what cannot be done is a notice."""

    def act() -> str:
        action()
        return ""

    attempt(NOTICES, act)


def reveal_answer(host: Host, question: str) -> None:
    """Show the class the true answer.

    Raises:
        UserError: the files that it is read from are not here.
    """
    imports.load("results")
    from aavae.teaching.truths import find_truth

    host.classroom.reveal(host.key, question, find_truth(question))
