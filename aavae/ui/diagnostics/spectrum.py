"""In how many directions does a model spread images?"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.model_values import ModelValues
from aavae.figures.spectrum import (
    plot_effective_rank,
    plot_singular_values,
    tabulate_effective_rank,
    tabulate_singular_values,
)
from aavae.language import _
from aavae.ui.controls.compare import evaluate_each
from aavae.ui.controls.controls import REPRESENTATIONS, choose_representation
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.skeleton import load

_NEGLIGIBLE = 1e-5
"""Part of the largest singular value below which 32 bits hold nothing of a direction."""


def render_spectrum(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """RankMe of all representations, and the singular values of one."""
    load("results")
    from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum

    results = evaluate_each(
        "spectrum",
        subjects,
        lambda subject: {
            name: evaluate_spectrum(subject, dataset, representation=name) for name in subject.representations
        },
    )
    names: list[RepresentationName] = list(REPRESENTATIONS)
    ranks = [
        ModelValues(
            subject.title,
            subject.method,
            np.array([spectra[name].rank_me if name in spectra else np.nan for name in names]),
        )
        for subject, spectra in results.items()
        if subject.kind != "pixels"
    ]
    figure = plot_effective_rank(ranks, names)
    rows = partial(tabulate_effective_rank, ranks, names)
    render_figure(figure, rows, "rank", _("RankMe of h, mu and z of each model"), "effective-rank")
    pixels = [
        _("Raw pixels have {rank:.0f}, off the scale.").format(rank=spectra["h"].rank_me)
        for subject, spectra in results.items()
        if subject.kind == "pixels"
    ]
    about = _(
        "[RankMe](term:effective-rank) (arXiv 2210.02885): as many directions of equal strength would be as "
        "spread out as these features of the test images, their mean taken away. It needs no labels, and "
        "says nothing of what the directions mean: the noise in a z adds rank, too."
    )
    st.caption(explain(" ".join([about, *pixels])))
    representation = choose_representation("h")
    shares = [
        ModelValues(subject.title, subject.method, _compute_shares(spectra[representation].singular_values))
        for subject, spectra in results.items()
        if representation in spectra
    ]
    figure = plot_singular_values(shares, representation)
    rows = partial(tabulate_singular_values, shares)
    render_figure(figure, rows, "singular_values", _("Singular values of each model"), "singular-values")
    st.caption(
        explain(
            _(
                "[How strongly images differ](term:spectrum) along each direction, beside the strongest one. "
                "A steep fall means few directions; where the line ends is the width of the representation, "
                "not what it knows."
            )
        )
    )


def _compute_shares(singular_values: np.ndarray) -> np.ndarray:
    """Singular values as parts of the largest, without those that are rounding errors."""
    return singular_values[singular_values > _NEGLIGIBLE * singular_values[0]] / singular_values[0]
