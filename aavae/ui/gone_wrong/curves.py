"""The curves that one can look at, of which one gives away what went wrong."""

from typing import Literal, NamedTuple

import numpy as np

from aavae.figures.description import format_number
from aavae.figures.live.curves import get_points
from aavae.figures.studies.two_runs import RunCurve
from aavae.language import N_, _
from aavae.ui.gone_wrong.outcome import Outcome, Pair

CurveName = Literal["loss", "reconstruction", "kl", "knn", "gradient"]
_MOST_POINTS = 400
"""Of a curve: single steps, evenly spaced, so that their noise is seen."""


class CurveKind(NamedTuple):
    """What a curve shows.

    Attributes:
        title: of the choice; English, marked for translation.
        y_title: of the axis; English, marked for translation.
        field: of an epoch's metrics; empty: the loss of every step.
        scale: what its numbers are multiplied by.
    """

    title: str
    y_title: str
    field: str = ""
    scale: float = 1.0


CURVES: dict[CurveName, CurveKind] = {
    "loss": CurveKind(N_("Loss"), N_("loss of a step, nats")),
    "reconstruction": CurveKind(N_("Reconstruction"), N_("reconstruction, nats"), "reconstruction"),
    "kl": CurveKind(N_("KL term"), N_("KL from the prior, nats"), "kl"),
    "knn": CurveKind(N_("kNN accuracy"), N_("kNN accuracy on h, %"), "knn_accuracy", 100),
    "gradient": CurveKind(N_("Gradient"), N_("norm of the gradient"), "gradient_norm"),
}


def make_curve(outcome: Outcome, name: CurveName, title: str) -> RunCurve:
    """A run's curve against the images seen.

    Args:
        outcome: of the run.
        name: of the curve.
        title: what people call the run.
    """
    kind = CURVES[name]
    if not kind.field:
        losses, seen = outcome.steps.losses, outcome.steps.images_seen
        kept = np.unique(np.linspace(0, len(losses) - 1, min(_MOST_POINTS, len(losses))).astype(int))
        kept = kept[np.isfinite(losses[kept])]
        return RunCurve(title, seen[kept].tolist(), losses[kept].tolist())
    points = get_points(outcome.metrics, kind.field, "images_seen")
    return RunCurve(title, [x for x, _y in points], [kind.scale * y for _x, y in points])


def say_ends(pair: Pair, name: CurveName) -> str:
    """Where the two lines end, in a sentence; empty where a run has no such number."""
    kind = CURVES[name]
    if not kind.field:
        text = _(
            "Over its last tenth the line of this run has a mean of **{wrong}**, that of the healthy one "
            "**{healthy}**."
        )
        ends = [outcome.last_loss for outcome in pair]
    else:
        text = _("The line of this run ends at **{wrong}**, that of the healthy one at **{healthy}**.")
        curves = [make_curve(outcome, name, "") for outcome in pair]
        if not all(curve.y for curve in curves):
            return ""
        ends = [curve.y[-1] for curve in curves]
    wrong, healthy = map(format_number, ends)
    return text.format(wrong=wrong, healthy=healthy)
