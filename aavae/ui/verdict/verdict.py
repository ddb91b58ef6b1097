"""The verdict on each model: found, or computed in the background and shown once it is there."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from aavae.config import ClusterConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.jobs.job import Job, JobSpec
from aavae.jobs.queue import find_last, submit
from aavae.language import _, get_language
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load

if TYPE_CHECKING:
    from aavae.analysis.diagnostics.verdict import Verdict, VerdictKind

_POLL_SECONDS = 2.0
_RETRY_SECONDS = 60.0
"""A job that ended without a verdict is not started again for this long."""
_FOUND = "verdicts"
_MARKS: "dict[VerdictKind, str]" = {
    "learning": ":green[:material/check_circle:]",
    "collapsed": ":red[:material/compress:]",
    "random": ":orange[:material/casino:]",
    "unclear": ":gray[:material/help:]",
}


class Judged(NamedTuple):
    """What a verdict is on."""

    subject: Subject
    dataset: Dataset
    representation: RepresentationName

    def find(self) -> "Verdict | None":
        """The verdict, if its numbers are there; what was found once in a visit is not read again."""
        found: dict[tuple[str, ...], Verdict] = st.session_state.setdefault(_FOUND, {})
        key = (self.subject.compute_digest(), self.dataset.digest, self.representation, get_language())
        if key in found:
            return found[key]
        load("results")
        from aavae.evaluation.diagnostics.verdict import find_verdict

        verdict = find_verdict(self.subject, self.dataset, representation=self.representation)
        if verdict is not None:
            found[key] = verdict
        return verdict

    def describe_job(self) -> JobSpec:
        """The command that computes its numbers."""
        flags = ("--data", self.dataset.name, "--only", "verdict")
        arguments = ("diagnose", self.subject.address, *flags)
        return JobSpec(
            title=_("Verdict: {title}").format(title=self.subject.title),
            kind="diagnosis",
            arguments=arguments,
        )

    def find_job(self) -> Job | None:
        """The last job that computes them, if there was one."""
        return find_last(self.describe_job().arguments)


def render_verdicts(
    subjects: Sequence[Subject],
    dataset: Dataset,
    representation: RepresentationName,
    *,
    may_start: bool = True,
) -> None:
    """A sentence on each model; where one is missing, it is computed in the background.

    Two models stand beside each other, as their maps do, others one below the other.

    Args:
        subjects: the models that the page shows.
        dataset: on which images.
        representation: which one is judged.
        may_start: whether to have missing ones computed now; else a line says that they follow.
    """
    judged = [Judged(subject, dataset, representation) for subject in subjects]
    texts: list[str] = []
    coming: list[Judged] = []
    for each in judged:
        verdict = each.find()
        if verdict is not None:
            texts.append(write_verdict(each.subject.title, representation, verdict))
        elif not may_start:
            text = _(":material/hourglass_top: **{title}**: whether it learns or has collapsed, to follow …")
            texts.append(text.format(title=escape(each.subject.title)))
        elif _is_coming(each):
            coming.append(each)
            text = _(
                ":material/hourglass_top: **{title}**: whether it learns or has collapsed, computed in the "
                "background …"
            )
            texts.append(text.format(title=escape(each.subject.title)))
    if len(texts) == 2:
        for column, text in zip(st.columns(2), texts, strict=True):
            column.markdown(text)
    elif texts:
        st.markdown("  \n".join(texts))
    if texts:
        st.caption(
            explain(
                _(
                    "Judged without labels: by the [AUC](term:auc) of views, the "
                    "[invariance](term:invariance) to colour jitter, [RankMe](term:effective-rank), the "
                    "[uniformity](term:uniformity) and the [informative "
                    "latents](term:informative-latents). What may go wrong is a "
                    "[collapse](term:collapse)."
                )
            )
        )
    if coming:
        _wait(coming)


def write_verdict(title: str, representation: str, verdict: "Verdict") -> str:
    """A verdict on a model in Markdown, its numbers in small print."""
    words, reasons = escape(verdict.judgement), escape(verdict.reasons)
    return f"{_MARKS[verdict.kind]} **{escape(title)}**, {representation}: {words}: :small[{reasons}.]"


def _is_coming(judged: Judged) -> bool:
    """Whether its job waits or runs, started now if need be; a line says why where it failed a moment ago."""
    job = judged.find_job()
    if job is not None and job.status.is_active:
        return True
    if job is not None and job.status.ended is not None and time.time() - job.status.ended < _RETRY_SECONDS:
        why = job.status.message or _("its numbers could not be kept")
        st.warning(
            _("Whether {title} learns or has collapsed cannot be told: {why}").format(
                title=escape(judged.subject.title), why=escape(why)
            ),
            icon=":material/warning:",
        )
        return False
    # An analysis of a few seconds runs here, whatever engine trains.
    submit(judged.describe_job(), ClusterConfig())
    return True


@st.fragment(run_every=_POLL_SECONDS)
def _wait(coming: Sequence[Judged]) -> None:
    """Show the page anew when a job has ended."""
    jobs = [judged.find_job() for judged in coming]
    if any(job is None or not job.status.is_active for job in jobs):
        st.rerun()
