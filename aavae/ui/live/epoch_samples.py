"""What the models make of the same fixed images and pairs: reconstructions, and histograms of similarity."""

import html
from collections.abc import Sequence

import numpy as np

from aavae.analysis.similarity.partner_similarity import Histogram, compute_histogram
from aavae.figures.live.svg_plot import Axis, Line, make_svg_plot, make_swatch
from aavae.figures.similarity import DIFFERENT_COLOUR, SAME_COLOUR
from aavae.formatting import format_count
from aavae.language import _
from aavae.runs.epoch_samples import EpochSamples, read_epoch_samples
from aavae.ui.live.watched import Watched
from aavae.ui.pictures.pictures import PictureRow, make_rows

_COSINE = Axis(-1.0, 1.0, 1.0)
_MAX_WIDTH = 900


def make_epoch_samples(watched: Sequence[Watched]) -> str:
    """HTML text: a histogram for each run, the pictures, and remarks on what is missing."""
    found = [
        (one, samples)
        for one in watched
        if (samples := read_epoch_samples(one.run.layout.samples)) is not None
    ]
    missing = [one.run.title for one in watched if one not in [other for other, __ in found]]
    remarks = [
        _("{run} has no decoder: {method} compares views and never paints one.").format(
            run=one.run.title, method=_(one.method.title)
        )
        for one in watched
        if one.method.contrastive
    ]
    if missing:
        remarks.append(
            _(
                "There are no samples of {runs}: a run has them once its training has begun, an "
                "imported model none; the Reconstruct page shows what it paints."
            ).format(runs=", ".join(missing))
        )
    said = "".join(f'<p class="live-remark">{html.escape(remark)}</p>' for remark in remarks)
    pictures = make_rows(_make_picture_rows(found), _MAX_WIDTH) if found else ""
    histograms = _make_histograms(found) if found else ""
    return f'<div class="live-samples">{histograms}{pictures}{said}</div>'


def _make_picture_rows(found: Sequence[tuple[Watched, EpochSamples]]) -> list[PictureRow]:
    """Originals and inputs once for each data set, then the reconstructions."""
    rows: list[PictureRow] = []
    shown: list[np.ndarray] = []
    for one, samples in found:
        if not any(np.array_equal(samples.inputs, inputs) for inputs in shown):
            shown.append(samples.inputs)
            rows.append(PictureRow(_("Original"), samples.originals))
            rows.append(PictureRow(_("What the encoder sees"), samples.inputs))
        if len(samples.reconstructions):
            rows.append(PictureRow(one.run.title, samples.reconstructions, note=_describe_epoch(samples)))
    return rows


def _describe_epoch(samples: EpochSamples) -> str:
    if not samples.epoch:
        return _("untrained")
    return _("after epoch {epoch}").format(epoch=format_count(samples.epoch))


def _make_histograms(found: Sequence[tuple[Watched, EpochSamples]]) -> str:
    """A plot for each run, all on the same axes."""
    pairs = [(compute_histogram(samples.same), compute_histogram(samples.different)) for __, samples in found]
    peak = max(float(histogram.densities.max()) for pair in pairs for histogram in pair)
    plots = []
    for (one, samples), (same, different) in zip(found, pairs, strict=True):
        lines = [_make_line(different, DIFFERENT_COLOUR), _make_line(same, SAME_COLOUR)]
        alt = _(
            "{run}: cosine similarity of mu {when}, two views of one image against views of two: "
            "AUC {auc:.2f}"
        ).format(run=one.run.title, when=_describe_epoch(samples), auc=samples.auc)
        plots.append(
            make_svg_plot(
                one.run.title,
                lines,
                alt,
                x_axis=_COSINE,
                y_axis=Axis(0.0, 1.1 * peak, 2 * peak),
                y_ticks=False,
                note=f"AUC {samples.auc:.2f}",
            )
        )
    heading, same_title, different_title = _("Similarity of two views"), _("of one image"), _("of two")
    return (
        f'<div class="live-heading"><b>{html.escape(heading)}</b>'
        f"<span>{make_swatch(SAME_COLOUR)}{html.escape(same_title)}</span>"
        f"<span>{make_swatch(DIFFERENT_COLOUR)}{html.escape(different_title)}</span></div>"
        f'<div class="live-histograms">{"".join(plots)}</div>'
    )


def _make_line(histogram: Histogram, colour: str) -> Line:
    """The outline of a histogram: along each bin's top, then up or down to the next."""
    x = np.repeat(histogram.edges, 2)[1:-1].tolist()
    return Line(name="", colour=colour, x=x, y=np.repeat(histogram.densities, 2).tolist(), fill=True)
