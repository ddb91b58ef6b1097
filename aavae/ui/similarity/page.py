"""The similarity page below its controls."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.augmentation.gallery import choose_examples
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.sharing.notebooks.similarity import recompute_similarity
from aavae.ui.controls.controls import choose_one
from aavae.ui.frame import guard
from aavae.ui.notices.skeleton import load
from aavae.ui.pictures.pictures import PictureRow, render_rows
from aavae.ui.report.record import note_recomputation
from aavae.ui.similarity.bar import open_bar, render_bar
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.extremes import render_extremes
from aavae.ui.similarity.geometry import render_geometry
from aavae.ui.similarity.histograms import render_histograms
from aavae.ui.similarity.numbers import render_numbers, render_reading
from aavae.ui.similarity.results import Results, compute_results

_SECTIONS = (N_("Numbers"), N_("Extreme pairs"), N_("Alignment and uniformity"), N_("Views"))


def render_similarity(subjects: Sequence[Subject], dataset: Dataset, comparison: Comparison) -> None:
    """The histograms and the pairs of a bar, what they say, and one of the further sections."""
    results = compute_results(subjects, dataset, comparison)
    note_recomputation(
        partial(
            recompute_similarity,
            list(results),
            dataset,
            representation=comparison.representation,
            measure=comparison.measure,
            config=comparison.config,
        )
    )
    _render_bars(results, dataset, comparison)
    render_reading(results)
    section = choose_one(
        _("More"),
        {name: _(name) for name in _SECTIONS},
        "similarity_section",
        show_label=False,
        help=_(
            "All numbers with their intervals, the pairs that a model gets most wrong, how it spreads "
            "images, or what views look like."
        ),
    )
    if section == "Numbers":
        render_numbers(results, dataset, comparison)
    elif section == "Extreme pairs":
        render_extremes(results, dataset, comparison)
    elif section == "Alignment and uniformity":
        render_geometry(subjects, dataset, comparison)
    else:
        _render_views(dataset, comparison.config)


@st.fragment
def _render_bars(results: Results, dataset: Dataset, comparison: Comparison) -> None:
    """Alone, so that pressing a bar draws only its pairs anew."""
    with guard(_("The histograms of the page 'Similarity'")):
        render_histograms(
            results,
            comparison,
            lambda subject, kind, number: open_bar(subject, kind, number, comparison),
        )
        render_bar(results, dataset, comparison)


def _render_views(dataset: Dataset, config: AugmentConfig) -> None:
    """A few of the pairs that were compared."""
    load("results")
    from aavae.evaluation.views import draw_views

    originals = dataset.test.take(choose_examples(dataset.test))
    first, second = draw_views(originals, config, seed=0)
    st.caption(
        _("One image of each class, and two views of it: what the histograms compare.")
        if dataset.test.num_labelled
        else _("A few images, which have no labels, and two views of each: what the histograms compare.")
    )
    render_rows(
        [
            PictureRow(_("Original"), originals),
            PictureRow(_("One view"), first),
            PictureRow(_("The other view"), second),
        ],
        max_width=900,
    )
