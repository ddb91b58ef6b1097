"""What an import found, in sentences: what to mind first, then what was left out."""

from collections.abc import Sequence

import streamlit as st

from aavae.formatting import format_count, format_duration
from aavae.importing.report import FEW_PICTURES, Finding, Report
from aavae.kept_text import show_text
from aavae.language import _, ngettext
from aavae.ui.images.uploads import name_dropped
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
        st.caption(_("And {count} more: open it.").format(count=format_count(rest)))


def render_report(report: Report) -> None:
    """All that an import found."""
    st.caption(
        _("Recognised as {form}: {recognised_by}. Imported in {duration}, {rate} pictures a second.").format(
            form=escape(show_text(report.form)),
            recognised_by=escape(show_text(report.recognised_by)),
            duration=format_duration(report.seconds),
            rate=format_count(report.pictures_per_second),
        )
    )
    leaks = report.leaks
    for leak in leaks:
        st.warning(
            ngettext(
                "**{count} test image is a training image, too.** A model and a probe have seen it "
                "already, so accuracies on this set are too high: remove it from one of the two, and "
                "import it again.",
                "**{count} test images are training images, too.** A model and a probe have seen them "
                "already, so accuracies on this set are too high: remove them from one of the two, and "
                "import it again.",
                leak.count,
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
    render_findings(report.damaged, _("{count} could not be read: {reason}"))
    for found in (*report.duplicates, report.flat):
        if found.count and found not in leaks:
            _render_names(found, escape(found.describe()))
    render_findings(report.skipped, _("{count} left out: {reason}"))
    if not report.list_sentences():
        st.success(
            _(
                "No picture is damaged, none is there twice, every class has enough, and nothing was left "
                "out."
            ),
            icon=":material/check:",
        )


def render_findings(findings: Sequence[Finding], words: str) -> None:
    """Several findings of one kind, each with its names.

    Args:
        findings: the most frequent first.
        words: what became of these pictures, in the reader's language, with places for `count` and `reason`.
    """
    for found in findings:
        said = words.format(count=format_count(found.count), reason=show_text(found.what))
        _render_names(found, escape(said))


def _render_names(found: Finding, title: str) -> None:
    with st.expander(title):
        lines = list(found.names)
        if rest := found.count - len(lines):
            lines.append(_("… and {count} more").format(count=format_count(rest)))
        st.code(
            name_dropped("\n".join(lines)),
            language=None,
            wrap_lines=True,
            height=220 if len(found.names) > 8 else "content",
        )
