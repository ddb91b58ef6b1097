"""Maps that are computed in the background: one job for each model and setting."""

import time
from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from aavae.config import ClusterConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.projection import Projection, ProjectionSettings, find_projection
from aavae.evaluation.subject import Subject
from aavae.jobs.job import JobSpec
from aavae.jobs.queue import find_last, submit

_POLL_SECONDS = 2.0
_RETRY_SECONDS = 60.0
"""A job that ended without a map is not started again for this long."""


class Wanted(NamedTuple):
    """A map that a page shows."""

    subject: Subject
    dataset: Dataset
    settings: ProjectionSettings

    def find(self) -> Projection | None:
        """The map, if it is there."""
        return find_projection(self.subject, self.dataset, self.settings)

    def describe_job(self) -> JobSpec:
        """The command that makes it."""
        settings = self.settings
        arguments = (
            *("project", self.subject.address, "--data", self.dataset.name),
            *("--representation", settings.representation, "--num-points", str(settings.num_points)),
            *("--method", settings.method, "--n-neighbors", str(settings.n_neighbors)),
            *("--min-dist", str(settings.min_dist), "--perplexity", str(settings.perplexity)),
            *("--seed", str(settings.seed)),
        )
        return JobSpec(title=f"Map: {self.subject.title}", kind="projection", arguments=arguments)

    @property
    def is_coming(self) -> bool:
        """Whether a job that makes it waits or runs."""
        job = find_last(self.describe_job().arguments)
        return job is not None and job.status.is_active


def start(wanted: Wanted) -> bool:
    """Start a map's job, unless it has just ended without one; returns whether a map is on its way."""
    spec = wanted.describe_job()
    job = find_last(spec.arguments)
    if job is not None and job.status.ended is not None and time.time() - job.status.ended < _RETRY_SECONDS:
        why = job.status.message or "its result could not be kept"
        st.warning(
            f"The map of {wanted.subject.title} was not finished ({why}): try again in a minute.",
            icon=":material/warning:",
        )
        return False
    # An analysis of a few seconds runs here, whatever engine trains.
    submit(spec, ClusterConfig())
    return True


@st.fragment(run_every=_POLL_SECONDS)
def wait(missing: Sequence[Wanted]) -> None:
    """Say which maps are on their way, and show the page anew when one is there."""
    left = [wanted for wanted in missing if wanted.is_coming]
    if len(left) < len(missing):
        st.rerun()
    names = ", ".join(sorted({wanted.subject.title for wanted in left}))
    st.info(
        f"{len(left)} map{'s' if len(left) > 1 else ''} of {names} "
        f"{'are' if len(left) > 1 else 'is'} being computed in the background …",
        icon=":material/hourglass_top:",
    )
