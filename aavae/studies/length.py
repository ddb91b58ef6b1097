"""The length study: AAVAE, VAE and SimCLR, trained for twice as many epochs as the shipped models.

With the shorter trainings of the other studies it makes a curve: accuracy against images seen.
"""

from collections.abc import Iterable
from typing import NamedTuple, cast

from aavae.config import RunConfig
from aavae.data.store import DatasetInfo
from aavae.language import N_
from aavae.methods import MethodName
from aavae.studies.budget import BUDGETS, BudgetName
from aavae.studies.recipe import BASE, build_config, name_run
from aavae.studies.seeds import SeedMean, compute_seed_mean
from aavae.studies.study import Cell, Study
from aavae.studies.table import StudyRow, StudyTable

METHODS_COMPARED: tuple[MethodName, ...] = ("aavae", "vae", "simclr")
SOURCES = ("ablation", "sensitivity", "zoo", "length")
"""The studies with the lengths; the shortest is in two, of which one lacks SimCLR and the other the VAE."""
_SHIPPED: BudgetName = "hour"
_BUDGET: BudgetName = "two-hours"


class TrainedLength(NamedTuple):
    """What a method reaches after one length of training, with the base recipe.

    Attributes:
        method: the objective.
        num_epochs: passes over the training images.
        images_seen: training images, each counted as often as it was in a batch; SimCLR makes two views of
            each.
        accuracy: of the linear probe on h over the seeds, in [0, 1].
        interval: 95 %, in [0, 1]: of the mean by Student's t over seeds; with a single seed by Wilson, over
            test images.
        rows: the models, one for each seed.
    """

    method: MethodName
    num_epochs: int
    images_seen: int
    accuracy: SeedMean
    interval: tuple[float, float]
    rows: tuple[StudyRow, ...]


def build_length(images: DatasetInfo | None = None) -> Study:
    """One long training of each method, with the base recipe."""
    return Study(
        name="length",
        title=N_("How far does more training go?"),
        question=N_("What does each method make of more training: does the gap between AAVAE and VAE close?"),
        budget=_BUDGET,
        cells=tuple(
            Cell({}, _double(build_config(_SHIPPED, method, images=images)), seeds=1)
            for method in METHODS_COMPARED
        ),
        on=images and images.name,
    )


def compute_lengths(tables: Iterable[StudyTable]) -> list[TrainedLength]:
    """Each method after each length of training, from the rows of the base recipe alone.

    Args:
        tables: of `SOURCES`, those that are there; a run that several have counts once.

    Returns:
        By method, then from the shortest training to the longest.
    """
    groups: dict[tuple[MethodName, int], dict[str, tuple[StudyRow, int]]] = {}
    for table in tables:
        for row in table.rows:
            if row.method in METHODS_COMPARED and _has_base_recipe(row, table):
                seen = count_seen(row, BUDGETS[cast(BudgetName, table.budget)].num_images)
                groups.setdefault((row.method, row.num_epochs), {})[row.run] = (row, seen)
    return [
        _summarise(method, num_epochs, groups[method, num_epochs])
        for method in METHODS_COMPARED
        for num_epochs in sorted(epochs for name, epochs in groups if name == method)
    ]


def count_seen(row: StudyRow, num_images: int) -> int:
    """Images that a training of the base recipe saw: whole batches.

    Args:
        row: of the training.
        num_images: training images of its set.
    """
    return row.num_epochs * (num_images - num_images % BASE.batch_size)


def _double(config: RunConfig) -> RunConfig:
    """Twice the epochs to the epoch: those of two hours, rounded by themselves, are one more."""
    return config.model_copy(update={"num_epochs": 2 * config.num_epochs})


def _has_base_recipe(row: StudyRow, table: StudyTable) -> bool:
    config = BASE.model_copy(update={"method": row.method, "seed": row.seed})
    return row.run == name_run(cast(BudgetName, table.budget), config)


def _summarise(method: MethodName, num_epochs: int, by_run: dict[str, tuple[StudyRow, int]]) -> TrainedLength:
    rows, seen = zip(*by_run.values(), strict=True)
    accuracy = compute_seed_mean([row.probe["h"] for row in rows])
    return TrainedLength(
        method, num_epochs, seen[0], accuracy, accuracy.interval or rows[0].get_interval(), rows
    )
