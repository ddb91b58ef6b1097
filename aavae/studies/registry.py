"""The studies there are, by name."""

import functools

from aavae.errors import UserError
from aavae.studies.ablation import build_ablation
from aavae.studies.beta import build_beta
from aavae.studies.length import build_length
from aavae.studies.reference import build_recipe
from aavae.studies.sensitivity import build_sensitivity
from aavae.studies.study import Study
from aavae.studies.zoo import build_zoo


@functools.cache
def list_studies() -> tuple[Study, ...]:
    """Every study, the zoo first."""
    return (build_zoo(), build_ablation(), build_beta(), build_sensitivity(), build_recipe(), build_length())


def find_study(name: str) -> Study:
    """A study by its name.

    Raises:
        UserError: there is none.
    """
    studies = {study.name: study for study in list_studies()}
    if name not in studies:
        raise UserError(f"There is no study '{name}': choose from {', '.join(studies)}.")
    return studies[name]
