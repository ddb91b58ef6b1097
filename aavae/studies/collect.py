"""The table of a study, from the runs that are finished here and the rows that are shipped."""

import itertools
from collections.abc import Callable, Iterator

from aavae.data.store import load_dataset
from aavae.errors import UserError
from aavae.language import _
from aavae.runs.registry import Run
from aavae.studies.evaluate import evaluate_run, evaluate_untrained
from aavae.studies.progress import find_planned, index_runs
from aavae.studies.study import PlannedRun, Study
from aavae.studies.table import StudyRow, StudyTable, load_table


def collect(study: Study, report: Callable[[str], None] = lambda line: None) -> StudyTable:
    """Evaluate the finished runs of a study, with as many seeds as there are.

    The shipped row of a run that is not here is taken over, if it is of the same images and length: a table
    can grow piece by piece on several machines. Where no run is here, the table is the shipped one.

    Args:
        study: what to collect.
        report: called with a line before each evaluation.

    Raises:
        UserError: no run is finished and nothing is shipped, or the images are not there.
    """
    shipped = load_table(study.name) if study.is_on_own_images else None
    command = f"python -m aavae study run {study.name}"
    if not study.is_on_own_images:
        command += f" --data {study.data}"
    sources = list(_find_sources(study, shipped))
    if not any(isinstance(source, Run) for __, source in sources):
        if shipped is None:
            raise UserError(
                _("No run of the study '{name}' is finished: `{command}` trains them.").format(
                    name=study.name, command=command
                )
            )
        return shipped

    dataset = load_dataset(study.data)
    rows = []
    for planned, source in sources:
        if isinstance(source, Run):
            report(f"{planned.name}: evaluating")
            rows.append(evaluate_run(source, dataset, planned.settings))
        elif shipped is not None and shipped.data_digest == dataset.digest:
            rows.append(source)
        else:
            report(f"{planned.name}: left out, its shipped row is of other images.")
    if study.has_untrained:
        report("untrained: evaluating")
        rows.append(evaluate_untrained(dataset))
    return StudyTable(
        study=study.name,
        command=command,
        data=dataset.name,
        data_digest=dataset.digest,
        class_names=list(dataset.train.class_names),
        budget=study.budget,
        rows=rows,
    )


def _find_sources(study: Study, shipped: StudyTable | None) -> Iterator[tuple[PlannedRun, Run | StudyRow]]:
    """Every planned run that is finished here or has a shipped row, in the order of cells and seeds."""
    runs = index_runs()
    rows = {(row.run, row.num_epochs): row for row in shipped.rows} if shipped is not None else {}
    for cell in study.cells:
        for seed in itertools.count():
            planned = study.plan_run(cell, seed)
            run = find_planned(planned, runs)
            row = rows.get((planned.name, planned.config.num_epochs))
            # A shipped model has coarser weights than the run that its row is of.
            if run is not None and run.status.state == "finished" and not (run.shipped and row is not None):
                yield planned, run
            elif row is not None:
                yield planned, row
            elif seed >= cell.seeds:
                break
