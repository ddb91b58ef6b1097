"""One picture, chosen from the data set or brought by the visitor: the control that the labs share."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.picture import Fit
from aavae.data.pool import count_images, describe, get_images, get_labels
from aavae.data.upload import MAX_BYTES, Upload, decode_upload
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.kept_text import show_text
from aavae.language import N_, _, get_language, pgettext
from aavae.ui.controls.controls import choose_one
from aavae.ui.notices.markup import escape
from aavae.ui.pictures.pictures import PictureRow, render_rows

WHERE_IT_GOES = N_(
    "A picture of your own goes to the server that runs this app, and nowhere else. It stays in the server's "
    "memory until you remove it; if you only close the page, until a later visit of anybody has ended."
)
"""To be translated. Streamlit keeps the session of a closed page for two minutes, and lets it go when another
session ends."""
_MAX_SEED = 10_000
_FITS: dict[Fit, str] = {"crop": N_("crop"), "pad": N_("whole")}
_SOURCES = {
    "by class": N_("by class"),
    "by number": N_("by number"),
    "random": N_("random"),
    "upload": N_("upload"),
    "camera": N_("camera"),
}
"""What links call them, and what people read."""


class ChosenPicture(NamedTuple):
    """One picture.

    Attributes:
        image: uint8 (3, S, S), of the data set's size.
        caption: what it is, in words.
        id: its number among all images of the data set, see `aavae.data.pool`; None for an own picture.
    """

    image: np.ndarray
    caption: str
    id: int | None


class _Uploaded(NamedTuple):
    """A file that was decoded before: large ones take a second, and a page runs again at each choice."""

    file_id: str
    size: int
    fit: Fit
    language: str
    result: Upload | str

    def is_of(self, file_id: str, size: int, fit: Fit) -> bool:
        """Whether it is what a file becomes at this size and in this way, with words for the reader."""
        now = (file_id, size, fit, get_language())
        return (self.file_id, self.size, self.fit, self.language) == now


def choose_picture(dataset: Dataset, key: str, label: str = "", default: int = 0) -> ChosenPicture:
    """Controls that choose one picture; all choices but an own picture's bytes are in the link.

    An own picture that cannot be read is a sentence in its place, and the default image is returned.

    Args:
        dataset: whose images can be chosen, and whose size an own picture gets.
        key: begins the keys of all widgets, so that a page can have several of these.
        label: of the whole control; empty: "Image".
        default: the number of the image at first; beyond the last image, the last.
    """
    default = min(default, count_images(dataset) - 1)
    sources: dict[str, Callable[[], ChosenPicture]] = {
        "by class": lambda: _choose_by_class(dataset, key, default),
        "by number": lambda: _choose_by_number(dataset, key, default),
        "random": lambda: _draw(dataset, key),
        "upload": lambda: _take_upload(dataset, key, default),
        "camera": lambda: _take_photo(dataset, key, default),
    }
    if not dataset.test.num_labelled:
        del sources["by class"]
    # Neither a training image nor one without a label has a place among the test images of its class.
    first = "by class" if default < dataset.test.num_labelled else "by number"
    source = choose_one(
        label or _("Image"),
        {name: _(_SOURCES[name]) for name in sources},
        f"{key}_source",
        first,
        help=_(
            "The image set by class, by number or by chance, or a picture of your own: a file, or a photo."
        ),
    )
    if source not in ("upload", "camera"):
        _forget(key)
    return sources[source]()


def _get(dataset: Dataset, id: int) -> ChosenPicture:
    return ChosenPicture(get_images(dataset, np.array([id]))[0], describe(dataset, id), id)


def _choose_by_class(dataset: Dataset, key: str, default: int) -> ChosenPicture:
    labels, names = dataset.test.labels, dataset.test.class_names
    present = [names[label] for label in np.unique(labels) if label >= 0]
    label_at_first = int(get_labels(dataset, np.array([default]))[0])
    name_at_first = present[0] if label_at_first < 0 else names[label_at_first]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            pgettext("of images", "Class"),
            present,
            index=present.index(name_at_first) if name_at_first in present else 0,
            key=f"{key}_class",
            bind="query-params",
            help=_("Of the test images."),
        )
        members = np.flatnonzero(labels == names.index(name))
        # The place of the default among its own class, whichever class is chosen: a link leaves it out.
        place_at_first = int((labels[:default] == names.index(name_at_first)).sum())
        place = _number(
            _("Which of them"), len(members) - 1, place_at_first, f"{key}_place", _("Test images, from 0.")
        )
    return _get(dataset, int(members[place]))


def _choose_by_number(dataset: Dataset, key: str, default: int) -> ChosenPicture:
    last = count_images(dataset) - 1
    about = _("Test images from 0, then training images from {num_test}.").format(
        num_test=format_count(len(dataset.test))
    )
    return _get(
        dataset,
        _number(
            _("Number, 0 to {last}").format(last=format_count(last)), last, default, f"{key}_number", about
        ),
    )


def _draw(dataset: Dataset, key: str) -> ChosenPicture:
    seed_key = f"{key}_seed"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = _number(
            _("Draw number"), _MAX_SEED, 0, seed_key, _("The same number draws the same test image.")
        )
        st.button(
            _("Draw again"),
            icon=":material/casino:",
            on_click=_next_seed,
            args=(seed_key,),
            key=f"{key}_dice",
            help=_("The image of the next draw number."),
        )
    return _get(dataset, int(np.random.default_rng(seed).integers(len(dataset.test))))


def _next_seed(seed_key: str) -> None:
    st.session_state[seed_key] = (st.session_state[seed_key] + 1) % (_MAX_SEED + 1)


def _number(label: str, maximum: int, default: int, key: str, about: str) -> int:
    """A whole number from 0; one that another data set or class left behind is brought into the range."""
    if st.session_state.get(key, 0) > maximum:
        st.session_state[key] = maximum
    return st.number_input(label, 0, maximum, min(default, maximum), key=key, bind="query-params", help=about)


def _take_upload(dataset: Dataset, key: str, default: int) -> ChosenPicture:
    file = st.file_uploader(
        _("Up to 10 MB and 50 megapixels"),
        max_upload_size=MAX_BYTES // 2**20,
        key=f"{key}_file",
        help=_("A picture of any format; it stays on the server that runs this app."),
    )
    st.caption(_(WHERE_IT_GOES))
    fit = _choose_fit(key)
    if file is None:
        _forget(key)
        return _fall_back(dataset, default, _("Until you choose one: {image}."))
    return _decode(
        dataset, key, default, content=file.getvalue(), file_id=file.file_id, name=file.name, fit=fit
    )


def _take_photo(dataset: Dataset, key: str, default: int) -> ChosenPicture:
    # Not in the link: no link may turn a camera on.
    on = st.toggle(
        _("Turn the camera on"), key=f"{key}_camera", help=_("Your browser asks for your permission.")
    )
    st.caption(_(WHERE_IT_GOES))
    photo = st.camera_input(_("Photo"), key=f"{key}_photo", label_visibility="collapsed") if on else None
    fit = _choose_fit(key)
    if photo is None:
        _forget(key)
        return _fall_back(dataset, default, _("Until you take one: {image}."))
    return _decode(
        dataset, key, default, content=photo.getvalue(), file_id=photo.file_id, name=_("your photo"), fit=fit
    )


def _forget(key: str) -> None:
    """What was made of a picture goes with the picture."""
    st.session_state.pop(f"{key}_uploaded", None)


def _choose_fit(key: str) -> Fit:
    titles: dict[Fit, str] = {fit: _(title) for fit, title in _FITS.items()}
    return choose_one(
        _("Its middle, or all of it on white"),
        titles,
        f"{key}_fit",
        help=_("What becomes of a picture that is not square."),
    )


def _fall_back(dataset: Dataset, default: int, words: str) -> ChosenPicture:
    chosen = _get(dataset, default)
    st.caption(words.format(image=escape(chosen.caption)))
    return chosen


def _decode(
    dataset: Dataset, key: str, default: int, *, content: bytes, file_id: str, name: str, fit: Fit
) -> ChosenPicture:
    size = dataset.test.image_shape[-1]
    before: _Uploaded | None = st.session_state.get(f"{key}_uploaded")
    if before is None or not before.is_of(file_id, size, fit):
        try:
            result = decode_upload(content, size, fit)
        except UserError as error:
            result = str(error)
        before = st.session_state[f"{key}_uploaded"] = _Uploaded(file_id, size, fit, get_language(), result)
    if isinstance(before.result, str):
        st.error(before.result, icon=":material/error:")
        return _fall_back(dataset, default, _("Until then: {image}."))
    image, note = before.result
    render_rows([PictureRow("", image[None], [name])], tile=96)
    if note:
        st.caption(show_text(note))
    return ChosenPicture(image, name, None)
