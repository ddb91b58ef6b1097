"""In how many directions models spread images: the effective rank, and the singular values below it."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from aavae.figures.dots import plot_dots, tabulate_dots
from aavae.figures.model_values import ModelValues
from aavae.figures.sorted_curves import plot_sorted_curves, tabulate_sorted_curves
from aavae.language import N_, _

_RANK = N_("RankMe, directions")
_PLACE, _SHARE = N_("directions, the strongest first"), N_("part of the strongest")


def plot_effective_rank(models: Sequence[ModelValues], names: Sequence[str]) -> go.Figure:
    """One dot a model in the row of each representation.

    Args:
        models: each with a RankMe for each name; NaN where a model has no such representation.
        names: of the representations.
    """
    return plot_dots(models, names, _RANK, title=_("Effective rank"))


def tabulate_effective_rank(models: Sequence[ModelValues], names: Sequence[str]) -> list[dict[str, Any]]:
    """The dots of `plot_effective_rank` as rows of a table."""
    return tabulate_dots(models, names, _RANK)


def plot_singular_values(models: Sequence[ModelValues], representation: str) -> go.Figure:
    """One falling line a model, both axes logarithmic.

    Args:
        models: each with its singular values as parts of the largest, how many may differ.
        representation: whose they are.
    """
    title = _("Singular values of {representation}").format(representation=representation)
    return plot_sorted_curves(models, _PLACE, _SHARE, title=title, log_x=True, log_y=True)


def tabulate_singular_values(models: Sequence[ModelValues]) -> list[dict[str, Any]]:
    """The lines of `plot_singular_values` as rows of a table."""
    return tabulate_sorted_curves(models, _PLACE, _SHARE, log_y=True)
