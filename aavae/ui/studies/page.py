"""The studies page: one study at a time."""

from functools import partial

import streamlit as st

from aavae.language import _
from aavae.sharing.notebooks.studies import recompute_studies
from aavae.studies.registry import find_study
from aavae.studies.table import StudyTable
from aavae.ui.controls.controls import choose_one
from aavae.ui.report.record import note_recomputation
from aavae.ui.studies.ablation import render_ablation
from aavae.ui.studies.beta import render_beta
from aavae.ui.studies.open_model import render_open_model
from aavae.ui.studies.rows import describe_budget
from aavae.ui.studies.sensitivity import render_sensitivity
from aavae.ui.studies.tables import STUDY_TITLES, find_table, render_downloads

_RENDERERS = {"ablation": render_ablation, "beta": render_beta, "sensitivity": render_sensitivity}


def choose_study() -> str:
    """The name of one of the studies that have figures."""
    return choose_one(
        _("Study"),
        {name: _(STUDY_TITLES[name]) for name in _RENDERERS},
        "study",
        show_label=False,
        help=_(
            "Ablation: which switch does the work? Beta: how much KL? Sensitivity: how much do the settings "
            "matter?"
        ),
    )


def render_study(name: str) -> None:
    """The question, the answer in figures, the models behind it, the numbers."""
    study = find_study(name)
    st.header(_(study.title))
    st.markdown(_(study.question))
    table = find_table(name)
    if table is not None:
        _render_table(table)


def _render_table(table: StudyTable) -> None:
    st.caption(f":material/timer: {describe_budget(table)}")
    note_recomputation(partial(recompute_studies, {table.study: table.command}))
    choice = f"{table.study}_model"
    _RENDERERS[table.study](table, choice)
    render_open_model(table, choice)
    render_downloads(table)
