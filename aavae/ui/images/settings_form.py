"""What a visitor chooses about an import, as widgets; their values are read where the import is started."""

import typing
from typing import Any

import streamlit as st

from aavae.importing.settings import Fit, ImportSettings, Size
from aavae.language import N_, _
from aavae.ui.forms import fields
from aavae.ui.images.words import LABELS

_FORM = "import"
_AS_FOUND = 0
_FITS: dict[Fit, str] = {"crop": N_("the square in the middle"), "pad": N_("all of it, on white")}
_VALIDATION = {"join": N_("joins the training images"), "leave-out": N_("is left out")}
_EMPTY_IS_NONE = ("size", "file_column", "label_column")
_DEFAULTS: dict[str, Any] = {
    name: (_AS_FOUND if name == "size" else "" if name in _EMPTY_IS_NONE else value)
    for name, value in ImportSettings()
}


def render_settings(is_refused: bool) -> None:
    """Draw the widgets.

    Args:
        is_refused: whether the files were refused as the settings are: then all of these are in sight.
    """
    for name, default in _DEFAULTS.items():
        st.session_state.setdefault(_key(name), default)
    with st.container(horizontal=True, gap="medium"):
        st.segmented_control(
            _(LABELS["size"]),
            [_AS_FOUND, *typing.get_args(Size)],
            required=True,
            format_func=lambda size: f"{size}×{size}" if size else _("as found"),
            help=_("In pixels. “As found” keeps 32, 64, 96 or 128, and makes 32 or 64 of others."),
            key=_key("size"),
            persist_state="session",
            wrap=True,
        )
        st.segmented_control(
            _(LABELS["fit"]),
            list(_FITS),
            required=True,
            format_func=lambda fit: _(_FITS[fit]),
            key=_key("fit"),
            persist_state="session",
            wrap=True,
            help=_("What becomes of a picture that is wider than high, or higher than wide."),
        )
    with st.expander(_("More choices"), expanded=is_refused):
        st.slider(
            _(LABELS["test_share"]),
            0.05,
            0.5,
            step=0.05,
            format="percent",
            help=_("Of each class, where the files have no test pictures of their own."),
            key=_key("test_share"),
            persist_state="session",
        )
        st.number_input(
            _(LABELS["seed"]),
            0,
            2**31 - 1,
            step=1,
            key=_key("seed"),
            persist_state="session",
            help=_("Decides which pictures become test images; the same number draws the same ones."),
        )
        st.segmented_control(
            _(LABELS["validation"]),
            list(_VALIDATION),
            required=True,
            format_func=lambda choice: _(_VALIDATION[choice]),
            key=_key("validation"),
            persist_state="session",
            wrap=True,
            help=_("Only where the files have a validation split and test images besides."),
        )
        for name in ("file_column", "label_column"):
            st.text_input(
                _(LABELS[name]),
                placeholder=_("empty: found by its content"),
                help=_("For a table of pictures, where several columns would do."),
                max_chars=200,
                key=_key(name),
                persist_state="session",
            )
        st.toggle(
            _(LABELS["skip_damaged"]),
            help=_("Else nothing is imported if more than 5 % of the pictures cannot be read."),
            key=_key("skip_damaged"),
            persist_state="session",
        )


def read_settings() -> ImportSettings:
    """What the widgets hold now, also before they are drawn.

    Raises:
        UserError: a setting is wrong.
    """
    values = {name: st.session_state.get(_key(name), default) for name, default in _DEFAULTS.items()}
    for name in _EMPTY_IS_NONE:
        value = values[name]
        values[name] = (value.strip() if isinstance(value, str) else value) or None
    return fields.read(ImportSettings, values)


def _key(name: str) -> str:
    return fields.key_of(_FORM, name)
