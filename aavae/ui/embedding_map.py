"""The map page: UMAP when it is there, PCA in the meantime, and the images of a selection."""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from aavae.config import ClusterConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.projection import Projection, ProjectionSettings, evaluate_pca, find_umap
from aavae.evaluation.subject import Subject
from aavae.figures.embedding import plot_embedding
from aavae.jobs.job import JobSpec
from aavae.jobs.queue import find_last, submit
from aavae.ui.pictures import PictureRow, render_rows

_SELECTED = "selected_images"
_MAX_SHOWN = 60
_ROW = 12
_POLL_SECONDS = 2.0
_RETRY_SECONDS = 60.0
"""A job that ended without a map is not started again for this long."""


def render_maps(
    subjects: Sequence[Subject], dataset: Dataset, representation: RepresentationName, num_points: int
) -> None:
    """The models' maps side by side; a selection in one is shown in both."""
    settings = ProjectionSettings(representation, num_points)
    waiting = False
    columns = st.columns(len(subjects))
    for side, (column, subject) in enumerate(zip(columns, subjects, strict=True)):
        with column:
            projection = find_umap(subject, dataset, settings)
            if projection is None:
                waiting |= _submit(subject, dataset, settings)
                with st.spinner("Laying out a first map …"):
                    _render_map(
                        side,
                        subject,
                        dataset,
                        evaluate_pca(subject, dataset, settings),
                        "PCA, UMAP to follow",
                    )
            else:
                _render_map(side, subject, dataset, projection, "UMAP")
    if waiting:
        _wait(subjects, dataset, settings)


def _describe_job(subject: Subject, dataset: Dataset, settings: ProjectionSettings) -> JobSpec:
    arguments = (
        "project",
        subject.address,
        "--data",
        dataset.name,
        "--representation",
        settings.representation,
        "--num-points",
        str(settings.num_points),
    )
    return JobSpec(title=f"UMAP: {subject.title}", kind="projection", arguments=arguments)


def _submit(subject: Subject, dataset: Dataset, settings: ProjectionSettings) -> bool:
    """Start the job unless it has just ended without a map; returns whether a map is on its way."""
    spec = _describe_job(subject, dataset, settings)
    job = find_last(spec.arguments)
    if job is not None and job.status.ended is not None and time.time() - job.status.ended < _RETRY_SECONDS:
        why = job.status.message or "its result could not be kept"
        st.warning(f"UMAP did not finish ({why}): this map is a PCA.", icon=":material/warning:")
        return False
    # An analysis of a few seconds runs here, whatever engine trains.
    submit(spec, ClusterConfig())
    return True


@st.fragment(run_every=_POLL_SECONDS)
def _wait(subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings) -> None:
    missing = [subject for subject in subjects if find_umap(subject, dataset, settings) is None]
    jobs = [find_last(_describe_job(subject, dataset, settings).arguments) for subject in missing]
    if not any(job is not None and job.status.is_active for job in jobs):
        st.rerun()
    names = " and ".join(subject.title for subject in missing)
    st.info(f"UMAP of {names} is being computed in the background …", icon=":material/hourglass_top:")


def _render_map(side: int, subject: Subject, dataset: Dataset, projection: Projection, kind: str) -> None:
    selected = st.session_state.get(_SELECTED) or None
    figure = plot_embedding(
        projection.coordinates,
        dataset.test.labels[projection.indices],
        dataset.test.class_names,
        projection.indices,
        f"{subject.title} ({kind})",
        selected_ids=selected,
    )
    key = f"map_{side}_{subject.name}_{kind}"
    st.plotly_chart(
        figure,
        key=key,
        on_select=lambda: _take_selection(key),
        selection_mode=("points", "box", "lasso"),
        alt=f"Map of {len(projection.indices):,} images by {subject.title}",
    )


def _take_selection(key: str) -> None:
    points: list[dict[str, Any]] = st.session_state[key].selection.points
    ids = {int(np.ravel(point["customdata"])[0]) for point in points if point.get("customdata") is not None}
    st.session_state[_SELECTED] = sorted(ids)


def render_selection(dataset: Dataset) -> None:
    """The selected images, with their labels and the classes' counts."""
    ids = [index for index in st.session_state.get(_SELECTED, []) if index < len(dataset.test)]
    if not ids:
        st.caption("Nothing is selected: draw a lasso around some points.")
        return
    names = dataset.test.class_names
    counts = Counter(names[label] for label in dataset.test.labels[ids])
    st.subheader(f"{len(ids):,} selected image{'s' if len(ids) > 1 else ''}")
    st.markdown(" · ".join(f"**{count}** {name}" for name, count in counts.most_common()))
    if st.button("Clear the selection", icon=":material/close:"):
        st.session_state[_SELECTED] = []
        st.rerun()
    shown = ids[:_MAX_SHOWN]
    rows = []
    for start in range(0, len(shown), _ROW):
        chunk = shown[start : start + _ROW]
        captions = [f"{names[dataset.test.labels[index]]} {index}" for index in chunk]
        rows.append(PictureRow("", dataset.test.images[chunk], captions))
    render_rows(rows)
    if len(ids) > _MAX_SHOWN:
        st.caption(f"The first {_MAX_SHOWN} are shown.")
