"""Does a model use its latents, and do they keep their noise?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.model_values import ModelValues
from aavae.figures.sorted_curves import plot_sorted_curves, tabulate_sorted_curves
from aavae.language import N_, _
from aavae.ui.controls.compare import evaluate_each
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load

if TYPE_CHECKING:
    from aavae.analysis.diagnostics.latents import LatentStatistics

_VANISHED = 0.01
"""Part of a latent's variance below which its noise is as good as gone."""
_COLLAPSED = 0.1
"""Mean KL in nats below which a latent has all but taken the prior's distribution for every image."""


def render_latents(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """A sentence on each model, a table, then signal-to-noise and KL of every latent."""
    load("results")
    from aavae.evaluation.diagnostics.latents import evaluate_latents

    results = evaluate_each("latents", subjects, lambda subject: evaluate_latents(subject, dataset))
    sentences = [read_latents(subject.title, statistics) for subject, statistics in results.items()]
    st.info("  \n".join(sentences), icon=":material/lightbulb:")
    _render_table(results)
    left, right = st.columns(2)
    with left:
        models = [ModelValues(subject.title, subject.method, found.snr) for subject, found in results.items()]
        axes = (N_("latents, the clearest first"), N_("signal to noise"))
        figure = plot_sorted_curves(
            models,
            *map(_, axes),
            title=_("Signal to noise of each latent"),
            log_y=True,
            threshold=1,
            threshold_text=_("as much noise as signal"),
        )
        rows = partial(tabulate_sorted_curves, models, *axes, log_y=True)
        render_figure(figure, rows, "snr", _("Signal-to-noise ratio of each latent"), "signal-to-noise")
        st.caption(
            explain(
                _(
                    "How far [mu](term:mu) moves from image to image (its variance) over the noise that a "
                    "sample [z](term:z) adds (the mean of sigma squared). Each latent alone: it does not "
                    "show latents that say the same."
                )
            )
        )
    with right:
        models = [ModelValues(subject.title, subject.method, found.kl) for subject, found in results.items()]
        axes = (N_("latents, the largest first"), N_("KL, nats"))
        figure = plot_sorted_curves(models, *map(_, axes), title=_("KL divergence of each latent"))
        rows = partial(tabulate_sorted_curves, models, *axes)
        render_figure(figure, rows, "kl", _("KL divergence of each latent"), "latents-kl")
        st.caption(
            explain(
                _(
                    "How far the [posterior](term:posterior) of an image is from [N(0, 1)](term:prior), on "
                    "average, in [nats](term:nats). Only a [loss](term:loss) with a [KL "
                    "term](term:kl-divergence) holds it down; without one it also grows with the mere scale "
                    "of a latent."
                )
            )
        )


def read_latents(title: str, statistics: "LatentStatistics") -> str:
    """What the statistics say, in Markdown: how much noise is left, and what became of the latents."""
    noise = float(np.median(1 / (1 + statistics.snr)))
    if noise < _VANISHED:
        text = _(
            "**{title}**: in a typical latent {percent:.3g} % of the variance is noise: the noise has all "
            "but vanished."
        )
    elif noise < 0.5:
        text = _(
            "**{title}**: in a typical latent {percent:.3g} % of the variance is noise: the noise is still "
            "there, below the signal."
        )
    else:
        text = _(
            "**{title}**: in a typical latent {percent:.3g} % of the variance is noise: most latents hold "
            "more noise than signal."
        )
    return f"{text.format(title=escape(title), percent=100 * noise)} {_say_what_is_lost(statistics)}"


def _say_what_is_lost(statistics: "LatentStatistics") -> str:
    drowned = statistics.snr <= 1
    if not drowned.any():
        return _("No latent is lost.")
    collapsed = int((drowned & (statistics.kl < _COLLAPSED)).sum())
    text = (
        _(
            "In {count} of {total} latents the noise hides the image; in {collapsed} of them the posterior "
            "has collapsed: less than {limit:g} nats from the prior, whatever the image."
        )
        if collapsed
        else _("In {count} of {total} latents the noise hides the image.")
    )
    return text.format(count=int(drowned.sum()), total=len(drowned), collapsed=collapsed, limit=_COLLAPSED)


def _render_table(results: "Mapping[Subject, LatentStatistics]") -> None:
    rows = [
        {
            "Model": subject.title,
            "Latents": len(statistics.snr),
            "Active": statistics.num_active,
            "Informative": statistics.num_informative,
            "Median signal to noise": float(np.median(statistics.snr)),
            "KL, nats": statistics.kl_total,
        }
        for subject, statistics in results.items()
    ]
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "Model": _("Model"),
            "Latents": _("Latents"),
            "Active": st.column_config.NumberColumn(
                _("Active"),
                help=_(
                    "Variance of mu over images above 0.01 (Burda et al., arXiv 1509.00519); it depends on "
                    "the scale of mu, which a loss without a KL term leaves free"
                ),
            ),
            "Informative": st.column_config.NumberColumn(
                _("Informative"), help=_("Signal to noise above 1, on any scale")
            ),
            "Median signal to noise": st.column_config.NumberColumn(
                _("Median signal to noise"), format="%.3g"
            ),
            "KL, nats": st.column_config.NumberColumn(
                _("KL, nats"), format="%.1f", help=_("Of all latents, mean over images")
            ),
        },
    )
