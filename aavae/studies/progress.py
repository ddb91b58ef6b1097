"""How far a study is: which of its runs are trained here. Imports no torch."""

from typing import NamedTuple

from aavae.errors import UserError
from aavae.runs.registry import Run, list_runs, list_study_runs
from aavae.studies.budget import BUDGETS
from aavae.studies.study import PlannedRun, Study


class Progress(NamedTuple):
    """How far a study is.

    Attributes:
        num_runs: trainings that it plans.
        num_finished: those that are finished here.
        hours_left: hours of two cores that the others still take, by the budget.
    """

    num_runs: int
    num_finished: int
    hours_left: float


def index_runs() -> dict[str, Run]:
    """The runs there are by name; one's own goes before a shipped one of the same name."""
    return {run.name: run for run in (*list_study_runs(), *list_runs())}


def find_planned(planned: PlannedRun, runs: dict[str, Run]) -> Run | None:
    """The run that a plan means, finished or not; None if there is none.

    Args:
        planned: what the study wants.
        runs: of `index_runs`.

    Raises:
        UserError: a run of that name has another configuration.
    """
    run = runs.get(planned.name)
    if run is not None and run.config != planned.config:
        raise UserError(
            f"The run '{run.name}' has other settings than the study's run of that name: rename or delete it "
            "on the Jobs page, then go on."
        )
    return run


def read_progress(study: Study, seeds: int | None = None) -> Progress:
    """See how far a study is, with its own number of seeds or another one."""
    runs = index_runs()
    plan = study.plan_runs(seeds)
    found = [find_planned(planned, runs) for planned in plan]
    statuses = [run.status for run in found if run is not None]
    num_epochs = [run.config.num_epochs for run in found if run is not None]
    done = sum(status.epoch / count for status, count in zip(statuses, num_epochs, strict=True))
    return Progress(
        num_runs=len(plan),
        num_finished=sum(status.state == "finished" for status in statuses),
        hours_left=(len(plan) - done) * BUDGETS[study.budget].minutes / 60,
    )
