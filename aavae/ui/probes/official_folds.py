"""The linear probe by a data set's official folds."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.formatting import format_count
from aavae.language import _
from aavae.ui.controls.compare import evaluate_each
from aavae.ui.notices.skeleton import load


def render_official_folds(
    subjects: Sequence[Subject],
    dataset: Dataset,
    folds: np.ndarray,
    representation: RepresentationName,
) -> None:
    """Mean and deviation of each model's accuracy over the folds, once they are asked for."""
    count, size = folds.shape
    if not st.toggle(
        _("By the {count} official folds").format(count=count),
        key="folds",
        bind="query-params",
        help=_("Trains a classifier on each fold alone, as papers on this set do; it may take a minute."),
    ):
        return
    load("results")
    from aavae.evaluation.probes.official_folds import evaluate_official_folds

    results = evaluate_each(
        "labels",
        subjects,
        lambda subject: evaluate_official_folds(subject, dataset, representation=representation),
    )
    st.dataframe(
        [
            {
                "Model": subject.title,
                "Mean accuracy": 100 * found.mean,
                "Deviation": 100 * found.deviation,
                "Lowest": 100 * found.accuracies.min(),
                "Highest": 100 * found.accuracies.max(),
            }
            for subject, found in results.items()
        ],
        hide_index=True,
        column_config={
            "Model": _("Model"),
            "Mean accuracy": st.column_config.NumberColumn(_("Mean accuracy"), format="%.1f %%"),
            "Deviation": st.column_config.NumberColumn(_("Deviation"), format="%.1f %%"),
            "Lowest": st.column_config.NumberColumn(_("Lowest"), format="%.1f %%"),
            "Highest": st.column_config.NumberColumn(_("Highest"), format="%.1f %%"),
        },
    )
    st.caption(
        _(
            "A classifier is trained on the {size} images of each fold alone and tested on all "
            "{count} labelled test images, as papers on this set report it. The deviation is "
            "that of the folds; it does not show how a mean would shift if the model were trained "
            "again."
        ).format(size=format_count(size), count=format_count(dataset.test.num_labelled))
    )
