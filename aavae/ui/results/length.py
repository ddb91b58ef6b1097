"""How far more training goes: accuracy against images seen, beside the paper's figure."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.analysis.difference import newcombe_interval
from aavae.figures.studies.length import LengthCurve, PublishedPoint, plot_lengths, tabulate_lengths
from aavae.figures.studies.points import Point
from aavae.language import _
from aavae.studies.length import METHODS_COMPARED, SOURCES, TrainedLength, compute_lengths
from aavae.studies.paper import PAPER_EPOCHS, PAPER_FIGURES, PAPER_TRAINING_IMAGES
from aavae.studies.table import StudyTable, load_table
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.studies.rows import name_method

_PAPER = PublishedPoint(
    title=f"the paper's AAVAE, {PAPER_FIGURES['aavae'].accuracy:.1%}",
    method="aavae",
    images_seen=PAPER_EPOCHS * PAPER_TRAINING_IMAGES,
    accuracy=100 * PAPER_FIGURES["aavae"].accuracy,
)


def render_length(table: StudyTable) -> None:
    """What more training brings in words, in a figure and in a table.

    Args:
        table: the length study's; the shorter trainings are taken from the other studies' tables.
    """
    others = [load_table(name) for name in SOURCES if name != table.study]
    lengths = compute_lengths([*(other for other in others if other is not None), table])
    if sentences := say_growth(lengths):
        st.info(sentences, icon=":material/lightbulb:")
    curves = _build_curves(lengths)
    render_figure(
        plot_lengths(curves, _PAPER),
        partial(tabulate_lengths, curves, _PAPER),
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
                images_seen=_PAPER.images_seen / 1000000.0,
                accuracy=_PAPER.accuracy,
                source=_(PAPER_FIGURES["aavae"].source),
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
    what = _("Twice the epochs of the shipped models") if factors == {2} else _("The longest trainings")
    sentences = [_("{what} change the linear probe: {names}.").format(what=what, names=", ".join(gains))]
    if "aavae" in by_method and "vae" in by_method:
        ours, theirs = by_method["aavae"], by_method["vae"]
        first, last = (_gain(theirs[place], ours[place]) for place in (0, -1))
        sentences.append(
            _(
                "From {num_epochs} to {num_epochs_2} epochs the gap between AAVAE and VAE {text} from "
                "{first:.1f} to **{last:.1f} points**."
            ).format(
                num_epochs=ours[0].num_epochs,
                num_epochs_2=ours[-1].num_epochs,
                text="grew" if last > first else "shrank",
                first=first,
                last=last,
            )
        )
    return "  \n".join(sentences)


def _say_gain(title: str, before: TrainedLength, after: TrainedLength) -> str:
    low, high = newcombe_interval(after.accuracy.mean, after.interval, before.accuracy.mean, before.interval)
    return _("**{title}** **{gain:+.1f} points** (95 % interval {number:+.1f} to {number_2:+.1f})").format(
        title=title, gain=_gain(before, after), number=100 * low, number_2=100 * high
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
    return _("{name_method}, {num_epochs} epochs, seed {seed}").format(
        name_method=name_method(length.method), num_epochs=length.num_epochs, seed=seed
    )


def _summarise(length: TrainedLength) -> dict[str, str]:
    low, high = length.interval
    return {
        "Model": name_method(length.method),
        "Epochs": f"{length.num_epochs:,}",
        "Images seen": f"{length.images_seen / 1e6:.1f} million",
        "Seeds": f"{length.accuracy.num_seeds}",
        "Linear probe, h": f"{length.accuracy.mean:.1%}",
        "95 % interval": f"{100 * low:.1f} to {100 * high:.1f}",
    }
