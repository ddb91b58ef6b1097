"""The ablation: all eight combinations of the three switches between an AE and an AAVAE."""

import itertools

from aavae.data.store import DatasetInfo
from aavae.language import N_, _
from aavae.methods import METHODS, MethodName
from aavae.studies.budget import BudgetName
from aavae.studies.recipe import build_config
from aavae.studies.study import Cell, Study

SWITCHES = ("augment", "sample", "kl")
"""The encoder sees an augmented image; the decoder gets a sample of the posterior; the loss has a KL term."""
_BUDGET: BudgetName = "study"


def find_method(augment: bool, sample: bool) -> MethodName:
    """The autoencoder with these switches and no second target; its own weight of the KL term may be any."""
    return next(
        name
        for name, method in METHODS.items()
        if (method.augment, method.sample, method.features, method.contrastive) == (augment, sample, 0, False)
    )


def name_combination(augment: bool, sample: bool, kl: bool) -> str:
    """What people call the model with these switches: its method, and the KL term where that differs."""
    method = METHODS[find_method(augment, sample)]
    title = _(method.title)
    if kl == (method.beta > 0):
        return title
    return (_("{method} with KL") if kl else _("{method} without KL")).format(method=title)


def build_ablation(images: DatasetInfo | None = None) -> Study:
    """Eight cells; with the KL term its weight is 1, as in a VAE."""
    return Study(
        name="ablation",
        title=N_("Which switch does the work?"),
        question=N_("Augmenting, sampling, dropping the KL term: which makes an AAVAE better than a VAE?"),
        budget=_BUDGET,
        cells=tuple(
            _build_cell(augment, sample, kl, images)
            for augment, sample, kl in itertools.product((False, True), repeat=3)
        ),
        on=images and images.name,
    )


def _build_cell(augment: bool, sample: bool, kl: bool, images: DatasetInfo | None) -> Cell:
    config = build_config(_BUDGET, find_method(augment, sample), {"beta": float(kl)}, images)
    return Cell(dict(zip(SWITCHES, (augment, sample, kl), strict=True)), config, seeds=3)
