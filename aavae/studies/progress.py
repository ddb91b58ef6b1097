"""How far a study is: which of its runs are trained here. Imports no torch."""

from typing import NamedTuple

from aavae.errors import UserError
from aavae.language import _
from aavae.runs.registry import Run, list_runs, list_study_runs
from aavae.studies.budget import BUDGETS
from aavae.studies.study import PlannedRun, Study


class StudyProgress(NamedTuple):
    """How far a study is.

    Attributes:
        num_runs: trainings that it plans.
        num_finished: those that are finished here.
        left: what the plan has still to train: each run, and how much of it, in (0, 1].
        reference_hours_left: hours of two fast Zen 4 cores that this takes, by the budget.
    """

    num_runs: int
    num_finished: int
    left: list[tuple[PlannedRun, float]]
    reference_hours_left: float


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
            _(
                "The run '{name}' has other settings than the study's run of that name: rename or delete "
                "it on the Jobs page, then go on."
            ).format(name=run.name)
        )
    return run


def read_progress(study: Study, seeds: int | None = None) -> StudyProgress:
    """See how far a study is, with its own number of seeds or another one."""
    runs = index_runs()
    plan = study.plan_runs(seeds)
    found = [find_planned(planned, runs) for planned in plan]
    statuses = [None if run is None else run.status for run in found]
    left = [
        (planned, part)
        for planned, status in zip(plan, statuses, strict=True)
        if (part := 1.0 if status is None else 1 - status.epoch / max(1, planned.config.num_epochs)) > 0
    ]
    return StudyProgress(
        num_runs=len(plan),
        num_finished=sum(status is not None and status.state == "finished" for status in statuses),
        left=left,
        reference_hours_left=sum(part for __, part in left) * BUDGETS[study.budget].minutes / 60,
    )
