"""From a row of a study to its model: links to the pages that show it, or the button that trains it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import plotly.graph_objects as go
import streamlit as st

from aavae.data.store import list_datasets
from aavae.estimate.estimate import describe_time
from aavae.estimate.kept import find_usual
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject
from aavae.jobs.training import start_training
from aavae.language import N_, _
from aavae.runs.registry import Run
from aavae.studies.available import find_model
from aavae.studies.progress import find_planned, index_runs
from aavae.studies.registry import find_study
from aavae.studies.study import PlannedRun
from aavae.studies.table import StudyRow, StudyTable
from aavae.ui.controls.links import keep_choice, open_choice
from aavae.ui.figure.figure import render_figure
from aavae.ui.frame import guard
from aavae.ui.notices.notices import attempt, render_notice
from aavae.ui.studies.rows import label_rows


class _Target(NamedTuple):
    """A page that shows models.

    Attributes:
        path: of the page.
        title: of the link.
        icon: of the link.
        parameter: of its address, that chooses the model.
        takes_baselines: whether the choice includes what was never trained.
    """

    path: str
    title: str
    icon: str
    parameter: str
    takes_baselines: bool = False


_TARGETS = (
    _Target("pages/reconstruct.py", N_("Reconstruct"), ":material/image:", "models"),
    _Target("pages/embedding_map.py", N_("Embedding map"), ":material/scatter_plot:", "model_a"),
    _Target("pages/generate.py", N_("Generate"), ":material/auto_awesome:", "model_a"),
    _Target("pages/similarity.py", N_("Similarity"), ":material/compare_arrows:", "model_a"),
    _Target("pages/linear_probe.py", N_("Linear probe"), ":material/straighten:", "baseline_models", True),
    _Target("pages/diagnostics.py", N_("Diagnostics"), ":material/troubleshoot:", "baseline_models", True),
)


def render_chart(
    figure: go.Figure, rows: Callable[[], Sequence[Row]], key: str, alt: str, choice: str
) -> None:
    """A figure of models: a click on a dot chooses the model for `render_open_model`.

    Args:
        figure: the `customdata` of its dots is the name of a run.
        rows: what makes those of its CSV.
        key: of the chart.
        alt: what it shows, for those who cannot see it.
        choice: the key of the choice.
    """
    render_figure(
        figure,
        rows,
        key,
        alt,
        key.replace("_", "-"),
        on_select=partial(_take_click, key, choice),
        selection_mode="points",
    )


def _take_click(key: str, choice: str) -> None:
    points: Sequence[Mapping[str, Any]] = st.session_state[key]["selection"]["points"]
    runs = [point["customdata"] for point in points if point.get("customdata")]
    if runs:
        st.session_state[choice] = runs[0] if isinstance(runs[0], str) else runs[0][0]


def render_open_model(table: StudyTable, choice: str) -> None:
    """Choose one of a table's models, and go to it.

    Args:
        table: whose rows can be chosen.
        choice: the key of the choice, and of its part of the address.
    """
    rows, labels = {row.run: row for row in table.rows}, label_rows(table)
    first = next((row.run for row in table.rows if row.method == "aavae"), table.rows[0].run)
    open_choice(choice, {run: labels[run] for run in rows}, first, "model")
    run = st.selectbox(
        _("Open a model"),
        list(rows),
        format_func=lambda run: labels[run],
        key=choice,
        help=_("One of the trained models behind the figures above; the links open it on other pages."),
    )
    keep_choice(choice, run, first)
    place = f"open.{choice}"
    with guard(_("The link to a model")):
        subject = find_model(rows[run])
        if subject is not None:
            _render_links(subject)
        else:
            _render_absent(table, rows[run], place)
        render_notice(place)


def _render_links(subject: Subject) -> None:
    with st.container(horizontal=True):
        for target in _TARGETS:
            if subject.run is not None or target.takes_baselines:
                st.page_link(
                    target.path,
                    label=_(target.title),
                    icon=target.icon,
                    query_params={target.parameter: subject.name},
                )


def _render_absent(table: StudyTable, row: StudyRow, place: str) -> None:
    planned = _find_plan(table, row)
    if planned is None:
        st.caption(_("This model is not here, and its study does not plan it any more: choose another one."))
        return
    run = find_planned(planned, index_runs())
    if run is not None:
        _render_unfinished(run)
        return
    has_images = planned.config.data in list_datasets()
    estimate = find_usual(planned.config)
    st.caption(
        _("This model is not here, only its figures are kept.")
        if has_images
        else _(
            "This model is not here, and to train it takes the images “{data}”: `python -m aavae "
            "data download {data}` fetches them."
        ).format(data=planned.config.data)
    )
    st.button(
        _("Train it in the background, {time}").format(time=describe_time(estimate))
        if estimate
        else _("Train it in the background"),
        icon=":material/model_training:",
        key=f"train.{place}",
        disabled=not has_images,
        on_click=partial(attempt, place, partial(_start, planned)),
        help=_("As the study trained it; the Jobs page follows it."),
    )


def _find_plan(table: StudyTable, row: StudyRow) -> PlannedRun | None:
    study = find_study(table.study)
    plans = (study.plan_run(cell, row.seed) for cell in study.cells)
    return next((plan for plan in plans if plan.name == row.run), None)


def _render_unfinished(run: Run) -> None:
    status = run.status
    path, title = ("watch", _("Watch it")) if status.is_active else ("jobs", _("See it on the Jobs page"))
    parameter = "runs" if status.is_active else "run"
    st.caption(
        _("Your run of this model is {state}, at epoch {epoch} of {num_epochs}.").format(
            state=_(status.state), epoch=status.epoch, num_epochs=run.config.num_epochs
        )
    )
    st.page_link(
        f"pages/{path}.py",
        label=title,
        icon=":material/visibility:",
        query_params={parameter: run.name},
    )


def _start(planned: PlannedRun) -> str:
    start_training(planned.name, planned.config)
    return _("'{name}' trains as soon as its turn comes.").format(name=planned.name)
