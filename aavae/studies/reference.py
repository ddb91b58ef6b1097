"""The recipe study: our AAVAE against the paper's recipe, for the same hour on the same two cores."""

from aavae.config import EncoderName
from aavae.data.store import DatasetInfo
from aavae.language import N_
from aavae.studies.budget import BudgetName
from aavae.studies.recipe import BASE, build_config
from aavae.studies.study import Cell, Study
from aavae.studies.table import Setting

_ENCODERS: tuple[EncoderName, ...] = ("resnet18", "resnet50")
_BUDGET: BudgetName = "hour"
_REFERENCE: dict[str, Setting] = {
    "batch_size": 256,
    "optim.optimizer": "adamw",
    "optim.weight_decay": 0.0,
    "optim.schedule": "constant",
    "optim.learning_rate": 2.5e-4,
    "optim.warmup_epochs": 0,
}
"""As in arXiv 2107.12329, section 4: AdamW without weight decay is Adam. Its ten epochs of warm-up are left
out: they would outlast the hour."""


def build_recipe(images: DatasetInfo | None = None) -> Study:
    """Our recipe, and the reference recipe with two of torchvision's encoders."""
    ours: dict[str, Setting] = {"recipe": "ours", "encoder": BASE.model.encoder}
    return Study(
        name="recipe",
        title=N_("Our recipe against the paper's, for an hour of CPU"),
        question=N_("How much does a recipe made for CPUs gain over the paper's own in the same time?"),
        budget=_BUDGET,
        cells=(
            Cell(ours, build_config(_BUDGET, "aavae", images=images), seeds=1),
            *(_build_reference(encoder, images) for encoder in _ENCODERS),
        ),
        on=images and images.name,
    )


def _build_reference(encoder: EncoderName, images: DatasetInfo | None) -> Cell:
    config = build_config(_BUDGET, "aavae", {"model.encoder": encoder, **_REFERENCE}, images)
    return Cell({"recipe": "reference", "encoder": encoder}, config, seeds=1)
