"""The studies there are, by name."""

import functools

from aavae.data.store import DatasetInfo
from aavae.errors import UserError
from aavae.language import _
from aavae.studies.ablation import build_ablation
from aavae.studies.beta import build_beta
from aavae.studies.length import build_length
from aavae.studies.reference import build_recipe
from aavae.studies.sensitivity import build_sensitivity
from aavae.studies.study import Study
from aavae.studies.zoo import build_zoo


def list_studies(images: DatasetInfo | None = None) -> tuple[Study, ...]:
    """Every study, the zoo first; on an image set, or on those of their budgets."""
    return _build_studies(images)


@functools.cache
def _build_studies(images: DatasetInfo | None) -> tuple[Study, ...]:
    return (
        build_zoo(images=images),
        build_ablation(images),
        build_beta(images),
        build_sensitivity(images),
        build_recipe(images),
        build_length(images),
    )


def find_study(name: str, images: DatasetInfo | None = None) -> Study:
    """A study by its name.

    Args:
        name: of the study.
        images: what it trains on; None: the images of its budget.

    Raises:
        UserError: there is none.
    """
    studies = {study.name: study for study in list_studies(images)}
    if name not in studies:
        raise UserError(
            _("There is no study '{name}': choose from {names}.").format(name=name, names=", ".join(studies))
        )
    return studies[name]
