"""What can be done with a run, and the questions that come before what cannot be undone.

A page holds what its run was when it was drawn; every action looks the run up again, since another browser
may have stopped, renamed or deleted it.
"""

from functools import partial

import streamlit as st

from aavae.errors import UserError
from aavae.formatting import format_bytes
from aavae.jobs.training import delete_run, rename_run, resume_training, stop_training
from aavae.language import N_, _
from aavae.paths import runs_dir
from aavae.permissions import find_refusal, read_owner
from aavae.runs.registry import RESERVED_NAMES, DamagedRun, Run, list_damaged_runs, list_runs
from aavae.runs.status import Status
from aavae.runs.summary import count_bytes, read_knn_scores
from aavae.ui.controls.links import forget_choice
from aavae.ui.frame import guard
from aavae.ui.notices.answers import render_answers
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import attempt, render_notice, say
from aavae.ui.train.page import FROM

CHOSEN = "run"
"""The session state's key of the chosen run's name."""
PLACE = "runs"
"""Where the actions' outcomes are shown."""

_ASKED = "asked_about"
"""The session state's key of what a dialog asks: an action and the name of a run."""
_RENAMING = "renaming"
_NEW_NAME = "new_name"
_ACTIONS = {
    "rename": (
        N_("Rename"),
        ":material/edit:",
        N_("Its model keeps its results; links that name it lead nowhere then."),
    ),
    "delete": (N_("Delete"), ":material/delete:", N_("Asks first.")),
}
"""What needs a question first: its button's words, icon and help."""


