"""The beta study: what the weight of the KL term does."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import streamlit as st

from aavae.figures.studies.beta import BetaCurve, plot_beta_study, tabulate_beta_study
from aavae.figures.studies.points import Point
from aavae.language import N_, _
from aavae.studies.seeds import compute_group_means
from aavae.studies.table import StudyRow, StudyTable
from aavae.ui.glossary.explain import explain
from aavae.ui.studies.open_model import render_chart
from aavae.ui.studies.rows import label_rows, name_method


class _Panel(NamedTuple):
    """One small figure.

    Attributes:
        key: of the chart.
        title: the measure.
        unit: written after the ticks.
        measure: the number of a row, in that unit; None: it has none.
        is_log: whether the axis is logarithmic.
    """

    key: str
    title: str
    unit: str
    measure: Callable[[StudyRow], float | None]
    is_log: bool = False


_PANELS = (
    (
        _Panel("probe", N_("Linear probe on h"), " %", lambda row: 100 * row.probe["h"]),
        _Panel("kl", N_("KL, nats an image"), "", lambda row: row.kl, is_log=True),
        _Panel("mse", N_("Reconstruction error"), "", lambda row: row.mse),
    ),
    (
        _Panel("active", N_("Active latents"), "", lambda row: row.active),
        _Panel("auc", N_("Similarity AUC, mu"), "", lambda row: row.auc["mu"]),
    ),
)


def render_beta(table: StudyTable, choice: str) -> None:
    """The best betas in words, then every measure against beta.

    Args:
        table: the beta study's.
        choice: the key of the chosen model.
    """
    if best := _say_best(table):
        st.info(best, icon=":material/lightbulb:")
    for panels in _PANELS:
        for column, panel in zip(st.columns(3), panels, strict=False):
            with column:
                curves = _build_curves(table, panel)
                render_chart(
                    plot_beta_study(curves, _(panel.title), unit=panel.unit, is_log=panel.is_log),
                    partial(tabulate_beta_study, curves, panel.title, is_log=panel.is_log),
                    f"beta_{panel.key}",
                    _("{title} against beta").format(title=_(panel.title)),
                    choice,
                )
    st.caption(
        explain(
            _(
                "Each dot is a trained model, the line joins the means over the seeds; [beta](term:beta) 0, "
                "no [KL term](term:kl-divergence) at all, stands left of the dotted line. KL and "
                "[reconstruction error](term:reconstruction-error) (mean squared, pixels from 0 to 1) are of "
                "clean test images; a [latent](term:latent) is [active](term:active-latents) if its mean "
                "varies by more than 0.01 over the images. Points with a single seed do not show what chance "
                "does, and no panel shows what a longer training would. Click a dot to choose its model "
                "below."
            )
        )
    )


def _build_curves(table: StudyTable, panel: _Panel) -> list[BetaCurve]:
    labels = label_rows(table)
    curves: dict[str, BetaCurve] = {}
    for row in table.rows:
        curve = curves.setdefault(row.method, BetaCurve(name_method(row.method), row.method, {}))
        value = panel.measure(row)
        if value is not None:
            points = {**curve.points}
            beta = float(row.settings["beta"])
            points[beta] = [*points.get(beta, []), Point(value, row.run, labels[row.run])]
            curves[row.method] = curve._replace(points=points)
    return list(curves.values())


def _say_best(table: StudyTable) -> str:
    """For each method with several betas, the one with the highest mean accuracy and that with the lowest."""
    means = compute_group_means(table.rows, lambda row: (row.method, float(row.settings["beta"])))
    sentences = []
    for method in dict.fromkeys(method for method, __ in means):
        own = {beta: mean.mean for (name, beta), mean in means.items() if name == method}
        if len(own) < 2:
            continue
        best, worst = max(own, key=own.__getitem__), min(own, key=own.__getitem__)
        sentences.append(
            _(
                "**{method}** is at its best with beta **{best:g}** ({highest:.1%} by the linear probe) and "
                "at its worst with beta {worst:g} ({lowest:.1%})."
            ).format(method=name_method(method), best=best, highest=own[best], worst=worst, lowest=own[worst])
        )
    return "  \n".join(sentences)
