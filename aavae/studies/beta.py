"""The beta study: how much of a KL term a representation bears."""

from aavae.data.store import DatasetInfo
from aavae.language import N_
from aavae.methods import MethodName
from aavae.studies.budget import BudgetName
from aavae.studies.recipe import build_config
from aavae.studies.study import Cell, Study

BETAS = (0.0, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
_METHODS: tuple[MethodName, ...] = ("aavae", "vae")
_SHARED = (0.0, 1.0)
"""The ablation has these in three seeds."""
_BUDGET: BudgetName = "study"


def build_beta(images: DatasetInfo | None = None) -> Study:
    """AAVAE and VAE at six weights of the KL term."""
    return Study(
        name="beta",
        title=N_("How much KL?"),
        question=N_("What does the weight of the KL term do to an AAVAE and to a VAE?"),
        budget=_BUDGET,
        cells=tuple(
            Cell(
                {"beta": beta},
                build_config(_BUDGET, method, {"beta": beta}, images),
                seeds=3 if beta in _SHARED else 1,
            )
            for method in _METHODS
            for beta in BETAS
        ),
        on=images and images.name,
    )
