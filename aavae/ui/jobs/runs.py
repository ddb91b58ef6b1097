"""The runs on the jobs page: all of them in a table, one of them with its settings, log and actions."""

import streamlit as st

from aavae.formatting import format_bytes, format_count
from aavae.jobs.job import read_tail
from aavae.language import _
from aavae.runs.registry import Run, list_damaged_runs
from aavae.runs.status import Status
from aavae.runs.summary import count_bytes, describe_origin
from aavae.ui.controls.links import keep_choice, open_choice
from aavae.ui.jobs.page import PageState
from aavae.ui.jobs.run_actions import CHOSEN, PLACE, render_actions, render_damaged
from aavae.ui.jobs.run_files import render_downloads, render_receipt, render_receive
from aavae.ui.jobs.run_table import render_table
from aavae.ui.live.watch import describe_run
from aavae.ui.notices.markup import escape, mark_state
from aavae.ui.notices.notices import render_notice


def render_runs(page_state: PageState) -> None:
    """All runs, one's own before shipped ones, and what can be done with a chosen one."""
    st.header(_("Runs"))
    render_notice(PLACE)
    for damaged in list_damaged_runs():
        render_damaged(damaged)
    ordered = sorted(page_state.runs, key=lambda item: item[0].shipped)
    runs = {run.name: (run, status) for run, status in ordered}
    if not runs:
        st.caption(_("There is no run yet. Train a model, or add one from a file."))
        st.page_link("pages/train.py", label=_("Start one"), icon=":material/model_training:")
        render_receive()
        return
    titles = {name: describe_run(run) for name, (run, __) in runs.items()}
    first = next(iter(titles))
    open_choice(CHOSEN, titles, first, "run")
    table = st.container()
    name = st.selectbox(
        _("Run"),
        list(titles),
        format_func=titles.__getitem__,
        key=CHOSEN,
        help=_("Which run's settings, log and actions are shown below."),
    )
    keep_choice(CHOSEN, name, first)
    with table:
        render_table(list(runs.values()), list(runs).index(name), CHOSEN)
    with st.container(border=True):
        _render_chosen(*runs[name])
    render_receive()


def _render_chosen(run: Run, status: Status) -> None:
    size = format_bytes(count_bytes(run.layout.path))
    st.markdown(
        _("{state} **{run}** epoch {epoch} of {num_epochs}, {size}").format(
            state=mark_state(status.state),
            run=escape(describe_run(run)),
            epoch=format_count(status.epoch),
            num_epochs=format_count(run.config.num_epochs),
            size=size,
        )
    )
    if status.message and not status.is_active:
        st.warning(escape(_(status.message)), icon=":material/warning:")
    render_receipt(run)
    if (origin := describe_origin(run)) is not None:
        st.caption(f":material/input: {escape(origin)}")
    render_actions(run, status)
    render_downloads(run, status)
    with st.expander(_("Settings"), key="run_settings"):
        st.json(run.config.model_dump())
    with st.expander(_("Log"), key="run_log"):
        st.code(read_tail(run.layout.log) or _("The log is empty."), language=None, wrap_lines=True)
