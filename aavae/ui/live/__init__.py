"""The live view of runs: it follows their files, for as many visitors as like, and the page stays as it is.

A tick costs a few milliseconds: what is drawn is computed once for all sessions when a file changes, and the
browser is sent it once. `in_place` edits the page instead of drawing it anew.
"""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from aavae.language import _, get_language
from aavae.runs.status import Status
from aavae.ui.component.in_place import render_in_place
from aavae.ui.frame import guard
from aavae.ui.glossary.explain import explain
from aavae.ui.live.curves import TimeAxis, choose_axis, make_curves
from aavae.ui.live.epoch_samples import make_epoch_samples
from aavae.ui.live.saving import render_saving
from aavae.ui.live.shared import Stamp, get_stamp, share
from aavae.ui.live.status_lines import make_status_lines
from aavae.ui.live.watched import Place, Watched, find_watched, locate

_POLL_SECONDS = 1.5
_IDLE_POLL_SECONDS = 5.0
"""While nothing trains: how late a resume from another browser shows."""


def render_live(names: Sequence[str]) -> None:
    """Show runs overlaid, and follow them; when the last one ends, or one starts again, the page runs once.

    Args:
        names: of the runs. One that is not there is a sentence.
    """
    places = locate(names)
    active = any(status.is_active for __, status in _look(places)[0])
    st.fragment(_follow, run_every=_POLL_SECONDS if active else _IDLE_POLL_SECONDS)(places, active)
    st.caption(
        explain(
            _(
                "After each [epoch](term:epoch): the [loss](term:loss) of the training, and its parts, "
                "the [reconstruction](term:likelihood) and the [KL divergence](term:kl-divergence), in "
                "[nats](term:nats) an image; kNN accuracy of [h](term:h) and [AUC](term:auc) of "
                "[mu](term:mu) on images that it does not learn from."
            )
        )
    )
    render_saving(places)


def _look(places: Sequence[Place]) -> tuple[list[tuple[Watched, Status]], list[str]]:
    watched, problems = find_watched(places)
    return [(one, one.run.status) for one in watched], problems


def _follow(places: Sequence[Place], was_active: bool) -> None:
    with guard("The live view"):
        runs, problems = _look(places)
        if any(status.is_active for __, status in runs) != was_active:
            # Only a run of the whole page can change how often this fragment runs.
            st.rerun()
        render_in_place(make_status_lines(runs, problems), key="live_status")
        if runs:
            against = choose_axis()
            watched = tuple(one for one, __ in runs)
            stamps = tuple(get_stamp(path) for one in watched for path in _get_files(one))
            render_in_place(_make_figures(watched, against, stamps, get_language()), key="live_figures")


def _get_files(watched: Watched) -> tuple[Path, Path]:
    """The files that the figures of a run show."""
    return watched.run.layout.metrics, watched.run.layout.samples


@share(max_entries=32)
def _make_figures(
    watched: tuple[Watched, ...], against: TimeAxis, stamps: tuple[Stamp | None, ...], language: str
) -> str:
    """HTML text; the last two arguments are what it depends on besides, so that none is kept too long."""
    return f'<div class="live-figures">{make_curves(watched, against)}{make_epoch_samples(watched)}</div>'
