"""From a row of a table to its model, where it is here. Imports no torch."""

from aavae.config import RunConfig
from aavae.evaluation.subject import Subject, find_subject
from aavae.runs.registry import Run, list_runs, list_study_runs
from aavae.studies.budget import BUDGETS
from aavae.studies.recipe import name_run
from aavae.studies.table import StudyRow


def find_model(row: StudyRow) -> Subject | None:
    """The model of a row: shipped, under whatever name, or a finished run of one's own of the row's name."""
    if row.method == "untrained":
        return find_subject("untrained")
    fitting = [run for run in (*list_runs(), *list_study_runs()) if _is_of_row(run, row)]
    return find_subject(fitting[0].name) if fitting else None


def _is_of_row(run: Run, row: StudyRow) -> bool:
    # A shipped model has a name of its own, but the same configuration as the run that it was published from.
    has_name = run.shipped or run.name == row.run
    return has_name and run.has_weights and _is_same(run.config, row) and run.status.state == "finished"


def _is_same(config: RunConfig, row: StudyRow) -> bool:
    names = {name_run(budget, config) for budget in BUDGETS}
    return row.run in names and row.num_epochs == config.num_epochs
