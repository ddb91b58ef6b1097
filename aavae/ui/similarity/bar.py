"""One bar of a histogram, and the pairs in it."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aavae.analysis.similarity.pair_measures import SCALES
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.formatting import NARROW_SPACE
from aavae.language import _, pgettext
from aavae.ui.controls.links import keep_choice, open_choice
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.found_pairs import render_found_pairs
from aavae.ui.similarity.histograms import format_value
from aavae.ui.similarity.kinds import WORDS, list_shown
from aavae.ui.similarity.results import Results

if TYPE_CHECKING:
    from aavae.analysis.similarity.pairs import PairKind

_FIRST = 12
_NONE = "none"


def open_bar(subject: Subject, kind: str, number: int, comparison: Comparison) -> None:
    """Choose a bar, as if by the controls of `render_bar`; called before they are drawn."""
    st.session_state["bar_model"] = subject.now.name
    st.session_state["bar_kind"] = kind
    st.session_state[_bar_key(comparison)] = name_bins(comparison)[number]
    _show_first()


def render_bar(results: Results, dataset: Dataset, comparison: Comparison) -> None:
    """Choose a bar, and see the first of its pairs; a button shows more."""
    subjects = {subject.now.name: subject for subject in results}
    titles = {name: subject.title for name, subject in subjects.items()}
    kinds: dict[PairKind, str] = {kind: _(WORDS[kind].name) for kind in list_shown(comparison.by_class)}
    first_name, first_kind = next(iter(titles)), next(iter(kinds))
    open_choice("bar_model", titles, first_name)
    open_choice("bar_kind", kinds, first_kind)
    left, middle, right = st.columns([1, 1, 2])
    name = left.selectbox(
        _("Pairs of"),
        list(titles),
        format_func=titles.__getitem__,
        key="bar_model",
        on_change=_show_first,
        help=_("The model whose pairs the bar holds."),
    )
    kind = middle.selectbox(
        _("Kind"),
        list(kinds),
        format_func=kinds.__getitem__,
        key="bar_kind",
        on_change=_show_first,
        help=_("Two views of one image, or views of two."),
    )
    keep_choice("bar_model", name, first_name)
    keep_choice("bar_kind", kind, first_kind)
    names, key = name_bins(comparison), _bar_key(comparison)
    bars = {_NONE: pgettext("no bar", "none"), **dict(zip(names, label_bins(comparison), strict=True))}
    open_choice(key, bars, _NONE)
    chosen = right.select_slider(
        _("Bar of the histogram"),
        list(bars),
        format_func=bars.__getitem__,
        help=_("Pressing a bar above moves this slider."),
        key=key,
        on_change=_show_first,
    )
    keep_choice(key, chosen, _NONE)
    if chosen == _NONE:
        st.caption(_(":material/touch_app: Press a bar of a histogram to see its pairs."))
        return
    _render_pairs(
        results, subjects[name], dataset, comparison=comparison, kind=kind, number=names.index(chosen)
    )


def _render_pairs(
    results: Results,
    subject: Subject,
    dataset: Dataset,
    *,
    comparison: Comparison,
    kind: "PairKind",
    number: int,
) -> None:
    numbers = find_in_bin(results[subject].get_values(kind), SCALES[comparison.measure].edges, number)
    between = label_bins(comparison)[number]
    if not len(numbers):
        st.info(
            _("There is no pair of this kind from {between}: choose another bar.").format(between=between)
        )
        return
    shown = int(st.session_state.get("bar_shown", _FIRST))
    render_found_pairs(
        f"{subject.title}, {_(WORDS[kind].name)}: {between}",
        results[subject],
        kind,
        numbers=numbers[:shown],
        dataset=dataset,
        comparison=comparison,
        note=_("{shown} of {count} pairs").format(shown=min(shown, len(numbers)), count=len(numbers)),
    )
    if len(numbers) > shown:
        st.button(
            _("More pairs"),
            icon=":material/expand_more:",
            key="bar_more",
            on_click=_show_more,
            args=(shown,),
            help=_("Twelve more pairs of this bar."),
        )


def find_in_bin(values: np.ndarray, edges: np.ndarray, number: int) -> np.ndarray:
    """Which values a bin of the histogram holds, int64 (M,), the smallest value first.

    Args:
        values: (N,); those beyond the ends are in the outermost bins.
        edges: float64 (bins + 1,).
        number: of the bin, from 0.
    """
    # As np.histogram does it: the last bin alone holds its upper end.
    bins = (np.searchsorted(edges, values, "right") - 1).clip(0, len(edges) - 2)
    found = np.flatnonzero(bins == number)
    return found[np.argsort(values[found], kind="stable")]


def label_bins(comparison: Comparison) -> list[str]:
    """Each bin of the histogram in words, from the first to the last."""
    return [_("{low} to {high}").format(low=low, high=high) for low, high in _list_bins(comparison)]


def name_bins(comparison: Comparison) -> list[str]:
    """What links call each bin of the histogram, whatever the language, from the first to the last."""
    return [f"{low} to {high}".replace(NARROW_SPACE, ",") for low, high in _list_bins(comparison)]


def _list_bins(comparison: Comparison) -> Iterator[tuple[str, str]]:
    ends = [format_value(edge, comparison) for edge in SCALES[comparison.measure].edges.tolist()]
    return pairwise(ends)


def _bar_key(comparison: Comparison) -> str:
    """A key for each measure: their bins are not the same."""
    return f"bar_{comparison.measure}"


def _show_first() -> None:
    st.session_state["bar_shown"] = _FIRST


def _show_more(shown: int) -> None:
    st.session_state["bar_shown"] = shown + _FIRST
