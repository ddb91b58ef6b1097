"""One augmentation from none to full strength: a curve for each model."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.theme import LINE_WIDTH, add_message, apply_theme, get_colour
from aavae.language import N_, _

SweepMeasure = Literal["cosine", "error", "answer"]


class SweepCurves(NamedTuple):
    """One model's sweep of S strengths.

    Attributes:
        title: what people read; different for each model of a figure.
        method: decides the colour; each line has dashes of its own.
        strengths: (S,), from 0 to 1.
        cosines: (S,), to the clean image, in [-1, 1].
        errors: (S,), mean squared errors; NaN where there is no decoder.
        probabilities: (S,), of the answer for the clean image, in [0, 1]; NaN where there is no probe.
    """

    title: str
    method: str
    strengths: np.ndarray
    cosines: np.ndarray
    errors: np.ndarray
    probabilities: np.ndarray


class _Look(NamedTuple):
    """How a measure is drawn: the sweep's attribute, the axis, whether it ends at 1, and who lacks it."""

    attribute: str
    y_title: str
    ends_at_1: bool
    none: str


SWEEP_MEASURES: dict[SweepMeasure, str] = {
    "cosine": N_("Cosine to the clean image's latent"),
    "error": N_("Error of the reconstruction"),
    "answer": N_("Probability of the clean answer"),
}
"""What people read, to be translated; an error is squared, against the original, per pixel and channel."""
_LOOKS: dict[SweepMeasure, _Look] = {
    "cosine": _Look("cosines", N_("cosine"), True, N_("No model to compare")),
    "error": _Look(
        "errors", N_("mean squared error"), False, N_("No model with a decoder: choose an autoencoder")
    ),
    "answer": _Look("probabilities", N_("probability"), True, N_("No probe: it needs images of two classes")),
}


def plot_sweep(
    sweeps: Sequence[SweepCurves], measure: SweepMeasure, *, title: str = "", height: int = 380
) -> go.Figure:
    """One line a model over the strength of an augmentation.

    Args:
        sweeps: of the models.
        measure: what is drawn, one of SWEEP_MEASURES.
        title: of the figure.
        height: in pixels.

    Returns:
        A figure with a trace for each model that has the measure: no decoder, no error; no probe, no answer.
    """
    look = _LOOKS[measure]
    shown = _choose_shown(sweeps, look)
    figure = go.Figure()
    dashes = choose_dashes(len(shown))
    hover = _("strength {strength}: {value}").format(strength="%{x:.2f}", value="%{y:.3f}")
    for (sweep, values), dash in zip(shown, dashes, strict=True):
        figure.add_trace(
            go.Scatter(
                x=sweep.strengths,
                y=values,
                name=sweep.title,
                mode="lines+markers",
                line={"color": get_colour(sweep.method), "width": LINE_WIDTH, "dash": dash},
                marker={"size": 8},
                hovertemplate=f"<b>{sweep.title}</b><br>{hover}<extra></extra>",
            )
        )
    apply_theme(figure, title, height)
    figure.update_xaxes(title_text=_("strength"), range=[-0.02, 1.02], nticks=6)
    figure.update_yaxes(title_text=_(look.y_title), rangemode="tozero")
    if look.ends_at_1 and shown:
        figure.update_yaxes(range=[min(0.0, *(float(values.min()) for __, values in shown)), 1.04])
    figure.update_layout(showlegend=True, hovermode="closest")
    if not shown:
        add_message(figure, _(look.none) if sweeps else _("No models to compare"))
    return figure


def tabulate_sweep(sweeps: Sequence[SweepCurves], measure: SweepMeasure) -> list[dict[str, Any]]:
    """The points of `plot_sweep` as rows of a table."""
    look = _LOOKS[measure]
    return [
        {"series": sweep.title, "strength": strength, look.y_title: value}
        for sweep, values in _choose_shown(sweeps, look)
        for strength, value in zip(sweep.strengths, values, strict=True)
    ]


def _choose_shown(sweeps: Sequence[SweepCurves], look: _Look) -> list[tuple[SweepCurves, np.ndarray]]:
    """The sweeps that have a measure, with its values."""
    found = [(sweep, np.asarray(getattr(sweep, look.attribute), np.float64)) for sweep in sweeps]
    return [(sweep, values) for sweep, values in found if np.isfinite(values).any()]
