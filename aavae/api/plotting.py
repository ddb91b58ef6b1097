"""Results of a notebook as the figures of the pages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aavae.api.maps import MapResult
from aavae.api.probes import ProbeResult
from aavae.api.similarity import SimilarityResult
from aavae.api.training import Fit
from aavae.errors import UserError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    Result = ProbeResult | Sequence[ProbeResult] | SimilarityResult | MapResult | Fit
    """What can be drawn; probes of several models as one figure."""


def plot(result: "Result", *, title: str | None = None) -> "Figure":
    """Draw a result as its page does.

    Args:
        result: of `linear_probe` and `knn_probe`, bars, also of several as a list; of `similarity`,
            histograms; of `project`, a map; of `fit`, a curve of the epochs so far.
        title: of the figure; None: what it is of.

    Returns:
        A figure of Plotly, which a notebook shows: as the last value of a cell, or with `.show()`.

    Raises:
        UserError: it is no such result, or an empty list.
    """
    if isinstance(result, SimilarityResult):
        return _plot_similarity(result, title)
    if isinstance(result, MapResult):
        return _plot_map(result, title)
    if isinstance(result, Fit):
        return _plot_epochs(result, title)
    results = [result] if isinstance(result, ProbeResult) else result
    if isinstance(results, Sequence) and results and all(isinstance(one, ProbeResult) for one in results):
        return _plot_accuracy(results, title)
    raise UserError(
        "plot: give what linear_probe, knn_probe (also a list of these), similarity, project or fit returned."
    )


def _plot_accuracy(results: Sequence[ProbeResult], title: str | None) -> "Figure":
    from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy

    bars = [
        AccuracyBar(
            title=result.model.title,
            method=result.model.subject.method,
            accuracy=result.accuracy,
            low=result.interval[0],
            high=result.interval[1],
            muted=result.model.subject.run is None,
        )
        for result in results
    ]
    kinds = sorted({f"{result.kind} probe of {result.representation}, {result.images}" for result in results})
    num_classes = {len(result.per_class) for result in results}
    chance = 1 / num_classes.pop() if len(num_classes) == 1 else None
    return plot_accuracy(bars, title="; ".join(kinds) if title is None else title, chance=chance)


def _plot_similarity(result: SimilarityResult, title: str | None) -> "Figure":
    from aavae.analysis.similarity.pair_measures import SCALES
    from aavae.figures.similarity import DIFFERENT_COLOUR, SAME_COLOUR, PairGroup, plot_similarity

    scale, pairs = SCALES[result.measure], result.pairs
    groups = [
        PairGroup("different", "different images", DIFFERENT_COLOUR, pairs.different),
        PairGroup("same", "same image", SAME_COLOUR, pairs.same),
    ]
    return plot_similarity(
        groups,
        title=result.model.title if title is None else title,
        edges=scale.edges,
        x_title=scale.title,
        is_logarithm=scale.is_logarithm,
        statistics=[f"AUC {result.auc:.3f}"],
    )


def _plot_map(result: MapResult, title: str | None) -> "Figure":
    from aavae.figures.maps.embedding import MapPoints, plot_embedding

    points = MapPoints(result.coordinates, result.labels, result.class_names, result.ids)
    default = f"{result.model.title}, trustworthiness {result.trustworthiness:.3f}"
    return plot_embedding(points, title=default if title is None else title)


def _plot_epochs(fit: Fit, title: str | None) -> "Figure":
    from aavae.figures.live.curves import plot_curves
    from aavae.figures.live.svg_plot import Line
    from aavae.figures.theme import get_colour

    history = fit.history
    if not history:
        raise UserError(f"'{fit.name}' has no epoch yet: iterate over it, which trains it.")
    has_labels = history[0].knn_accuracy is not None
    name, unit = ("kNN accuracy", " %") if has_labels else ("similarity AUC", "")
    values = [
        metrics.similarity_auc if metrics.knn_accuracy is None else 100 * metrics.knn_accuracy
        for metrics in history
    ]
    line = Line(name, get_colour(fit.config.method), [metrics.epoch for metrics in history], values)
    return plot_curves([line], "epoch", title=fit.name if title is None else title, unit=unit)
