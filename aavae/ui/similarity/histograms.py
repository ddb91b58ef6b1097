"""The histograms of each model, with the same bins and axes; a bar that is pressed shows its pairs."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from aavae.analysis.similarity.pair_measures import SCALES
from aavae.evaluation.subject import Subject
from aavae.figures.similarity import compute_x_range, compute_y_max, plot_similarity, tabulate_similarity
from aavae.formatting import format_count
from aavae.language import _
from aavae.ui.figure.figure import render_figure
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.kinds import make_groups
from aavae.ui.similarity.results import Results, name_representation

if TYPE_CHECKING:
    from aavae.analysis.similarity.pairs import PairKind
    from aavae.evaluation.similarity.pairs import PairSimilarity

_IN_A_ROW = 3


def render_histograms(
    results: Results, comparison: Comparison, on_press: Callable[[Subject, str, int], None]
) -> None:
    """A figure for each model, and its AUC, overlap and means.

    Args:
        results: of each model.
        comparison: what was compared.
        on_press: called with the model, the kind of pairs and the number of the bin of a pressed bar.
    """
    scale = SCALES[comparison.measure]
    groups = {subject: make_groups(result, comparison.by_class) for subject, result in results.items()}
    values = [group.values for kinds in groups.values() for group in kinds]
    y_max = compute_y_max(values, scale.edges)
    x_range = None if comparison.measure == "cosine" else compute_x_range(values, scale.edges)
    width = min(len(results), _IN_A_ROW)
    for start in range(0, len(results), width):
        row = list(results.items())[start : start + width]
        for side, (column, (subject, result)) in enumerate(
            zip(st.columns(width)[: len(row)], row, strict=True), start
        ):
            auc, overlap = (result.get_estimate(name).value for name in ("auc", "overlap"))
            figure = plot_similarity(
                groups[subject],
                title=f"{subject.title}, {_(name_representation(comparison))}",
                edges=scale.edges,
                x_title=_(scale.title),
                x_range=x_range,
                is_logarithm=scale.is_logarithm,
                statistics=[
                    f"<b>AUC {auc:.2f}</b>",
                    _("overlap {percent:.0f} %").format(percent=100 * overlap),
                ],
                y_max=y_max,
            )
            rows = partial(
                tabulate_similarity, groups[subject], edges=scale.edges, is_logarithm=scale.is_logarithm
            )
            key = f"similarity_{side}"
            with column:
                render_figure(
                    figure,
                    rows,
                    key,
                    _("{title}: AUC {auc:.2f}, overlap {overlap:.2f}").format(
                        title=subject.title, auc=auc, overlap=overlap
                    ),
                    f"similarity-{subject.name}-{name_representation(comparison)}-{comparison.measure}",
                    on_select=partial(_take_press, key, subject, on_press),
                    selection_mode="points",
                )
                _render_metrics(result, comparison)


def _render_metrics(result: "PairSimilarity", comparison: Comparison) -> None:
    # In a line as long as there is room: three models leave less than two, and KL has long numbers.
    with st.container(horizontal=True, gap="medium"):
        for name, statistic in (("AUC", "auc"), (_("Overlap"), "overlap")):
            st.metric(name, f"{result.get_estimate(statistic).value:.3f}", width="content")
        kinds: dict[PairKind, str] = {"same": _("Mean, same"), "different": _("Mean, different")}
        for kind, title in kinds.items():
            mean = result.get_estimate("mean", kind).value
            st.metric(title, format_value(mean, comparison), width="content")


def format_value(value: float, comparison: Comparison) -> str:
    """A value of the measure as people read it; of a logarithm, what it is the logarithm of."""
    if not SCALES[comparison.measure].is_logarithm:
        return f"{value:.3f}"
    nats = 10**value
    return format_count(float(f"{nats:.3g}")) if nats >= 100 else f"{nats:.3g}"


def _take_press(key: str, subject: Subject, on_press: Callable[[Subject, str, int], None]) -> None:
    points: Sequence[Mapping[str, Any]] = st.session_state[key]["selection"]["points"]
    # A press on a bar that was chosen already takes the choice back: its pairs stay.
    if points and (data := points[0].get("customdata")):
        on_press(subject, str(data[0]), int(data[1]))
