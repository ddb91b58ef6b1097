"""The invariance profiles of several models: a row for each augmentation, a dot with its interval a model."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dots import plot_dots
from aavae.figures.theme import get_colour


class ProfileLike(Protocol):
    """What is drawn of one model's profile of A augmentations; (A,) each but for the names."""

    @property
    def names(self) -> tuple[str, ...]:
        """The augmentations."""
        ...

    @property
    def means(self) -> np.ndarray:
        """Mean cosines of an image and its view, in [-1, 1]."""
        ...

    @property
    def lows(self) -> np.ndarray:
        """Lower ends of their intervals."""
        ...

    @property
    def highs(self) -> np.ndarray:
        """Upper ends of their intervals."""
        ...

    @property
    def different(self) -> float:
        """Mean cosine of two different images."""
        ...

    @property
    def normalised(self) -> np.ndarray:
        """(mean - different) / (1 - different), at most 1."""
        ...

    @property
    def normalised_lows(self) -> np.ndarray:
        """Lower ends of their intervals."""
        ...

    @property
    def normalised_highs(self) -> np.ndarray:
        """Upper ends of their intervals."""
        ...


def plot_profile(
    profiles: Mapping[str, ProfileLike],
    methods: Mapping[str, str],
    normalised: bool = True,
    title: str = "",
) -> go.Figure:
    """How alike an image and its view are, by augmentation and model, with 95 % intervals.

    Args:
        profiles: model title -> its profile, all of the same augmentations.
        methods: model title -> method, which decides the colour.
        normalised: whether 0 is how alike different images are, so that models compare; else the cosine as it
            is, with a dotted line for each model where its different images lie.
        title: of the figure.

    Returns:
        The figure of `plot_dots`, and a trace for each dotted line.
    """
    rows = list(next(iter(profiles.values())).names) if profiles else []
    if normalised:
        values = {name: profile.normalised for name, profile in profiles.items()}
        ends = {name: (p.normalised_lows, p.normalised_highs) for name, p in profiles.items()}
        x_title = "0: any other image, 1: the same"
    else:
        values = {name: profile.means for name, profile in profiles.items()}
        ends = {name: (p.lows, p.highs) for name, p in profiles.items()}
        x_title = "cosine of an image and its view"
    figure = plot_dots(values, rows, methods, x_title, (0, 1), title, ends)
    if not normalised:
        for name, profile in profiles.items():
            figure.add_trace(_make_reference(name, profile.different, len(rows), methods.get(name, "")))
    return figure


def _make_reference(name: str, different: float, num_rows: int, method: str) -> go.Scatter:
    return go.Scatter(
        x=[different, different],
        y=[-0.5, num_rows - 0.5],
        name=f"{name}, different images",
        mode="lines",
        line={"color": get_colour(method), "width": 2, "dash": "dot"},
        showlegend=False,
        hovertemplate=f"<b>{name}</b><br>different images: %{{x:.3g}}<extra></extra>",
    )
