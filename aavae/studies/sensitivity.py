"""The sensitivity study: one setting at a time away from its default."""

from aavae.data.store import DatasetInfo
from aavae.language import N_
from aavae.methods import MethodName
from aavae.studies.budget import BudgetName
from aavae.studies.recipe import build_config
from aavae.studies.study import Cell, Study
from aavae.studies.table import Setting

VARIED: dict[str, tuple[float, float]] = {
    "batch_size": (128, 512),
    "model.latent_dim": (32, 512),
    "optim.learning_rate": (3e-4, 3e-3),
    "augment.crop_scale_min": (0.3, 0.6),
    "augment.jitter_strength": (0.0, 1.0),
}
"""What each setting is set to; the base recipe has the default."""
_METHODS: tuple[MethodName, ...] = ("aavae", "simclr")
_BUDGET: BudgetName = "study"


def build_sensitivity(images: DatasetInfo | None = None) -> Study:
    """AAVAE and SimCLR: the default in three seeds, then a cell for each other value."""
    return Study(
        name="sensitivity",
        title=N_("How much do the settings matter?"),
        question=N_("Does an AAVAE depend less on its settings than SimCLR does?"),
        budget=_BUDGET,
        cells=tuple(cell for method in _METHODS for cell in _build_cells(method, images)),
        on=images and images.name,
    )


def _build_cells(method: MethodName, images: DatasetInfo | None) -> list[Cell]:
    changes: list[dict[str, Setting]] = [{path: value} for path, values in VARIED.items() for value in values]
    return [
        Cell({}, build_config(_BUDGET, method, images=images), seeds=3),
        *(Cell(change, build_config(_BUDGET, method, change, images), seeds=1) for change in changes),
    ]
