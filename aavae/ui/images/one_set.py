"""An open image set: what it is, its pictures, what its import found, and what can be done with it."""

from pathlib import Path

import streamlit as st

from aavae.data import bundled
from aavae.data.store import DatasetInfo
from aavae.formatting import format_count
from aavae.importing.report import Report, read_report
from aavae.kept_text import show_text
from aavae.language import _, ngettext, pgettext
from aavae.permissions import find_refusal, read_owner
from aavae.ui.controls.cache import load_dataset
from aavae.ui.glossary.explain import explain
from aavae.ui.images.removal import ask_removal
from aavae.ui.images.report import render_report
from aavae.ui.images.running import DATA
from aavae.ui.images.sheet import render_sheet
from aavae.ui.images.words import adapt
from aavae.ui.notices.markup import escape

_ROW_PIXELS = 35
_MAX_ROWS = 9


def render_set(info: DatasetInfo) -> None:
    """All of one set; of its pictures a few are read."""
    st.header(info.name)
    count = len(info.classes)
    classes = (
        ngettext("{count} class", "{count} classes", count).format(count=format_count(count))
        if count
        else _("no classes")
    )
    facts = _(
        "**{num_train}** [training](term:test-images) and **{num_test}** test images, {classes}, "
        "{width}×{height} pixels."
    ).format(
        num_train=format_count(info.num_train),
        num_test=format_count(info.num_test),
        classes=classes,
        width=info.size[1],
        height=info.size[0],
    )
    st.markdown(explain(f"{facts} {_describe_labels(info)}".strip()))
    source = show_text(info.source)
    st.caption(f"{escape(source[:1].upper() + source[1:])}.")
    if info.notes:
        st.markdown("\n".join(f"- {escape(adapt(note))}" for note in info.notes))
    _render_actions(info)
    report = read_report(Path(info.path))
    if report is not None:
        with st.container(border=True):
            st.markdown(_("**What the import found**"))
            render_report(report)
            _render_classes(report)
    render_sheet(load_dataset(info.name))


def _describe_labels(info: DatasetInfo) -> str:
    labelled, total = sum(info.num_labelled), info.num_train + info.num_test
    if labelled == total:
        return ""
    if not labelled:
        return _(
            "None has a label: everything works but what needs [labels](term:label), such as the [linear "
            "probe](term:linear-probe) and the colours of classes."
        )
    return ngettext(
        "{count} of them has a label; the others train a model, and no probe.",
        "{count} of them have a label; the others train a model, and no probe.",
        labelled,
    ).format(count=format_count(labelled))


def _render_actions(info: DatasetInfo) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/train.py",
            label=_("Train on these"),
            icon=":material/model_training:",
            query_params={DATA: info.name},
        )
        for page, label, icon in (
            ("embedding_map", _("Map"), ":material/scatter_plot:"),
            ("reconstruct", _("Reconstruct"), ":material/image:"),
            ("similarity", _("Similarity"), ":material/compare_arrows:"),
        ):
            st.page_link(f"pages/{page}.py", label=label, icon=icon, query_params={DATA: info.name})
        if info.name != bundled.NAME:
            refusal = find_refusal("delete images", read_owner(Path(info.path)))
            st.button(
                _("Remove"),
                icon=":material/delete:",
                key="set_remove",
                on_click=ask_removal,
                args=(info.name,),
                disabled=refusal is not None,
                help=refusal or _("Asks first. The pictures that it was imported from stay where they are."),
            )


def _render_classes(report: Report) -> None:
    if report.classes:
        with st.expander(
            ngettext(
                "How many pictures the {count} class has",
                "How many pictures each of the {count} classes has",
                len(report.classes),
            ).format(count=format_count(len(report.classes)))
        ):
            render_class_table(report.classes)


def render_class_table(classes: tuple[tuple[str, int, int], ...]) -> None:
    """Classes with their counts, in a table that scrolls."""
    st.dataframe(
        [
            dict(zip((pgettext("class of images", "Class"), _("Training"), _("Test")), row, strict=True))
            for row in classes
        ],
        hide_index=True,
        row_height=_ROW_PIXELS,
        height=_ROW_PIXELS * (min(len(classes), _MAX_ROWS) + 1) + 3,
    )
