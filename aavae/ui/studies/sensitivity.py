"""The sensitivity study: does an AAVAE depend less on its settings than SimCLR?"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.figures.studies.points import Point
from aavae.figures.studies.sensitivity import Deviation, plot_sensitivity, tabulate_sensitivity
from aavae.language import _
from aavae.studies.spread import MethodSpread, compute_method_spreads, compute_setting_spreads
from aavae.studies.table import StudyTable
from aavae.ui.glossary.explain import explain
from aavae.ui.studies.open_model import render_chart
from aavae.ui.studies.rows import format_setting, label_rows, name_method, name_setting


def render_sensitivity(table: StudyTable, choice: str) -> None:
    """The answer, the deviations from each method's default, and the spread beside the seeds' own.

    Args:
        table: the sensitivity study's.
        choice: the key of the chosen model.
    """
    spreads = compute_method_spreads(table.rows)
    if len(spreads) > 1:
        st.info(_say_answer(spreads), icon=":material/lightbulb:")
    noise = max((spread.default.std for spread in spreads if spread.default.std is not None), default=None)
    deviations = _build_deviations(table)
    render_chart(
        plot_sensitivity(
            deviations,
            noise=None if noise is None else 100 * noise,
            title=_("One setting changed at a time"),
        ),
        partial(tabulate_sensitivity, deviations),
        "sensitivity",
        _("Accuracy of changed settings, as points away from the default"),
        choice,
    )
    st.caption(
        explain(
            _(
                "A triangle is a model with one [changed setting](term:sensitivity), whose value is beside "
                "it: it points left where the value is below the default's, right where it is above. The "
                "grey band is one standard deviation over seeds (of the method where it is larger): what "
                "lies in it may be chance. It does not show settings changed together. Click a triangle to "
                "choose its model below."
            )
        )
    )
    if spreads:
        st.table([_build_row(spread) for spread in spreads], hide_index=True)
        st.caption(
            _(
                "Linear probe on h. Range and standard deviation, in points, are over the models with a "
                "changed setting; the last column is the standard deviation over seeds at the default."
            )
        )


def _build_deviations(table: StudyTable) -> list[Deviation]:
    labels = label_rows(table)
    spreads = {(spread.method, spread.setting): spread for spread in compute_setting_spreads(table.rows)}
    deviations = []
    for row in table.rows:
        for setting, value in row.settings.items():
            spread = spreads.get((row.method, setting))
            if spread is not None:
                points = 100 * (row.probe["h"] - spread.default)
                deviations.append(
                    Deviation(
                        setting=name_setting(setting),
                        value=format_setting(value),
                        is_higher=float(value) > float(spread.default_value),
                        method=row.method,
                        method_title=name_method(row.method),
                        point=Point(points, row.run, labels[row.run]),
                    )
                )
    return deviations


def _build_row(spread: MethodSpread) -> dict[str, str]:
    return {
        _("Method"): name_method(spread.method),
        _("Default"): f"{spread.default.mean:.1%}",
        _("Range"): f"{100 * spread.range:.1f}",
        _("Deviation"): _format_points(spread.std),
        _("Seeds"): _format_points(spread.default.std),
    }


def _format_points(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _say_answer(spreads: Sequence[MethodSpread]) -> str:
    """Whether the first method, the AAVAE, varies less than the second."""
    first, second, *__ = spreads
    text = (
        _(
            "With one setting changed at a time, **{method} varies less than {other}**: its accuracy spans "
            "**{points:.1f} points** (standard deviation {deviation}), that of {other} "
            "**{other_points:.1f}** ({other_deviation})."
        )
        if first.range < second.range
        else _(
            "With one setting changed at a time, **{method} does not vary less than {other}**: its accuracy "
            "spans **{points:.1f} points** (standard deviation {deviation}), that of {other} "
            "**{other_points:.1f}** ({other_deviation})."
        )
    )
    return text.format(
        method=name_method(first.method),
        other=name_method(second.method),
        points=100 * first.range,
        deviation=_format_points(first.std),
        other_points=100 * second.range,
        other_deviation=_format_points(second.std),
    )
