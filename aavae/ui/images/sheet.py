"""Pictures of an image set, class by class: a few at first, more on demand, and no others are read."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset, ImageSet, choose_evenly
from aavae.formatting import format_count
from aavae.language import _, ngettext, pgettext
from aavae.ui.controls.controls import choose_one
from aavae.ui.pictures.pictures import PictureRow, render_rows

_ROW = 10
"""Pictures of each class."""
_ROWS = 10
"""Classes at first, and so many more at each press."""
_WALL = 60
"""Pictures of one class at first, and so many more at each press."""
_EACH, _UNLABELLED = -2, -1
_TILE = 96


class _Shown(NamedTuple):
    """How much is shown of what; another choice begins anew."""

    what: tuple[str, str, str, int]
    steps: int


_KEY = "images_shown"


def render_sheet(dataset: Dataset) -> None:
    """Choices of split and class, and pictures."""
    title = _("Pictures")
    st.markdown(f"### {title}")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        split = choose_one(
            _("Of which"),
            {"test": _("test images"), "train": _("training images")},
            "images_split",
            help=_("Training images are what models learn from, test images what they are judged by."),
        )
        images = dataset.train if split == "train" else dataset.test
        label = _choose_class(images)
    what = (dataset.name, dataset.digest, split, label)
    shown: _Shown | None = st.session_state.get(_KEY)
    if shown is None or shown.what != what:
        shown = st.session_state[_KEY] = _Shown(what, 1)
    if label == _EACH:
        _render_each_class(images, shown)
    else:
        _render_one_class(images, label, shown)


def _choose_class(images: ImageSet) -> int:
    titles = {_EACH: _("each class")} if images.class_names else {}
    titles |= dict(enumerate(images.class_names))
    if images.num_labelled < len(images):
        titles[_UNLABELLED] = _("without a label")
    if len(titles) == 1:
        return next(iter(titles))
    key = "images_class"
    if st.session_state.get(key) not in titles:
        st.session_state[key] = next(iter(titles))
    return st.selectbox(
        pgettext("class of images", "Class"),
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        help=_("Of which class the pictures are; each class: ten of each."),
    )


def _render_each_class(images: ImageSet, shown: _Shown) -> None:
    total = len(images.class_names)
    count = min(total, _ROWS * shown.steps)
    rows = []
    for label in range(count):
        members = np.flatnonzero(images.labels == label)
        chosen = members[choose_evenly(len(members), _ROW)] if len(members) else members
        note = ngettext("{count} image", "{count} images", len(members)).format(
            count=format_count(len(members))
        )
        rows.append(PictureRow(images.class_names[label], images.take(chosen), note=note))
    render_rows(rows, tile=_TILE, columns=_ROW)
    if count < total:
        _render_more(shown, _("More classes ({count} left)").format(count=format_count(total - count)))


def _render_one_class(images: ImageSet, label: int, shown: _Shown) -> None:
    members = np.flatnonzero(images.labels == label)
    count = min(len(members), _WALL * shown.steps)
    name = images.class_names[label] if label >= 0 else _("Without a label")
    note = _("{count} of {total} images").format(count=format_count(count), total=format_count(len(members)))
    render_rows([PictureRow(name, images.take(members[:count]), note=note)], tile=_TILE, columns=_ROW)
    if count < len(members):
        _render_more(
            shown,
            _("More pictures ({count} left)").format(count=format_count(len(members) - count)),
        )


def _render_more(shown: _Shown, label: str) -> None:
    st.button(
        label,
        icon=":material/expand_more:",
        key="images_more",
        on_click=_show_more,
        args=(shown,),
        help=_("Shows them below those that are here."),
    )


def _show_more(shown: _Shown) -> None:
    st.session_state[_KEY] = shown._replace(steps=shown.steps + 1)
