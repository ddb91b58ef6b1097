"""What an import found, in sentences: what to mind first, then what was left out."""

from collections.abc import Sequence

import streamlit as st

from aavae.formatting import format_count, format_duration
from aavae.importing.report import FEW_PICTURES, Finding, Report
from aavae.language import _
from aavae.ui.images.words import adapt
from aavae.ui.notices.markup import escape

_MOST_SENTENCES = 6


def render_sentences(report: Report | None) -> None:
    """The first sentences of a report, where there is little room."""
    sentences = report.list_sentences() if report is not None else []
    if report is None:
        return
    if not sentences:
        st.caption(_("No picture is damaged, none is there twice, and every class has enough."))
        return
    shown = sentences[:_MOST_SENTENCES]
    rest = len(sentences) - len(shown)
    st.markdown("\n".join(f"- {escape(adapt(sentence))}" for sentence in shown))
    if rest:
        st.caption(_("And {rest} more: open it.").format(rest=rest))


def render_report(report: Report) -> None:
    """All that an import found."""
    st.caption(
        _(
            "Recognised as {form}: {recognised_by}. Imported in {duration}, "
            "{pictures_per_second:,.0f} pictures a second."
        ).format(
            form=escape(report.form),
            recognised_by=escape(report.recognised_by),
            duration=format_duration(report.seconds),
            pictures_per_second=report.pictures_per_second,
        )
    )
    duplicates = list(report.duplicates)
    leaks = [found for found in duplicates if found.what.startswith("test images are among")]
    for leak in leaks:
        st.warning(
            _(
                "**{count} test images are training images, too.** A model and a probe have seen them "
                "already, so accuracies on this set are too high: remove them from one of the two, and "
                "import it again."
            ).format(count=format_count(leak.count)),
            icon=":material/warning:",
        )
        _render_names(leak, _("Which they are"))
    if report.small_classes:
        st.warning(
            _("Fewer than {few_pictures} pictures, of which a probe can learn little: {names}.").format(
                few_pictures=FEW_PICTURES, names=escape(", ".join(report.small_classes[:20]))
            ),
            icon=":material/warning:",
        )
    for found in report.damaged:
        _render_finding(found, _("could not be read"))
    for found in duplicates:
        if found not in leaks:
            _render_finding(found)
    if report.flat.count:
        _render_finding(report.flat)
    for found in report.skipped:
        _render_finding(found, _("left out"))
    if not report.list_sentences():
        st.success(
            _(
                "No picture is damaged, none is there twice, every class has enough, and nothing was left "
                "out."
            ),
            icon=":material/check:",
        )


def render_findings(findings: Sequence[Finding], what: str) -> None:
    """Several findings of one kind, each with its names.

    Args:
        findings: the most frequent first.
        what: became of these pictures.
    """
    for found in findings:
        _render_finding(found, what)


def _render_finding(found: Finding, what: str = "") -> None:
    words = f"{what}: {found.what}" if what else found.what
    _render_names(found, f"{found.count:,} {escape(words)}")


def _render_names(found: Finding, title: str) -> None:
    with st.expander(title):
        rest = found.count - len(found.names)
        names = "\n".join(found.names) + (
            _("\n… and {rest} more").format(rest=format_count(rest)) if rest else ""
        )
        st.code(
            adapt(names), language=None, wrap_lines=True, height=220 if len(found.names) > 8 else "content"
        )
