"""What an import would make of the chosen files: what was recognised, and samples as a model sees them."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from aavae.errors import UserError
from aavae.formatting import format_bytes, format_count, format_range
from aavae.importing.preview import Preview, preview_import
from aavae.importing.settings import ImportSettings
from aavae.kept_text import show_text
from aavae.language import _, get_language, ngettext
from aavae.paths import data_dir
from aavae.ui.images.one_set import render_class_table
from aavae.ui.images.report import render_findings
from aavae.ui.images.words import adapt
from aavae.ui.notices.markup import escape
from aavae.ui.pictures.pictures import PictureRow, render_rows

_KEY = "images_preview"
_COLUMNS = 8
_TILE = 110
_MOST_CAPTION = 24


class Seen(NamedTuple):
    """What was seen of some files; kept, since a page runs again for many reasons.

    Attributes:
        asked: the files, as they were, the settings and the language.
        preview: what an import would make of them; None if they are refused.
        refusal: why they are; empty if they are not.
    """

    asked: tuple[object, ...]
    preview: Preview | None
    refusal: str


def look(paths: Sequence[Path], settings: ImportSettings) -> Seen:
    """Find out what an import would make of some files; what was seen last is not looked at again."""
    # A refusal is in the reader's language.
    asked = (tuple(map(_describe_state, paths)), settings, get_language())
    seen: Seen | None = st.session_state.get(_KEY)
    if seen is None or seen.asked != asked:
        with st.spinner(_("Looking at the pictures …"), show_time=True):
            seen = st.session_state[_KEY] = _look(asked, paths, settings)
    return seen


def forget_preview() -> None:
    """Have the next `look` look again."""
    st.session_state.pop(_KEY, None)


def _look(asked: tuple[object, ...], paths: Sequence[Path], settings: ImportSettings) -> Seen:
    try:
        return Seen(asked, preview_import(paths, settings), "")
    except UserError as error:
        return Seen(asked, None, str(error))


def _describe_state(path: Path) -> tuple[str, float, int]:
    try:
        state = path.stat()
    except OSError:
        return str(path), 0.0, 0
    return str(path), state.st_mtime, state.st_size


def render_facts(preview: Preview) -> None:
    """What was recognised, and what becomes of it, in words."""
    st.markdown(_describe_images(preview))
    if preview.num_unlabelled:
        st.caption(
            ngettext(
                "{count} of them without a label: it trains a model, and no probe.",
                "{count} of them without a label: they train a model, and no probe.",
                preview.num_unlabelled,
            ).format(count=format_count(preview.num_unlabelled))
        )
    recognised = _("Recognised as {form}: {recognised_by}.").format(
        form=escape(show_text(preview.form)), recognised_by=escape(show_text(preview.recognised_by))
    )
    st.caption(f":material/search: {recognised} {_describe_sizes(preview)}")
    st.caption(f":material/timer: {describe_needs(preview)}")
    if preview.notes:
        st.markdown("\n".join(f"- {escape(adapt(note))}" for note in preview.notes))
    shortage = describe_shortage(preview.num_bytes, _count_free())
    if shortage:
        st.warning(shortage, icon=":material/warning:")


def _describe_images(preview: Preview) -> str:
    count = len(preview.classes)
    sentence = (
        ngettext(
            "**{num_train}** training and **{num_test}** test images of **{num_classes}** class, "
            "**{size}×{size}** pixels",
            "**{num_train}** training and **{num_test}** test images of **{num_classes}** classes, "
            "**{size}×{size}** pixels",
            count,
        )
        if count
        else _(
            "**{num_train}** training and **{num_test}** test images of **no** classes, "
            "**{size}×{size}** pixels"
        )
    )
    return sentence.format(
        num_train=format_count(preview.num_train),
        num_test=format_count(preview.num_test),
        num_classes=format_count(count),
        size=preview.size,
    )


def _describe_sizes(preview: Preview) -> str:
    (low, narrow), (high, wide) = preview.smallest, preview.largest
    if not high:
        return ""
    smallest, largest = f"{narrow}×{low}", f"{wide}×{high}"
    if smallest == largest:
        return _("The pictures are {smallest} pixels.").format(smallest=smallest)
    return _("Of a sample, the smallest is {smallest} pixels and the largest {largest}.").format(
        smallest=smallest, largest=largest
    )


def describe_needs(preview: Preview) -> str:
    """Time, disk and memory of an import."""
    duration = format_range(0.7 * preview.seconds, 1.5 * preview.seconds)
    size = format_bytes(preview.num_bytes)
    text = _(
        "{duration} on this machine, {size} of disk. Images are read from there: in "
        "memory they take {size} at most, which all runs and pages share."
    ).format(duration=duration, size=size)
    return text[:1].upper() + text[1:]


def describe_shortage(needed: int, free: int | None) -> str:
    """Why a set may not find room; empty if it does, or nobody knows how much there is."""
    if free is None or needed <= free:
        return ""
    return _("The images need {needed}, and {free} are free: choose a smaller size, or make room.").format(
        needed=format_bytes(needed), free=format_bytes(free)
    )


def _count_free() -> int | None:
    folder = data_dir()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def render_details(preview: Preview) -> None:
    """The classes with their counts, and what is left out."""
    if preview.classes:
        with st.expander(
            ngettext("The {count} class", "All {count} classes", len(preview.classes)).format(
                count=format_count(len(preview.classes))
            ),
            expanded=True,
        ):
            render_class_table(preview.classes)
    render_findings(preview.skipped, _("{count} left out: {reason}"))
    render_findings(preview.damaged, _("{count} of the sample cannot be read: {reason}"))


def render_samples(preview: Preview) -> None:
    """Pictures as a model will see them."""
    if not len(preview.samples):
        st.warning(
            _(
                "None of the pictures that were tried can be read: see below what is wrong with them, "
                "or choose others."
            ),
            icon=":material/warning:",
        )
        return
    captions = [shorten(caption) for caption in preview.captions]
    row = PictureRow(_("As a model will see them"), preview.samples, captions)
    render_rows([row], tile=_TILE, columns=_COLUMNS)


def shorten(caption: str) -> str:
    """A caption that fits below a picture: of a file's name the end tells more."""
    return caption if len(caption) <= _MOST_CAPTION else f"…{caption[1 - _MOST_CAPTION :]}"
