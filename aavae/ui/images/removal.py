"""The question before an image set is removed."""

from functools import partial

import streamlit as st

from aavae.data.disk import find_sets, remove_set
from aavae.errors import UserError
from aavae.formatting import format_bytes, format_count
from aavae.language import N_, _, ngettext
from aavae.paths import data_dir
from aavae.runs.registry import list_runs
from aavae.runs.summary import count_bytes
from aavae.ui.controls.links import forget_choice
from aavae.ui.frame import guard
from aavae.ui.images.running import DATA
from aavae.ui.notices.answers import render_answers
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import attempt

PLACE = "images"
"""Where the outcome is shown."""

_ASKED = "images_asked_about"
_MOST_RUNS = 12


def ask_removal(name: str) -> None:
    """Open the question about a set."""
    st.session_state[_ASKED] = name


def render_question() -> None:
    """The dialog that a button has opened, if one has."""
    # The page runs again when an import ends: what is asked stays open because it is in the session's state.
    name = st.session_state.get(_ASKED)
    if name is not None:
        # Titled here, in the language of who asks.
        st.dialog(_("Remove this image set?"), on_dismiss=_close)(_ask)(name)


def list_trained(name: str) -> list[str]:
    """Names of the runs that trained on a set, shipped ones included."""
    return [run.name for run in list_runs() if run.config.data == name]


def _close() -> None:
    st.session_state.pop(_ASKED, None)


def _ask(name: str) -> None:
    with guard(_("The question")):
        # A press inside a dialog runs the dialog alone: what it has answered, the page has to show.
        if _ASKED not in st.session_state:
            st.rerun()
        path = find_sets(data_dir()).get(name)
        if path is None:
            raise UserError(
                _("The image set '{name}' is not here any more: somebody removed it.").format(name=name)
            )
        st.markdown(
            _(
                "**{name}**, {size}, goes for good. The pictures that it was imported from stay where "
                "they are."
            ).format(name=escape(name), size=format_bytes(count_bytes(path)))
        )
        runs = list_trained(name)
        if runs:
            named = ", ".join(map(escape, runs[:_MOST_RUNS])) + (", …" if len(runs) > _MOST_RUNS else "")
            st.warning(
                ngettext(
                    "{count} run was trained on it: {names}. Its model stays, and can be looked at with "
                    "other images; it cannot be resumed or measured on these any more.",
                    "{count} runs were trained on it: {names}. Their models stay, and can be looked at with "
                    "other images; they cannot be resumed or measured on these any more.",
                    len(runs),
                ).format(count=format_count(len(runs)), names=named),
                icon=":material/warning:",
            )
        else:
            st.caption(_("No run was trained on it."))
        render_answers(N_("Remove"), partial(_remove, name), _close)


def _remove(name: str) -> None:
    def remove() -> str:
        remove_set(data_dir(), name)
        forget_choice(DATA)
        return _("'{name}' is removed.").format(name=name)

    _close()
    attempt(PLACE, remove)
