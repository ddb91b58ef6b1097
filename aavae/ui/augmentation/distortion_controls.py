"""Every parameter of the distortion as a control: crop box, sliders, dice, undo and reset."""

from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st

from aavae.config import AugmentConfig
from aavae.distortion import Distortion
from aavae.errors import UserError
from aavae.language import N_, _
from aavae.ui.augmentation.crop_box import Box, render_crop_box
from aavae.ui.augmentation.distortion_state import (
    change,
    count_steps,
    edit,
    get_distortion,
    open_link,
    undo,
)
from aavae.ui.forms.fields import read_range
from aavae.ui.notices.skeleton import load

_SLIDERS = {
    "brightness": N_("Brightness, factor"),
    "contrast": N_("Contrast, factor"),
    "saturation": N_("Saturation, factor"),
    "hue": N_("Hue, turns of the colour wheel"),
    "blur": N_("Blur, pixels"),
}
_TOGGLES = {"flip": N_("Flip"), "grayscale": N_("Grayscale")}
_HELP = {
    "flip": N_("Mirrors the image left to right."),
    "grayscale": N_("Takes the colour away."),
    "brightness": N_("Multiplies every pixel: 1 leaves it as it is, smaller is darker."),
    "contrast": N_("Pulls pixels towards the image's mean grey below 1, away from it above; 1 leaves them."),
    "saturation": N_("0 takes the colour away, 1 leaves it, above it grows stronger."),
    "hue": N_("Turns every colour along the colour wheel: 0 leaves it, 0.5 and -0.5 make it its opposite."),
    "blur": N_("The standard deviation of a Gaussian blur, in pixels of the image; 0 is none."),
}
_DRAW = "lab_draw"
_MAX_DRAW = 10_000


def choose_distortion(image: np.ndarray) -> Distortion:
    """Controls for the distortion; returns it as it is now.

    Args:
        image: uint8 (3, H, W), drawn under the crop box.
    """
    open_link()
    now = get_distortion()
    render_crop_box(image, Box(now.top, now.left, now.height, now.width), "lab_crop", _crop)
    st.caption(
        _(
            "Drag the box, or its corners; or press the place that it goes to, and the buttons for its size. "
            "By keyboard, arrow keys move it and Shift with arrow keys resizes it."
        )
    )
    _render_buttons(image)
    with st.container(horizontal=True):
        for name, label in _TOGGLES.items():
            st.toggle(
                _(label),
                key=_follow(name, getattr(now, name)),
                on_change=_take,
                args=(name,),
                help=_(_HELP[name]),
            )
    for name, label in _SLIDERS.items():
        low, high = read_range(Distortion.model_fields[name])
        assert low is not None and high is not None
        st.slider(
            _(label),
            float(low),
            float(high),
            step=0.01,
            key=_follow(name, getattr(now, name)),
            on_change=_take,
            args=(name,),
            help=_(_HELP[name]),
        )
    return now


def _crop(box: Box) -> None:
    edit(**box._asdict())


def _follow(name: str, value: Any) -> str:
    """Give a widget the distortion's value; returns its key."""
    key = f"lab_{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _take(name: str) -> None:
    # What a browser sends may be anything.
    with suppress(UserError):
        edit(**{name: st.session_state[f"lab_{name}"]})


def _render_buttons(image: np.ndarray) -> None:
    size = image.shape[-2:]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            _("Draw number"),
            0,
            _MAX_DRAW,
            0,
            key=_DRAW,
            bind="query-params",
            on_change=_draw,
            args=(size,),
            help=_("The same number draws the same distortion, as the training draws it."),
        )
        st.button(
            _("Roll"),
            icon=":material/casino:",
            on_click=_roll,
            args=(size,),
            key="lab_dice",
            help=_("Draws another distortion, as the training does."),
        )
    with st.container(horizontal=True):
        st.button(
            _("Undo"),
            icon=":material/undo:",
            on_click=undo,
            disabled=not count_steps(),
            key="lab_undo",
            help=_("One step back."),
        )
        st.button(
            _("Reset"),
            icon=":material/restart_alt:",
            on_click=change,
            args=(Distortion(),),
            disabled=get_distortion() == Distortion(),
            key="lab_reset",
            help=_("The image as it is."),
        )


def _roll(size: tuple[int, int]) -> None:
    st.session_state[_DRAW] = (st.session_state[_DRAW] + 1) % (_MAX_DRAW + 1)
    _draw(size)


def _draw(size: tuple[int, int]) -> None:
    load("models")
    from aavae.augment.distortion import draw_distortion

    change(draw_distortion(st.session_state[_DRAW], AugmentConfig(), *size))
