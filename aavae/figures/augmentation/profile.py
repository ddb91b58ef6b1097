"""The invariance profiles of several models: a row for each augmentation, a dot with its interval a model."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dots import plot_dots, tabulate_dots
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import get_colour
from aavae.language import N_, _


class ModelProfile(NamedTuple):
    """One model's profile of A augmentations.

    Attributes:
        title: what people read; different for each model of a figure.
        method: decides the colour.
        names: of the A augmentations.
        means: (A,), mean cosines of an image and its view, in [-1, 1].
        lows: (A,), lower ends of their intervals.
        highs: (A,), upper ends of their intervals.
        different: mean cosine of two different images.
        normalised: (A,), (mean - different) / (1 - different), at most 1.
        normalised_lows: (A,), lower ends of their intervals.
        normalised_highs: (A,), upper ends of their intervals.
    """

    title: str
    method: str
    names: Sequence[str]
    means: np.ndarray
    lows: np.ndarray
    highs: np.ndarray
    different: float
    normalised: np.ndarray
    normalised_lows: np.ndarray
    normalised_highs: np.ndarray


def plot_profile(profiles: Sequence[ModelProfile], *, normalised: bool = True, title: str = "") -> go.Figure:
    """How alike an image and its view are, by augmentation and model, with 95 % intervals.

    Args:
        profiles: of the models, all of the same augmentations.
        normalised: whether 0 is how alike different images are, so that models compare; else the cosine as it
            is, with a dotted line for each model where its different images lie.
        title: of the figure.

    Returns:
        The figure of `plot_dots`, and a trace for each dotted line.
    """
    names = _get_names(profiles)
    figure = plot_dots(
        _choose_values(profiles, normalised), names, _name_axis(normalised), x_range=(0, 1), title=title
    )
    if not normalised:
        for profile in profiles:
            figure.add_trace(_make_reference(profile, len(names)))
    return figure


def tabulate_profile(profiles: Sequence[ModelProfile], *, normalised: bool = True) -> list[dict[str, Any]]:
    """The dots of `plot_profile` as rows of a table, then a row for each dotted line."""
    x_title = _name_axis(normalised)
    table = tabulate_dots(_choose_values(profiles, normalised), _get_names(profiles), x_title)
    if not normalised:
        table += [{"series": _name_reference(profile), x_title: profile.different} for profile in profiles]
    return table


def _get_names(profiles: Sequence[ModelProfile]) -> list[str]:
    return list(profiles[0].names) if profiles else []


def _choose_values(profiles: Sequence[ModelProfile], normalised: bool) -> list[ModelValues]:
    return [
        ModelValues(
            profile.title,
            profile.method,
            profile.normalised if normalised else profile.means,
            (profile.normalised_lows, profile.normalised_highs)
            if normalised
            else (profile.lows, profile.highs),
        )
        for profile in profiles
    ]


def _name_axis(normalised: bool) -> str:
    return N_("0: any other image, 1: the same") if normalised else N_("cosine of an image and its view")


def _name_reference(profile: ModelProfile) -> str:
    return _("{title}, different images").format(title=profile.title)


def _make_reference(profile: ModelProfile, num_rows: int) -> go.Scatter:
    value = _("different images: {value}").format(value="%{x:.3g}")
    return go.Scatter(
        x=[profile.different, profile.different],
        y=[-0.5, num_rows - 0.5],
        name=_name_reference(profile),
        mode="lines",
        line={"color": get_colour(profile.method), "width": 2, "dash": "dot"},
        showlegend=False,
        hovertemplate=f"<b>{profile.title}</b><br>{value}<extra></extra>",
    )
