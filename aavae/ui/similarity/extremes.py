"""Where a measure errs: the most alike pairs of different images, and the least alike ones of one image."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aavae.analysis.similarity.pair_measures import SCALES
from aavae.data.image_set import Dataset
from aavae.language import _
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.found_pairs import render_found_pairs
from aavae.ui.similarity.results import Results

if TYPE_CHECKING:
    from aavae.analysis.similarity.pairs import PairKind

_NUM_SHOWN = 6


def render_extremes(results: Results, dataset: Dataset, comparison: Comparison) -> None:
    """The pairs at the wrong ends of the histograms, as pictures, for each model."""
    sign = SCALES[comparison.measure].sign
    kinds: list[tuple[PairKind, str]] = [("different", _("Most alike pairs of different images"))]
    if comparison.by_class:
        kinds = [
            ("same_class", _("Most alike pairs of the same class")),
            ("other_class", _("Most alike pairs of two classes")),
        ]
    st.caption(
        _(
            "What a model takes for one image although there are two, and for two although there is one: "
            "where its histograms overlap. Among the pairs that were drawn, not among all that there are."
        )
    )
    for subject, result in results.items():
        st.header(subject.title)
        for kind, title in kinds:
            numbers = find_extremes(result.get_values(kind), sign, _NUM_SHOWN)
            render_found_pairs(title, result, kind, numbers=numbers, dataset=dataset, comparison=comparison)
        numbers = find_extremes(result.get_values("same"), -sign, _NUM_SHOWN)
        render_found_pairs(
            _("Least alike pairs of one image"),
            result,
            "same",
            numbers=numbers,
            dataset=dataset,
            comparison=comparison,
        )


def find_extremes(values: np.ndarray, direction: int, count: int) -> np.ndarray:
    """Which values are the largest, the largest first; with direction -1 the smallest: int64 (count,)."""
    return np.argsort(-direction * values, kind="stable")[:count]
