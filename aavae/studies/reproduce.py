"""The zoo at a smaller scale, trained here, beside the shipped figures: is the order the same?"""

from typing import NamedTuple

from aavae.data.store import load_dataset
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.subject import find_subject
from aavae.methods import MethodName
from aavae.studies.progress import find_planned, index_runs
from aavae.studies.study import Study
from aavae.studies.table import load_table

ORDERS: tuple[tuple[MethodName, MethodName], ...] = (("aavae", "vae"), ("simclr", "aavae"))
"""The first of each pair should have the better linear probe, as in the paper."""


class Reproduction(NamedTuple):
    """A method's linear probe on h, here and shipped, in [0, 1].

    Attributes:
        run: name of the run here.
        method: its method.
        num_epochs: it was trained here.
        accuracy: of the run here.
        interval: its 95 % interval over test images.
        shipped: accuracy of the shipped model; None where the shipped zoo has none, or is of other images.
        difference: accuracy minus shipped.
    """

    run: str
    method: MethodName
    num_epochs: int
    accuracy: float
    interval: tuple[float, float]
    shipped: float | None
    difference: float | None


class OrderCheck(NamedTuple):
    """Whether one method is better than another, as it should be.

    Attributes:
        better: the method that should have the better linear probe.
        worse: the other one.
        gap: accuracy of the first minus that of the second.
        is_reproduced: whether it is positive.
    """

    better: MethodName
    worse: MethodName
    gap: float
    is_reproduced: bool


def compare_with_shipped(study: Study) -> list[Reproduction]:
    """Probe every finished run of a zoo.

    Raises:
        UserError: its images are not there.
    """
    table = load_table("zoo") if study.is_on_own_images else None
    shipped = {row.method: row.probe["h"] for row in table.rows} if table is not None else {}
    dataset = load_dataset(study.data)
    runs = index_runs()
    results = []
    for planned in study.plan_runs():
        run = find_planned(planned, runs)
        if run is not None and run.status.state == "finished":
            probe = evaluate_linear_probe(find_subject(str(run.layout.path)), dataset)
            method, theirs = run.config.method, shipped.get(run.config.method)
            results.append(
                Reproduction(
                    run=run.name,
                    method=method,
                    num_epochs=run.config.num_epochs,
                    accuracy=probe.accuracy,
                    interval=probe.interval,
                    shipped=theirs,
                    difference=None if theirs is None else probe.accuracy - theirs,
                )
            )
    return results


def check_orders(results: list[Reproduction]) -> list[OrderCheck]:
    """The order of the methods, as far as both of a pair were probed."""
    accuracies = {result.method: result.accuracy for result in results}
    checks = []
    for better, worse in ORDERS:
        if better in accuracies and worse in accuracies:
            gap = accuracies[better] - accuracies[worse]
            checks.append(OrderCheck(better, worse, gap, gap > 0))
    return checks