def render_actions(run: Run, status: Status) -> None:
    """Links and buttons for one run, in a row."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/watch.py", label=_("Watch"), icon=":material/visibility:", query_params={"runs": run.name}
        )
        if run.origin is None:
            st.page_link(
                "pages/train.py",
                label=_("Re-run with changes"),
                icon=":material/tune:",
                query_params={FROM: run.name},
            )
        if not run.shipped:
            _render_own_actions(run, status)
    if run.name in RESERVED_NAMES:
        st.caption(
            _(
                "Links and commands mean something else by the name '{name}': pages show this model once "
                "it has another name."
            ).format(name=run.name)
        )


def _render_own_actions(run: Run, status: Status) -> None:
    refusal = find_refusal("change a run", run.owner)
    if refusal is not None:
        st.caption(f":material/lock: {refusal}")
        return
    if status.is_active:
        stop = partial(attempt, PLACE, partial(_stop, run.name))
        st.button(
            _("Stop (saves first)"),
            icon=":material/stop:",
            key="run_stop",
            on_click=stop,
            help=_("At its next batch; what it has learned is kept."),
        )
    elif status.state != "finished":
        resume = partial(attempt, PLACE, partial(_resume, run.name))
        st.button(
            _("Resume"),
            icon=":material/resume:",
            key="run_resume",
            on_click=resume,
            help=_("Goes on where it stopped, as if it never had."),
        )
    for action, (title, icon, about) in _ACTIONS.items():
        st.button(
            _(title),
            icon=icon,
            key=f"run_{action}",
            on_click=_ask,
            args=(action, run.name),
            disabled=status.is_active,
            help=_("Stop the run first.") if status.is_active else _(about),
        )


def render_damaged(damaged: DamagedRun) -> None:
    """Why a run cannot be read, and what can be done about it."""
    own = damaged.path.parent == runs_dir()
    sentences = (
        _(
            "The run '{name}' cannot be read: {reason}. Delete it, or mend what is in `{path}`; no other run "
            "is affected."
        )
        if own
        else _(
            "The run '{name}' cannot be read: {reason}. Mend what is in `{path}`; no other run is affected."
        )
    )
    st.warning(
        sentences.format(name=damaged.name, reason=damaged.reason, path=damaged.path),
        icon=":material/warning:",
    )
    if own:
        refusal = find_refusal("change a run", read_owner(damaged.path))
        st.button(
            _("Delete '{name}'").format(name=damaged.name),
            icon=":material/delete:",
            key=f"damaged_{damaged.name}",
            on_click=_ask,
            args=("delete", damaged.name),
            disabled=refusal is not None,
            help=refusal or _("Asks first."),
        )


def _find_own(name: str) -> Run | DamagedRun:
    """One's own run, as it is now.

    Raises:
        UserError: somebody deleted or renamed it.
    """
    own = [run for run in list_runs() if not run.shipped]
    damaged = [run for run in list_damaged_runs() if run.path.parent == runs_dir()]
    for run in (*own, *damaged):
        if run.name == name:
            return run
    raise UserError(
        _("The run '{name}' is not here any more: somebody deleted or renamed it.").format(name=name)
    )


def _find_readable(name: str) -> Run:
    run = _find_own(name)
    if isinstance(run, DamagedRun):
        raise UserError(
            _("The run '{name}' cannot be read any more: {reason}.").format(name=name, reason=run.reason)
        )
    return run


def _stop(name: str) -> str:
    run = _find_readable(name)
    if not run.status.is_active:
        return _("'{name}' has ended already.").format(name=name)
    stop_training(run)
    return _("'{name}' saves and stops at its next batch.").format(name=name)


def _resume(name: str) -> str:
    resume_training(_find_readable(name))
    return _("'{name}' goes on as soon as its turn comes.").format(name=name)


def _ask(action: str, name: str) -> None:
    say(_RENAMING, "")
    st.session_state[_ASKED] = (action, name)


def _close() -> None:
    st.session_state.pop(_ASKED, None)


def render_question() -> None:
    """The dialog that an action has opened, if one has."""
    # The page runs again when a job ends: what is asked stays open because it is in the session's state.
    action, name = st.session_state.get(_ASKED, ("", ""))
    if action == "delete":
        st.dialog(_("Delete this run?"), on_dismiss=_close)(_ask_delete)(name)
    elif action == "rename":
        st.dialog(_("Rename this run"), on_dismiss=_close)(_ask_rename)(name)


def _leave_if_answered() -> None:
    # A press inside a dialog runs the dialog alone: what it has answered, the page has to show.
    if _ASKED not in st.session_state:
        st.rerun()


def _ask_delete(name: str) -> None:
    with guard("The question"):
        _leave_if_answered()
        st.markdown(_("**{name}** goes for good, and there is no way back:").format(name=escape(name)))
        st.markdown(_describe_loss(_find_own(name)))
        render_answers(N_("Delete"), partial(_delete, name), _close)


def _describe_loss(run: Run | DamagedRun) -> str:
    if isinstance(run, DamagedRun):
        return _("- everything in `{path}`, {size}").format(
            path=run.path, size=format_bytes(count_bytes(run.path))
        )
    lines = []
    if run.has_weights:
        lines.append(
            _("- the model after {epoch} of {num_epochs} epochs").format(
                epoch=run.status.epoch, num_epochs=run.config.num_epochs
            )
        )
    best = read_knn_scores(run).best
    if best is not None:
        lines.append(_("- its curves, up to a kNN accuracy of {percent:.1f} %").format(percent=100 * best))
    lines.append(
        _("- its settings, log and snapshots: {size} in all").format(
            size=format_bytes(count_bytes(run.layout.path))
        )
    )
    return "\n".join(lines)


def _delete(name: str) -> None:
    def delete() -> str:
        delete_run(_find_own(name))
        forget_choice(CHOSEN)
        return _("'{name}' is deleted.").format(name=name)

    _close()
    attempt(PLACE, delete)


def _ask_rename(name: str) -> None:
    with guard("The question"):
        _leave_if_answered()
        st.text_input(
            _("New name of '{name}'").format(name=name),
            placeholder=name,
            max_chars=64,
            key=_NEW_NAME,
            help=_("Letters, digits, dots, - and _."),
        )
        render_notice(_RENAMING)
        st.button(_("Rename"), type="primary", key="rename_it", on_click=_rename, args=(name,))


def _rename(name: str) -> None:
    new_name: str = st.session_state[_NEW_NAME].strip()

    def rename() -> str:
        rename_run(_find_readable(name), new_name)
        _close()
        st.session_state[CHOSEN] = new_name
        say(PLACE, _("'{name}' is now '{new_name}'.").format(name=name, new_name=new_name))
        return ""

    attempt(_RENAMING, rename)
