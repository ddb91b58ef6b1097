"""What every page has: its configuration, the navigation, a title, and errors that read like sentences."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from aavae.errors import UserError
from aavae.language import N_, _, pgettext
from aavae.ui.controls.links import note_visit
from aavae.ui.figure import clean_view
from aavae.ui.glossary.explain import explain
from aavae.ui.glossary.term_tips import render_term_tips
from aavae.ui.navigation import close_when_chosen
from aavae.ui.notices import skeleton
from aavae.ui.notices.next_step import NextStepError, render_next_step
from aavae.ui.presenting import presenting
from aavae.ui.presenting.way_back import render_way_back
from aavae.ui.reader import language_choice
from aavae.ui.report.menu import render_menu
from aavae.ui.report.record import begin_record, close_record, listening
from aavae.ui.server import imports
from aavae.ui.server.allocator import give_back_soon, limit_heaps
from aavae.ui.server.imports import Shared
from aavae.ui.server.warm import start_warming

_ICON = str(Path(__file__).with_name("icon.png"))
"""A file of our own: Streamlit fetches its emoji and material icons for the tab from the internet."""

_STYLE = Path(__file__).with_suffix(".css")

_log = logging.getLogger(__name__)


class _Page(NamedTuple):
    path: str
    title: str
    icon: str


_SECTIONS: dict[str, tuple[_Page, ...]] = {
    "": (_Page("app.py", N_("Home"), ":material/home:"),),
    "Learn": (
        _Page("pages/lesson.py", N_("Lesson"), ":material/school:"),
        _Page("pages/class.py", "Class", ":material/groups:"),
        _Page("pages/gone_wrong.py", N_("Gone wrong"), ":material/report:"),
        _Page("pages/glossary.py", N_("Glossary"), ":material/menu_book:"),
    ),
    "Look": (
        _Page("pages/reconstruct.py", N_("Reconstruct"), ":material/image:"),
        _Page("pages/embedding_map.py", N_("Embedding map"), ":material/scatter_plot:"),
        _Page("pages/generate.py", N_("Generate"), ":material/auto_awesome:"),
    ),
    "Measure": (
        _Page("pages/similarity.py", N_("Similarity"), ":material/compare_arrows:"),
        _Page("pages/linear_probe.py", N_("Linear probe"), ":material/straighten:"),
        _Page("pages/diagnostics.py", N_("Diagnostics"), ":material/troubleshoot:"),
        _Page("pages/results.py", N_("Results"), ":material/leaderboard:"),
        _Page("pages/studies.py", N_("Studies"), ":material/experiment:"),
    ),
    "Make": (
        _Page("pages/images.py", N_("Images"), ":material/photo_library:"),
        _Page("pages/race.py", N_("Race"), ":material/flag:"),
        _Page("pages/train.py", N_("Train"), ":material/model_training:"),
        _Page("pages/watch.py", N_("Watch"), ":material/visibility:"),
        _Page("pages/jobs.py", N_("Jobs"), ":material/list_alt:"),
    ),
}


def _translate_section(name: str) -> str:
    """What the navigation calls a section: verbs, of which some are nouns elsewhere."""
    return {
        "Learn": pgettext("what one does in the app", "Learn"),
        "Look": pgettext("what one does in the app", "Look"),
        "Measure": pgettext("what one does in the app", "Measure"),
        "Make": pgettext("what one does in the app", "Make"),
    }[name]


def _translate(title: str) -> str:
    """A page's title in the reader's language; elsewhere, one of these words is a class of images."""
    return pgettext("of people", "Class") if title == "Class" else _(title)


def render_style() -> None:
    """Give a page the look of what is drawn as plain HTML; `page` does so for each page of the app."""
    st.html(_STYLE)


def _render_navigation() -> None:
    with st.sidebar:
        st.markdown("### AAVAE Explorer")
        language_choice.render_language_choice()
        for section, pages in _SECTIONS.items():
            if section:
                st.caption(_translate_section(section))
            for page in pages:
                st.page_link(page.path, label=_translate(page.title), icon=page.icon)
        close_when_chosen()


@contextmanager
def page(title: str, introduction: str, outline: Sequence[str], needs: Shared = "pages") -> Iterator[None]:
    """Frame a page: everything that it draws, and all its imports, go inside.

    Args:
        title: its name, as in the navigation; this and the next two in English, marked by `N_`.
        introduction: two sentences: what one sees, and what to look for; terms as `explain` has them.
        outline: what its parts show, or what is computed for them; seen until the page is there.
        needs: what is imported before anything inside runs.
    """
    limit_heaps()
    imports.load("frame")
    note_visit()
    language_choice.begin()
    shown, introduction, outline = _translate(title), _(introduction), [_(part) for part in outline]
    st.set_page_config(page_title=f"{shown} · AAVAE Explorer", page_icon=_ICON, layout="wide")
    render_style()
    record = begin_record(shown, introduction)
    words = clean_view.begin()
    if words is None:
        _render_navigation()
        presenting.apply()
    with st.container(key="page_head"):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.title(shown)
        st.markdown(explain(introduction))
    render_term_tips()
    render_way_back()
    body = st.container()
    try:
        with skeleton.outline(title, outline), body, guard(f"The page '{title}'"):
            skeleton.load(needs)
            yield
        close_record()
        if words is None:
            with head:
                render_menu(record)
        else:
            clean_view.end(words)
    finally:
        start_warming()
        give_back_soon()


@contextmanager
def bare_page(title: str) -> Iterator[None]:
    """Frame a page for phones, which shows nothing but what is drawn inside: no navigation, and no styles.

    Args:
        title: its name, for the browser's tab; in English, marked by `N_`.
    """
    limit_heaps()
    imports.load("class")
    language_choice.begin()
    st.set_page_config(page_title=f"{_translate(title)} · AAVAE Explorer", page_icon=_ICON, layout="centered")
    with guard(f"The page '{title}'"):
        yield


@contextmanager
def guard(what: str) -> Iterator[None]:
    """Show what goes wrong inside as a sentence; what runs again alone, like a fragment, needs its own.

    Args:
        what: failed, for the log, which is in English for all.
    """
    try:
        with listening():
            yield
    except UserError as error:
        st.error(str(error), icon=":material/error:")
        if isinstance(error, NextStepError):
            render_next_step(*error.pages)
    except Exception:
        _log.exception("%s failed.", what)
        st.error(_("This page ran into a fault of its own; the details are in the app's log."))
