"""The similarity page's figures."""

from collections.abc import Sequence

import streamlit as st

from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.gallery import choose_one_per_class
from aavae.evaluation.subject import Subject
from aavae.figures.similarity import compute_y_max, plot_similarity
from aavae.ui.pictures import PictureRow, render_rows


def render_comparison(
    subjects: Sequence[Subject], dataset: Dataset, representation: RepresentationName, config: AugmentConfig
) -> None:
    """The histograms of each model side by side, with the same bins and axes."""
    with st.spinner("Encoding two views of 2,000 images …"):
        from aavae.evaluation.similarity import evaluate_similarity

        results = [evaluate_similarity(subject, dataset, representation, config) for subject in subjects]
    y_max = compute_y_max([values for result in results for values in (result.same, result.different)])
    columns = st.columns(len(subjects))
    for side, (column, subject, result) in enumerate(zip(columns, subjects, results, strict=True)):
        with column:
            figure = plot_similarity(
                result.same,
                result.different,
                f"{subject.title}, {representation}",
                auc=result.auc,
                overlap=result.overlap,
                y_max=y_max,
            )
            st.plotly_chart(
                figure,
                key=f"similarity_{side}",
                alt=f"{subject.title}: AUC {result.auc:.2f}, overlap {result.overlap:.2f}",
            )
            auc, overlap, same, different = st.columns(4)
            auc.metric("AUC", f"{result.auc:.3f}")
            overlap.metric("Overlap", f"{result.overlap:.3f}")
            same.metric("Mean, same", f"{result.mean_same:.3f}")
            different.metric("Mean, different", f"{result.mean_different:.3f}")
    _render_reading(subjects, [result.auc for result in results])


def _render_reading(subjects: Sequence[Subject], aucs: Sequence[float]) -> None:
    sentences = [
        f"Given one pair of each kind, **{subject.title}** finds the pair from one image the more similar "
        f"one **{auc:.0%}** of the time."
        for subject, auc in zip(subjects, aucs, strict=True)
    ]
    st.info("  \n".join(sentences), icon=":material/lightbulb:")


def render_views(dataset: Dataset, config: AugmentConfig) -> None:
    """A few of the pairs that were compared."""
    from aavae.evaluation.similarity import draw_views

    originals = dataset.test.images[choose_one_per_class(dataset.test.labels)]
    first, second = draw_views(originals, config, seed=0)
    with st.expander("What two views look like", expanded=True):
        render_rows(
            [
                PictureRow("Original", originals),
                PictureRow("One view", first),
                PictureRow("The other view", second),
            ],
            max_width=900,
        )
