"""What the file of an encoder does not say of itself, as fields; each is a flag of `model import`."""

from typing import NamedTuple

import streamlit as st

from aavae.errors import UserError
from aavae.foreign.encoder_settings import MAX_IMAGE_SIZE
from aavae.language import N_, _
from aavae.ui.controls.local_paths import read_path

_NORMALISATION, _MEAN, _STD = "encoder_normalisation", "encoder_mean", "encoder_std"
_SIZE, _DECODER = "encoder_size", "encoder_decoder"


class _Statistics(NamedTuple):
    """Of the channels of images in [0, 1], as texts."""

    mean: str
    std: str


_INSIDE, _OTHER = N_("inside the file"), N_("other numbers")
_KNOWN: dict[str, _Statistics] = {
    N_("ImageNet's mean and deviation"): _Statistics("0.485 0.456 0.406", "0.229 0.224 0.225"),
    N_("CIFAR-10's mean and deviation"): _Statistics("0.4914 0.4822 0.4465", "0.247 0.2435 0.2616"),
    N_("to -1 … 1"): _Statistics("0.5 0.5 0.5", "0.5 0.5 0.5"),
}


def render_encoder_fields() -> None:
    """Fields for the normalisation, for the size of images, and for a decoder."""
    left, right = st.columns(2)
    with left:
        st.selectbox(
            _("Normalisation of the images"),
            [_INSIDE, *_KNOWN, _OTHER],
            format_func=_,
            key=_NORMALISATION,
            help=_(
                "Images are in [0, 1]. If the network expects other values, its file may map them itself; "
                "else say by which numbers. With wrong ones everything looks right and is worse."
            ),
        )
    with right:
        st.number_input(
            _("Resize images to (pixels)"),
            1,
            MAX_IMAGE_SIZE,
            None,
            placeholder=_("empty: as they are"),
            key=_SIZE,
            help=_("For an encoder that takes larger images than a set has, such as 224."),
        )
    if st.session_state[_NORMALISATION] == _OTHER:
        left, right = st.columns(2)
        left.text_input(
            _("Mean of each channel"),
            placeholder="0.5 0.5 0.5",
            max_chars=80,
            key=_MEAN,
            help=_("Three numbers, of red, green and blue, of pixels from 0 to 1."),
        )
        right.text_input(
            _("Deviation of each channel"),
            placeholder="0.25 0.25 0.25",
            max_chars=80,
            key=_STD,
            help=_("Three numbers, of red, green and blue, of pixels from 0 to 1."),
        )
    st.text_input(
        _("Its decoder, if there is one"),
        placeholder="/home/me/decoder.onnx",
        max_chars=4_000,
        key=_DECODER,
        help=_(
            "A second ONNX file that maps the encoder's mu, or its h, to images in [0, 1]: with it the "
            "model can reconstruct and generate."
        ),
    )


def read_encoder_flags() -> tuple[str, ...]:
    """The flags that say what the visitor chose.

    Raises:
        UserError: numbers that are none, or a decoder that is not there.
    """
    flags: list[str] = []
    chosen = st.session_state.get(_NORMALISATION, _INSIDE)
    if chosen != _INSIDE:
        statistics = _KNOWN.get(chosen) or _Statistics(*(str(st.session_state[key]) for key in (_MEAN, _STD)))
        ask_mean = _("Write three numbers as the mean, one a channel: 0.5 0.5 0.5.")
        ask_std = _("Write three numbers as the deviation, one a channel: 0.5 0.5 0.5.")
        flags += ["--mean", *_read_numbers(statistics.mean, ask_mean)]
        flags += ["--std", *_read_numbers(statistics.std, ask_std)]
    if (size := st.session_state.get(_SIZE)) is not None:
        flags += ["--image-size", str(size), "--resize"]
    if decoder := str(st.session_state.get(_DECODER, "")).strip():
        flags += ["--decoder", str(read_path(decoder))]
    return tuple(flags)


def _read_numbers(text: str, advice: str) -> list[str]:
    words = text.replace(",", " ").split()
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = []
    if len(numbers) != 3:
        raise UserError(advice)
    return [f"{number:g}" for number in numbers]
