"""The zoo: every method for the same time, and what the shipped models are."""

from aavae.data.store import DatasetInfo
from aavae.language import N_
from aavae.methods import METHODS
from aavae.studies.budget import BudgetName
from aavae.studies.recipe import build_config
from aavae.studies.study import Cell, Study


def build_zoo(budget: BudgetName = "hour", images: DatasetInfo | None = None) -> Study:
    """Every method once, with the base recipe, and the encoder before any training."""
    return Study(
        name="zoo",
        title=N_("The methods side by side"),
        question=N_("How good are the representations that each method learns in the same time?"),
        budget=budget,
        cells=tuple(Cell({}, build_config(budget, method, images=images), seeds=1) for method in METHODS),
        has_untrained=True,
        on=images and images.name,
    )
