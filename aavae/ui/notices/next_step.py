"""Where nothing can be shown, the page on which one does something about it."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from aavae.errors import UserError
from aavae.language import N_, _

PageName = Literal["images", "jobs", "race", "reconstruct", "train"]
_PAGES: dict[PageName, tuple[str, str]] = {
    "images": (N_("Images"), ":material/photo_library:"),
    "jobs": (N_("Jobs"), ":material/list_alt:"),
    "race": (N_("Race"), ":material/flag:"),
    "reconstruct": (N_("Reconstruct"), ":material/image:"),
    "train": (N_("Train"), ":material/model_training:"),
}


class NextStepError(UserError):
    """A sentence that says what to do, and the pages on which one does it.

    Args:
        text: the sentence.
        *pages: links to them stand below it.
    """

    def __init__(self, text: str, *pages: PageName) -> None:
        super().__init__(text)
        self.pages = pages


def render_next_step(*pages: PageName, query: Mapping[str, str] | None = None) -> None:
    """Links to pages, in a row.

    Args:
        *pages: from left to right.
        query: what their addresses say.
    """
    with st.container(horizontal=True):
        for page in pages:
            title, icon = _PAGES[page]
            st.page_link(f"pages/{page}.py", label=_(title), icon=icon, query_params=dict(query or {}))
