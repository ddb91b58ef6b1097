"""The ablation: which of the three switches does the work?"""

from functools import partial

import streamlit as st

from aavae.figures.studies.ablation import AblationCell, plot_ablation, tabulate_ablation
from aavae.figures.studies.effects import EffectRow, plot_effects, tabulate_effects
from aavae.figures.studies.points import Point
from aavae.language import N_, _
from aavae.studies.ablation import SWITCHES
from aavae.studies.effects import Effect, compute_effects
from aavae.studies.table import StudyTable
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.studies.open_model import render_chart
from aavae.ui.studies.rows import SWITCH_TITLES, label_rows, name_cell


def render_ablation(table: StudyTable, choice: str) -> None:
    """The answer, all combinations of the switches, then their effects.

    Args:
        table: the ablation's.
        choice: the key of the chosen model.
    """
    effects = compute_effects(table.rows)
    if effects:
        st.info(_say_answer(effects), icon=":material/lightbulb:")
    st.markdown("### " + _("All eight combinations, the best first"))
    cells = _build_cells(table)
    render_chart(
        plot_ablation(cells),
        partial(tabulate_ablation, cells),
        "ablation_cells",
        _("Accuracy of each combination of the switches"),
        choice,
    )
    st.caption(
        explain(
            _(
                "A filled circle is a [switch](term:ablation) that is on. A switch that does the work has "
                "all its filled circles at one end. Dots are seeds, the bar is their mean; the axis does not "
                "start at 0. It does not show how a combination would do after longer training. Click a dot "
                "to choose its model below."
            )
        )
    )
    if not effects:
        st.caption(
            _(
                ":material/hourglass: The effects are computed once a seed has all eight combinations: "
                "`{command}` trains what is missing."
            ).format(command=table.command)
        )
        return
    rows, axis = [_build_row(effect) for effect in effects], N_("percentage points")
    render_figure(
        plot_effects(rows, _(axis), title=_("What turning a switch on does")),
        partial(tabulate_effects, rows, axis),
        "ablation_effects",
        _("Effects of the switches with their intervals"),
        "ablation-effects",
    )
    about = _(
        "A switch alone: [accuracy](term:accuracy) with it on minus off, averaged over the other two. Two "
        "joined by ×: how much more the first does where the second is on."
    )
    st.caption(explain(f"{about} {_explain_whiskers(effects[0].num_seeds)}"))


def _explain_whiskers(num_seeds: int) -> str:
    if num_seeds == 1:
        return _("One seed alone gives no interval, so chance may have done any of it.")
    return _(
        "Whiskers: 95 % over {count} seeds, compared within each seed; they do not cover the choice of the "
        "test images."
    ).format(count=num_seeds)


def _build_cells(table: StudyTable) -> list[AblationCell]:
    labels = label_rows(table)
    points: dict[str, list[Point]] = {}
    for row in table.rows:
        points.setdefault(name_cell(row), []).append(Point(row.probe["h"], row.run, labels[row.run]))
    cells = {name_cell(row): row for row in table.rows}
    return [
        AblationCell(
            title,
            row.method,
            {_(SWITCH_TITLES[switch]): bool(row.settings[switch]) for switch in SWITCHES},
            points[title],
        )
        for title, row in cells.items()
    ]


def _name_effect(effect: Effect) -> str:
    return " × ".join(_(SWITCH_TITLES[switch]) for switch in effect.switches)


def _build_row(effect: Effect) -> EffectRow:
    interval = effect.interval
    return EffectRow(
        _name_effect(effect),
        100 * effect.mean,
        None if interval is None else (100 * interval[0], 100 * interval[1]),
        secondary=len(effect.switches) > 1,
    )


def _say_answer(effects: list[Effect]) -> str:
    """The switch with the largest effect beside the next one; whether chance could have done it."""
    alone = [effect for effect in effects if len(effect.switches) == 1]
    first, second, *__ = sorted(alone, key=lambda effect: -abs(effect.mean))
    low, high = (100 * end for end in first.interval or (first.mean, first.mean))
    if first.interval is None:
        text = _(
            "**{switch}** has the largest effect: turning it on changes the linear probe by **{points:+.1f} "
            "points**; next comes {other} with {other_points:+.1f}."
        )
    elif low <= 0 <= high:
        text = _(
            "**{switch}** has the largest effect: turning it on changes the linear probe by **{points:+.1f} "
            "points** ({low:+.1f} to {high:+.1f}), which the seeds alone could explain; next comes {other} "
            "with {other_points:+.1f}."
        )
    else:
        text = _(
            "**{switch}** has the largest effect: turning it on changes the linear probe by **{points:+.1f} "
            "points** ({low:+.1f} to {high:+.1f}); next comes {other} with {other_points:+.1f}."
        )
    name = _name_effect(first)
    return text.format(
        switch=name[:1].upper() + name[1:],
        points=100 * first.mean,
        low=low,
        high=high,
        other=_name_effect(second),
        other_points=100 * second.mean,
    )
