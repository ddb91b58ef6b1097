"""How far more training goes: accuracy against images seen, beside the paper's figure."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.analysis.difference import newcombe_interval
from aavae.figures.studies.length import LengthCurve, PublishedPoint, plot_lengths, tabulate_lengths
from aavae.figures.studies.points import Point
from aavae.formatting import format_count
from aavae.language import _
from aavae.studies.length import METHODS_COMPARED, SOURCES, TrainedLength, compute_lengths
from aavae.studies.paper import PAPER_EPOCHS, PAPER_FIGURES, PAPER_TRAINING_IMAGES
from aavae.studies.table import StudyTable, load_table
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.studies.rows import name_method

_PAPERS = PAPER_FIGURES["aavae"]
_PAPERS_IMAGES = PAPER_EPOCHS * PAPER_TRAINING_IMAGES


def render_length(table: StudyTable) -> None:
    """What more training brings in words, in a figure and in a table.

    Args:
        table: the length study's; the shorter trainings are taken from the other studies' tables.
    """
    others = [load_table(name) for name in SOURCES if name != table.study]
    lengths = compute_lengths([*(other for other in others if other is not None), table])
    if sentences := say_growth(lengths):
        st.info(sentences, icon=":material/lightbulb:")
    curves, paper = _build_curves(lengths), _build_papers_point()
    render_figure(
        plot_lengths(curves, paper),
        partial(tabulate_lengths, curves, paper),
        "results_length",
        _("Linear probe against training images seen, for each method, beside the paper's AAVAE"),
        "results-length",
    )
    st.caption(
        explain(
            _(
                "Each dot is a model of its own, trained from the start with the same settings but for "
                "the number of [epochs](term:epoch); lines join the means over the [seeds](term:seed). "
                "From one mark of the axis to the next it is ten times as many images, each counted as "
                "often as it was in a batch; SimCLR makes two views of each. The star is the paper's "
                "AAVAE, after {images_seen:.0f} million images (arXiv 2107.12329, section 4; "
                "{accuracy:.1f} % from {source}): it is a [ResNet-50](term:resnet), so that not only the "
                "training is longer, and no line leads to it."
            ).format(
                images_seen=_PAPERS_IMAGES / 1e6,
                accuracy=100 * _PAPERS.accuracy,
                source=_(_PAPERS.source),
            )
        )
    )
    st.table([_summarise(length) for length in lengths], hide_index=True)
    st.caption(
        _(
            "Intervals of 95 %: over seeds where there are several, by Student's t; with a single seed over "
            "test images, so that they do not show what chance in training does."
        )
    )


def _build_papers_point() -> PublishedPoint:
    title = _("the paper's AAVAE, {accuracy:.1%}").format(accuracy=_PAPERS.accuracy)
    return PublishedPoint(title, "aavae", _PAPERS_IMAGES, 100 * _PAPERS.accuracy)


def say_growth(lengths: Sequence[TrainedLength]) -> str:
    """What the longest training brings each method, and what becomes of the gap between AAVAE and VAE.

    Args:
        lengths: by method, each from the shortest to the longest; methods with one length are left out.
    """
    by_method = {
        method: own
        for method in METHODS_COMPARED
        if len(own := [length for length in lengths if length.method == method]) > 1
    }
    gains = [_say_gain(name_method(method), own[-2], own[-1]) for method, own in by_method.items()]
    if not gains:
        return ""
    factors = {round(own[-1].num_epochs / own[-2].num_epochs, 1) for own in by_method.values()}
    text = (
        _("Twice the epochs of the shipped models change the linear probe: {gains}.")
        if factors == {2}
        else _("The longest trainings change the linear probe: {gains}.")
    )
    sentences = [text.format(gains=", ".join(gains))]
    if "aavae" in by_method and "vae" in by_method:
        ours, theirs = by_method["aavae"], by_method["vae"]
        first, last = (_gain(theirs[place], ours[place]) for place in (0, -1))
        text = (
            _(
                "From {few} to {many} epochs the gap between AAVAE and VAE grew from {first:.1f} to "
                "**{last:.1f} points**."
            )
            if last > first
            else _(
                "From {few} to {many} epochs the gap between AAVAE and VAE shrank from {first:.1f} to "
                "**{last:.1f} points**."
            )
        )
        sentences.append(
            text.format(few=ours[0].num_epochs, many=ours[-1].num_epochs, first=first, last=last)
        )
    return "  \n".join(sentences)


def _say_gain(title: str, before: TrainedLength, after: TrainedLength) -> str:
    low, high = newcombe_interval(after.accuracy.mean, after.interval, before.accuracy.mean, before.interval)
    return _("**{title}** **{gain:+.1f} points** (95 % interval {low:+.1f} to {high:+.1f})").format(
        title=title, gain=_gain(before, after), low=100 * low, high=100 * high
    )


def _gain(before: TrainedLength, after: TrainedLength) -> float:
    """In percentage points of the mean accuracy, to a tenth; never minus zero."""
    return round(100 * (after.accuracy.mean - before.accuracy.mean), 1) + 0.0


def _build_curves(lengths: Sequence[TrainedLength]) -> list[LengthCurve]:
    return [
        LengthCurve(
            name_method(method),
            method,
            {
                length.images_seen: [
                    Point(100 * row.probe["h"], row.run, _label(length, row.seed)) for row in length.rows
                ]
                for length in lengths
                if length.method == method
            },
        )
        for method in METHODS_COMPARED
    ]


def _label(length: TrainedLength, seed: int) -> str:
    return _("{method}, {num_epochs} epochs, seed {seed}").format(
        method=name_method(length.method), num_epochs=length.num_epochs, seed=seed
    )


def _summarise(length: TrainedLength) -> dict[str, str]:
    low, high = length.interval
    return {
        _("Model"): name_method(length.method),
        _("Epochs"): format_count(length.num_epochs),
        _("Images seen"): _("{millions:.1f} million").format(millions=length.images_seen / 1e6),
        _("Seeds"): f"{length.accuracy.num_seeds}",
        _("Linear probe, h"): f"{length.accuracy.mean:.1%}",
        _("95 % interval"): _("{low:.1f} to {high:.1f}").format(low=100 * low, high=100 * high),
    }
