"""The image sets that are here: all of them in a table, one of them open."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from aavae.data.disk import find_sets
from aavae.data.store import DatasetInfo, describe_datasets
from aavae.formatting import format_bytes, format_count
from aavae.kept_text import show_text
from aavae.language import _, pgettext
from aavae.paths import data_dir
from aavae.runs.summary import count_bytes
from aavae.ui.controls.links import keep_choice, open_choice
from aavae.ui.images.one_set import render_set
from aavae.ui.images.removal import ask_removal
from aavae.ui.images.running import DATA
from aavae.ui.notices.markup import escape

_TABLE = "images_table"
_ROW_PIXELS = 38
_MAX_ROWS = 8


def render_sets() -> None:
    """The table, and the set that is chosen."""
    infos = {info.name: info for info in describe_datasets()}
    _render_damaged(infos)
    titles = {name: show_text(info.title) for name, info in infos.items()}
    first = next(iter(infos))
    open_choice(DATA, titles, first, _("image set"))
    table = st.container()
    name = st.selectbox(
        _("Image set"),
        list(infos),
        format_func=titles.__getitem__,
        key=DATA,
        help=_("Which set is shown below, and on the other pages."),
    )
    keep_choice(DATA, name, first)
    with table:
        _render_table(list(infos.values()), list(infos).index(name))
    if len(infos) == 1:
        st.info(
            _("These came with the explorer. For pictures of your own, choose **Add images** above."),
            icon=":material/add_photo_alternate:",
        )
    render_set(infos[name])


def describe_labels(info: DatasetInfo) -> str:
    """How many of a set's images have a label."""
    labelled, total = sum(info.num_labelled), info.num_train + info.num_test
    if labelled == total:
        return pgettext("labels", "all")
    if not labelled:
        return pgettext("labels", "none")
    return _("{count} of {total}").format(count=format_count(labelled), total=format_count(total))


def _render_table(infos: Sequence[DatasetInfo], chosen: int) -> None:
    # The mark follows the choice, also when rows before it come and go.
    if st.session_state.get(_TABLE, {}).get("selection", {}).get("rows") != [chosen]:
        st.session_state[_TABLE] = {"selection": {"rows": [chosen]}}
    st.dataframe(
        [_describe(info) for info in infos],
        hide_index=True,
        key=_TABLE,
        on_select=partial(_choose, [info.name for info in infos]),
        selection_mode="single-row",
        row_height=_ROW_PIXELS,
        height=_ROW_PIXELS * (min(len(infos), _MAX_ROWS) + 1) + 3,
        column_config={
            _("Images"): st.column_config.TextColumn(pinned=True),
            _("Training"): st.column_config.NumberColumn(format="localized"),
            _("Test"): st.column_config.NumberColumn(format="localized"),
        },
    )


def _describe(info: DatasetInfo) -> dict[str, str | int]:
    return {
        _("Images"): info.name,
        _("Training"): info.num_train,
        _("Test"): info.num_test,
        _("Classes"): len(info.classes),
        _("Size"): f"{info.size[1]}×{info.size[0]}",
        _("Labels"): describe_labels(info),
        _("On disk"): format_bytes(count_bytes(Path(info.path))),
        pgettext("source of images", "From"): show_text(info.source),
    }


def _choose(names: Sequence[str]) -> None:
    rows: list[int] = st.session_state[_TABLE]["selection"]["rows"]
    if rows and rows[0] < len(names):
        st.session_state[DATA] = names[rows[0]]


def _render_damaged(infos: dict[str, DatasetInfo]) -> None:
    for name, path in find_sets(data_dir()).items():
        if name not in infos:
            st.warning(
                _(
                    "The image set '{name}' is damaged: import it again by the same name, or remove what is "
                    "in `{path}`."
                ).format(name=escape(name), path=path),
                icon=":material/warning:",
            )
            st.button(
                _("Remove '{name}'").format(name=name),
                icon=":material/delete:",
                key=f"damaged_{name}",
                on_click=ask_removal,
                args=(name,),
                help=_("Asks first."),
            )
