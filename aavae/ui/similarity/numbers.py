"""What the histograms say: a sentence for each model, and every number with its interval."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.results import Row
from aavae.language import N_, _
from aavae.spreadsheets import format_csv
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.histograms import format_value
from aavae.ui.similarity.results import Results

if TYPE_CHECKING:
    from aavae.analysis.bootstrap import IntervalEstimate
    from aavae.analysis.similarity.pairs import PairKind

_KINDS: "dict[PairKind, str]" = {
    "different": N_("any other image"),
    "same_class": N_("another of the same class"),
    "other_class": N_("one of another class"),
}


def render_reading(results: Results) -> None:
    """A sentence on each model."""
    sentences = [
        _(
            "Given one pair of each kind, **{title}** finds the pair from one image the more similar "
            "one **{value:.0%}** of the time."
        ).format(title=escape(subject.title), value=result.get_estimate("auc").value)
        for subject, result in results.items()
    ]
    st.info("  \n".join(sentences), icon=":material/lightbulb:")


def render_numbers(results: Results, dataset: Dataset, comparison: Comparison) -> None:
    """The table of all numbers, how far the models differ, and the numbers as a file."""
    rows = []
    for subject, result in results.items():
        for kind, name in _KINDS.items():
            auc, overlap, effect = (
                format_estimate(result.get_estimate(statistic, kind))
                for statistic in ("auc", "overlap", "effect_size")
            )
            means = [result.get_estimate("mean", of).value for of in ("same", kind)]
            rows.append(
                {
                    _("Model"): subject.title,
                    _("Same image, or"): _(name),
                    "AUC": auc,
                    _("Overlap"): overlap,
                    _("Effect size"): effect,
                    _("Means"): format_means(means, comparison),
                }
            )
    st.table(rows, hide_index=True)
    sentences = [
        _(
            "In brackets the 95 % [interval](term:confidence-interval), by "
            "[bootstrap](term:bootstrap) over the images, both views of an image together. **AUC**: "
            "how often the pair from one image is the more alike, 0.5 by chance. "
            "**[Overlap](term:overlap)**: of the two histograms, 1 where they are the same. "
            "**[Effect size](term:effect-size)**, Cohen's d: the difference of the two means, in "
            "standard deviations (the root of the mean of the two variances). **Means**: of pairs of "
            "one image, and of two."
        ),
        *_explain_mean(comparison),
    ]
    st.caption(explain(" ".join(sentences)))
    if len(results) > 1:
        _render_differences(results)
    st.download_button(
        _("All numbers, as CSV"),
        lambda: format_csv(_list_numbers(results, dataset, comparison)),
        file_name="similarity.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="similarity_numbers",
        help=_("The same as `python -m aavae similarity ... --json`."),
    )


def format_estimate(estimate: "IntervalEstimate") -> str:
    """A number with its interval; a dash in place of what there is none of.

    Of few images some draws of the bootstrap have no pairs of a kind: then there is a number alone.
    """
    if not np.isfinite(estimate.value):
        return "–"
    if not np.isfinite([estimate.low, estimate.high]).all():
        return f"{estimate.value:.3f} [–]"
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def format_means(means: Sequence[float], comparison: Comparison) -> str:
    """The means of pairs of one image and of two; a dash where there are no pairs of one kind."""
    if not np.all(np.isfinite(means)):
        return "–"
    return " – ".join(format_value(mean, comparison) for mean in means)


def _explain_mean(comparison: Comparison) -> list[str]:
    if comparison.measure == "kl":
        return [_("Of KL the geometric means, in nats; overlap and effect size are those of its logarithm.")]
    if comparison.measure == "euclidean":
        return [_("A distance of 1 is the typical one between any two views of this model.")]
    return []


def _render_differences(results: Results) -> None:
    load("results")
    from aavae.analysis.similarity.pair_statistics import compare_aucs

    (first, one), *others = results.items()
    lines = []
    for subject, other in others:
        difference = compare_aucs(other.statistics, one.statistics)
        low, high = sorted(abs(100 * end) for end in (difference.low, difference.high))
        lines.append(
            _say_difference(difference).format(
                title=escape(subject.title),
                points=100 * abs(difference.value),
                first=escape(first.title),
                low=low,
                high=high,
            )
        )
    st.markdown("  \n".join(lines))


def _say_difference(difference: "IntervalEstimate") -> str:
    if not (difference.low > 0 or difference.high < 0):
        if difference.value > 0:
            return _(
                "**{title}** is {points:.1f} points of AUC above **{first}** on the same pairs (95 %: the "
                "interval holds 0), which may be chance."
            )
        return _(
            "**{title}** is {points:.1f} points of AUC below **{first}** on the same pairs (95 %: the "
            "interval holds 0), which may be chance."
        )
    if difference.value > 0:
        return _(
            "**{title}** is {points:.1f} points of AUC above **{first}** on the same pairs (95 %: {low:.1f} "
            "to {high:.1f})."
        )
    return _(
        "**{title}** is {points:.1f} points of AUC below **{first}** on the same pairs (95 %: {low:.1f} to "
        "{high:.1f})."
    )


def _list_numbers(results: Results, dataset: Dataset, comparison: Comparison) -> list[Row]:
    """A row for each model, the ends of its intervals in columns of their own."""
    load("results")
    from aavae.evaluation.similarity.pairs import summarise_pairs

    rows = []
    for subject in results:
        row = summarise_pairs(
            subject, dataset, comparison.representation, comparison.measure, config=comparison.config
        )
        flat: Row = {}
        for name, value in row.items():
            if isinstance(value, list):
                stem = name.removesuffix("_interval")
                flat[f"{stem}_low"], flat[f"{stem}_high"] = value
            else:
                flat[name] = value
        rows.append(flat)
    return rows
