"""Encoders and vectors of other software on the jobs page: what there is, and how one is deleted."""

from functools import partial

import streamlit as st

from aavae.foreign.external import (
    EncoderConfig,
    External,
    delete_external,
    find_external,
    list_damaged_externals,
    list_externals,
)
from aavae.formatting import format_bytes, format_list
from aavae.language import N_, _, pgettext
from aavae.permissions import find_refusal, is_allowed
from aavae.runs.summary import count_bytes
from aavae.ui.frame import guard
from aavae.ui.notices.answers import render_answers
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import attempt, render_notice

PLACE = "externals"
"""Where the actions' outcomes are shown."""
_CHOSEN = "external"
_ASKED = "asked_about_external"
"""The session state's key of the name that a dialog asks about."""
_ROW_PIXELS = 38
_MAX_ROWS = 10
_KINDS = {"encoder": N_("encoder"), "vectors": N_("vectors")}


def render_externals() -> None:
    """All of them in a table, one to choose and delete; damaged ones with the reason."""
    st.header(_("Encoders and vectors"))
    render_notice(PLACE)
    for name, fault in list_damaged_externals():
        st.warning(
            _("'{name}' cannot be read: {fault}. Delete it, and import it again.").format(
                name=escape(name), fault=fault
            ),
            icon=":material/warning:",
        )
        _render_delete(name)
    externals = list_externals()
    if not externals:
        if is_allowed("import models"):
            what_to_do = _(
                "What other software made stands here once it is imported: open one of the two imports below."
            )
        else:
            what_to_do = _(
                "What other software made stands here once the administrator has imported it: send them the "
                "file."
            )
        st.caption(what_to_do)
        return
    st.dataframe(
        [_describe(external) for external in externals],
        hide_index=True,
        key="externals_table",
        row_height=_ROW_PIXELS,
        height=_ROW_PIXELS * (min(len(externals), _MAX_ROWS) + 1) + 3,
        column_config={
            "Name": st.column_config.TextColumn(_("Name"), pinned=True),
            "Kind": _("Kind"),
            "Images": _("Images"),
            "Width": st.column_config.NumberColumn(_("Width"), help=_("Numbers in a vector")),
            "File": _("File"),
            "MB": st.column_config.NumberColumn(format="%.1f", help=_("Size on disk")),
        },
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = [external.name for external in externals]
        # What was chosen may be deleted meanwhile, by another browser.
        if st.session_state.get(_CHOSEN) not in names:
            st.session_state[_CHOSEN] = names[0]
        name = st.selectbox(
            _("Encoder or vectors"), names, key=_CHOSEN, help=_("Which of them the button beside it deletes.")
        )
        _render_delete(name)


def _render_delete(name: str) -> None:
    refusal = find_refusal("delete models")
    st.button(
        _("Delete '{name}'").format(name=name),
        icon=":material/delete:",
        key=f"delete_external_{name}",
        on_click=_ask,
        args=(name,),
        disabled=refusal is not None,
        help=refusal or _("Asks first."),
    )


def _describe(external: External) -> dict[str, str | int | float]:
    config = external.config
    if isinstance(config, EncoderConfig):
        size = config.image_size
        images = (
            _("{size}x{size} pixels").format(size=size)
            if size is not None and not config.resize
            else pgettext("images", "any")
        )
        files = [config.encoder] if config.decoder is None else [config.encoder, config.decoder]
    else:
        words = {"train": pgettext("images", "train"), "test": pgettext("images", "test")}
        images = f"{config.data}, {format_list([words[split] for split in config.splits])}"
        files = [config.file]
    return {
        "Name": external.name,
        "Kind": _(_KINDS[config.kind]),
        "Images": images,
        "Width": config.width,
        "File": ", ".join(file.name for file in files),
        "MB": count_bytes(external.path) / 1e6,
    }


def _ask(name: str) -> None:
    st.session_state[_ASKED] = name


def _close() -> None:
    st.session_state.pop(_ASKED, None)


def render_external_question() -> None:
    """The dialog that a press of Delete has opened, if one has."""
    # The page runs again when a job ends: what is asked stays open because it is in the session's state.
    if (name := st.session_state.get(_ASKED)) is not None:
        st.dialog(_("Delete this?"), on_dismiss=_close)(_ask_delete)(name)


def _ask_delete(name: str) -> None:
    with guard("The question"):
        if _ASKED not in st.session_state:
            # A press inside a dialog runs the dialog alone: what it has answered, the page has to show.
            st.rerun()
        st.markdown(_("**{name}** goes for good, and there is no way back:").format(name=escape(name)))
        st.markdown(_describe_loss(name))
        render_answers(N_("Delete"), partial(_delete, name), _close)


def _describe_loss(name: str) -> str:
    if name in dict(list_damaged_externals()) or (external := find_external(name)) is None:
        return _("- all that was imported by this name")
    size = format_bytes(count_bytes(external.path))
    return (
        _("- the encoder, {size}; the files that were imported stay where they are").format(size=size)
        if external.config.kind == "encoder"
        else _("- the vectors, {size}; the files that were imported stay where they are").format(size=size)
    )


def _delete(name: str) -> None:
    _close()
    attempt(PLACE, partial(_delete_now, name))


def _delete_now(name: str) -> str:
    delete_external(name)
    return _("'{name}' is deleted.").format(name=name)
