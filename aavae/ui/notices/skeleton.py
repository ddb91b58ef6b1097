"""What stands in a page's place until it is there: grey blocks, each with words on what is being made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aavae.language import _
from aavae.ui.server import imports
from aavae.ui.server.imports import Shared

_HEIGHT = 140
_KEY = "outlined_page"


@contextmanager
def outline(page: str, parts: Sequence[str]) -> Iterator[None]:
    """Show what will stand where, from a visitor's first sight of a page until the block inside ends.

    Later runs of the page leave the outline out: what it shows from before stays in sight meanwhile.

    Args:
        page: its title.
        parts: what each part of the page will show, or what is computed for it; from top to bottom.
    """
    place = st.empty()
    if st.session_state.get(_KEY) != page:
        with place.container():
            for part in parts:
                st.caption(f":material/hourglass_top: {part} …")
                st.skeleton(_HEIGHT)
    try:
        yield
        st.session_state[_KEY] = page
    finally:
        place.empty()


@contextmanager
def working(words: str, needs: Shared = "models") -> Iterator[None]:
    """Say what is being computed, and hold its place, while the block inside takes longer than a moment.

    Args:
        words: what is being done, without dots at the end.
        needs: what is there when the block begins.
    """
    with st.spinner(f"{words} …", show_time=True), st.skeleton(_HEIGHT):
        imports.load(needs)
        yield


@contextmanager
def progress_bar() -> Iterator[DeltaGenerator]:
    """A bar that goes with the block inside, also where that fails: the reason then stands alone."""
    bar = st.progress(0.0, _("Preparing …"))
    try:
        yield bar
    finally:
        bar.empty()


def load(shared: Shared) -> None:
    """Import what is shared, as `imports.load`; words say so where it takes a while."""
    if not imports.is_loaded(shared):
        with st.spinner(_("Loading: this takes a moment the first time …")):
            imports.load(shared)
