"""Which images of the map are selected, and which one is open: kept for the visitor, and in the link."""

import base64
import binascii
import zlib

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset

_SELECTED = "map_selected"
_OPENED = "map_opened"
_OPENED_BEFORE = "map_opened_before"
_DATA = "map_data"
PANEL = "panel"
"""Key of the choice of what is below the maps, and its name in the link."""
_LONGEST = 4_000
"""Characters of a selection in a link; servers and chat programs cut off addresses that are much longer."""
_LARGEST = 2**20
"""Images that a link may count up to: what comes with a link must not fill the memory."""
_DIGITS = 9
"""As many has no id."""


def encode_ids(ids: np.ndarray) -> str:
    """Ids as text for a link: one bit an image, compressed, in base64 without padding.

    Args:
        ids: integers from 0, in any order.
    """
    if not len(ids):
        return ""
    mask = np.zeros(int(ids.max()) + 1, np.bool_)
    mask[ids] = True
    return base64.urlsafe_b64encode(zlib.compress(np.packbits(mask).tobytes(), 9)).decode().rstrip("=")


def decode_ids(text: str) -> np.ndarray:
    """Ids that `encode_ids` made text of, ascending; none where the text is not of its making."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        mask = zlib.decompressobj().decompress(packed, _LARGEST // 8)
    except (ValueError, binascii.Error, zlib.error):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.unpackbits(np.frombuffer(mask, np.uint8)))


def open_link(dataset: Dataset) -> None:
    """Take selection and open image from the link, on the visitor's first run; drop those of other images."""
    state, total = st.session_state, len(dataset.test) + len(dataset.train)
    if _DATA not in state:
        ids, opened = decode_ids(st.query_params.get("selected", "")), st.query_params.get("image", "")
        number = int(opened) if opened.isdecimal() and len(opened) < _DIGITS else total
        state[_SELECTED] = ids[ids < total]
        state[_OPENED] = number if number < total else None
    elif state[_DATA] != dataset.digest:
        state[_SELECTED] = np.empty(0, np.int64)
        state[_OPENED] = state[_OPENED_BEFORE] = None
    state[_DATA] = dataset.digest
    _write_link()


def get_selected() -> np.ndarray:
    """Ids of the selected images, ascending."""
    return st.session_state.get(_SELECTED, np.empty(0, np.int64))


def select(ids: np.ndarray) -> None:
    """Select images instead of those that were."""
    st.session_state[_SELECTED] = np.unique(np.asarray(ids, np.int64))
    _write_link()


def get_opened() -> int | None:
    """The id of the image that the inspector shows."""
    return st.session_state.get(_OPENED)


def get_opened_before() -> int | None:
    """The id of the image that was open before the present one."""
    return st.session_state.get(_OPENED_BEFORE)


def open_image(number: int | None) -> None:
    """Open an image by its id, and show it below the maps; None closes."""
    before = get_opened()
    if number != before:
        st.session_state[_OPENED_BEFORE] = before
        if number is not None:
            st.session_state[PANEL] = "image"
    st.session_state[_OPENED] = number
    _write_link()


def fits_link() -> bool:
    """Whether the link holds the selection."""
    return len(encode_ids(get_selected())) <= _LONGEST


def _write_link() -> None:
    text, opened = encode_ids(get_selected()), get_opened()
    _put("selected", text if len(text) <= _LONGEST else "")
    _put("image", "" if opened is None else str(opened))


def _put(name: str, value: str) -> None:
    # Each change of the link is a message to the browser.
    if st.query_params.get(name, "") == value:
        return
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
