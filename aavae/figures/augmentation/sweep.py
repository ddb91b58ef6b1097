"""One augmentation from none to full strength: a curve for each model."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.theme import LINE_WIDTH, add_message, apply_theme, get_colour

SweepMeasure = Literal["cosine", "error", "answer"]


class SweepLike(Protocol):
    """What is drawn of one model's sweep of S strengths, (S,) each."""

    @property
    def strengths(self) -> np.ndarray:
        """From 0 to 1."""
        ...

    @property
    def cosines(self) -> np.ndarray:
        """Cosines to the clean image, in [-1, 1]."""
        ...

    @property
    def errors(self) -> np.ndarray:
        """Mean squared errors; NaN where there is no decoder."""
        ...

    @property
    def probabilities(self) -> np.ndarray:
        """Of the answer for the clean image, in [0, 1]; NaN where there is no probe."""
        ...


class _Look(NamedTuple):
    """How a measure is drawn: the sweep's attribute, the axis, whether it ends at 1, and who lacks it."""

    attribute: str
    y_title: str
    ends_at_1: bool
    none: str


SWEEP_MEASURES: dict[SweepMeasure, str] = {
    "cosine": "Cosine to the clean image's latent",
    "error": "Error of the reconstruction",
    "answer": "Probability of the clean answer",
}
"""What people read; an error is squared, against the original, per pixel and channel."""
_LOOKS: dict[SweepMeasure, _Look] = {
    "cosine": _Look("cosines", "cosine", True, "No model to compare"),
    "error": _Look("errors", "mean squared error", False, "No model with a decoder"),
    "answer": _Look("probabilities", "probability", True, "No probe: it needs images of two classes"),
}


def plot_sweep(
    sweeps: Mapping[str, SweepLike],
    methods: Mapping[str, str],
    measure: SweepMeasure,
    title: str = "",
    height: int = 380,
) -> go.Figure:
    """One line a model over the strength of an augmentation.

    Args:
        sweeps: model title -> its sweep.
        methods: model title -> method, which decides the colour; models of one method have their own dashes.
        measure: what is drawn, one of SWEEP_MEASURES.
        title: of the figure.
        height: in pixels.

    Returns:
        A figure with a trace for each model that has the measure: no decoder, no error; no probe, no answer.
    """
    look = _LOOKS[measure]
    shown = {name: values for name, sweep in sweeps.items() if np.isfinite(values := _get(sweep, look)).any()}
    figure = go.Figure()
    dashes = choose_dashes([methods.get(name, "") for name in shown])
    for (name, values), dash in zip(shown.items(), dashes, strict=True):
        figure.add_trace(
            go.Scatter(
                x=sweeps[name].strengths,
                y=values,
                name=name,
                mode="lines+markers",
                line={"color": get_colour(methods.get(name, "")), "width": LINE_WIDTH, "dash": dash},
                marker={"size": 8},
                hovertemplate=f"<b>{name}</b><br>strength %{{x:.2f}}: %{{y:.3f}}<extra></extra>",
            )
        )
    apply_theme(figure, title, height)
    figure.update_xaxes(title_text="strength", range=[-0.02, 1.02], nticks=6)
    figure.update_yaxes(title_text=look.y_title, rangemode="tozero")
    if look.ends_at_1 and shown:
        figure.update_yaxes(range=[min(0.0, *(float(values.min()) for values in shown.values())), 1.04])
    figure.update_layout(showlegend=True, hovermode="closest")
    if not shown:
        add_message(figure, look.none if sweeps else "No models to compare")
    return figure


def _get(sweep: SweepLike, look: _Look) -> np.ndarray:
    return np.asarray(getattr(sweep, look.attribute), np.float64)
