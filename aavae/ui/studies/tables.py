"""Tables of studies on a page: found, said to be missing or incomplete, downloaded."""

import streamlit as st

from aavae.language import N_, _
from aavae.studies.export import to_csv
from aavae.studies.registry import find_study
from aavae.studies.table import StudyTable, load_table

STUDY_TITLES = {
    "ablation": N_("Ablation"),
    "beta": N_("Beta"),
    "sensitivity": N_("Sensitivity"),
    "zoo": N_("Methods"),
    "length": N_("Length"),
    "recipe": N_("Recipe"),
}
"""What people call the studies, in a word."""


def find_table(name: str) -> StudyTable | None:
    """A study's table; where it is missing or has gaps, a line says so and how to fill them."""
    study, table = find_study(name), load_table(name)
    run, ship = f"`python -m aavae study run {name}`", f"`python -m aavae study table {name} --ship`"
    if table is None or not table.rows:
        st.info(
            _(
                "There are no results of “{title}” here yet: {run} trains them, {ship} brings them here."
            ).format(title=_(study.title), run=run, ship=ship),
            icon=":material/hourglass:",
        )
        return None
    there = {row.run for row in table.rows}
    planned = [run.name for run in study.plan_runs()]
    missing = sum(name not in there for name in planned)
    if missing:
        st.caption(
            _(
                ":material/hourglass: {missing} of {count} models are not in yet: {run} trains them, {ship} "
                "brings them here."
            ).format(missing=missing, count=len(planned), run=run, ship=ship)
        )
    return table


def render_downloads(table: StudyTable) -> None:
    """The whole table, for a spreadsheet and for a program."""
    with st.container(horizontal=True):
        for title, suffix, mime, text in (
            ("CSV", "csv", "text/csv", to_csv(table)),
            ("JSON", "json", "application/json", table.model_dump_json(indent=2)),
        ):
            st.download_button(
                _("{study} as {format}").format(study=_(STUDY_TITLES[table.study]), format=title),
                text,
                f"aavae-{table.study}.{suffix}",
                mime,
                key=f"download_{table.study}_{suffix}",
                on_click="ignore",
                icon=":material/download:",
                help=_("Every number of every model of the study."),
            )
    st.caption(
        _("Made by `{command}`; `python -m aavae study show {study}` prints it.").format(
            command=table.command, study=table.study
        )
    )
