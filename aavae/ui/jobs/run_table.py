"""All runs in a table; a click on a row chooses the run."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.formatting import format_count
from aavae.language import _
from aavae.methods import METHODS
from aavae.runs.registry import Run
from aavae.runs.status import Status, name_state
from aavae.runs.summary import count_bytes, read_knn_scores
from aavae.ui.live.watch import describe_run

_KEY = "runs_table"
_ROW_PIXELS = 38
_MAX_ROWS = 10


def render_table(runs: Sequence[tuple[Run, Status]], chosen: int, key: str) -> None:
    """Draw the table.

    Args:
        runs: in the order of the rows.
        chosen: the row that is marked.
        key: of the session's state, that gets the name of the run whose row is clicked.
    """
    # The mark follows the choice, also when rows before it come and go.
    if st.session_state.get(_KEY, {}).get("selection", {}).get("rows") != [chosen]:
        st.session_state[_KEY] = {"selection": {"rows": [chosen]}}
    about = _("kNN accuracy on h; images without labels have none")
    st.dataframe(
        [_describe(run, status) for run, status in runs],
        hide_index=True,
        key=_KEY,
        on_select=partial(_choose, [run.name for run, __ in runs], key),
        selection_mode="single-row",
        row_height=_ROW_PIXELS,
        height=_ROW_PIXELS * (min(len(runs), _MAX_ROWS) + 1) + 3,
        column_config={
            "Run": st.column_config.TextColumn(_("Run"), pinned=True),
            "State": _("State"),
            "Method": _("Method"),
            "Images": _("Images"),
            "Epochs": _("Epochs"),
            "kNN, best": st.column_config.NumberColumn(_("kNN, best"), format="%.1f %%", help=about),
            "kNN, last": st.column_config.NumberColumn(_("kNN, last"), format="%.1f %%", help=about),
            "MB": st.column_config.NumberColumn(format="%.1f", help=_("Size on disk")),
        },
    )


def _describe(run: Run, status: Status) -> dict[str, str | float | None]:
    scores = read_knn_scores(run)
    return {
        "Run": describe_run(run),
        "State": name_state(status.state),
        "Method": _(METHODS[run.config.method].title),
        "Images": run.config.data,
        "Epochs": _("{epoch} of {num_epochs}").format(
            epoch=format_count(status.epoch), num_epochs=format_count(run.config.num_epochs)
        ),
        "kNN, best": None if scores.best is None else 100 * scores.best,
        "kNN, last": None if scores.last is None else 100 * scores.last,
        "MB": count_bytes(run.layout.path) / 1e6,
    }


def _choose(names: Sequence[str], key: str) -> None:
    rows: list[int] = st.session_state[_KEY]["selection"]["rows"]
    if rows and rows[0] < len(names):
        st.session_state[key] = names[rows[0]]
