"""How good are the samples, in numbers?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject
from aavae.figures.generation.sample_quality import plot_sample_quality
from aavae.figures.model_values import ModelValues
from aavae.formatting import format_count, format_duration
from aavae.language import N_, _
from aavae.sharing.notebooks.generation import recompute_quality
from aavae.ui.controls.controls import choose_one
from aavae.ui.figure.figure import render_figure
from aavae.ui.generation.participants import keep_participants
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load, working
from aavae.ui.report.record import note_recomputation

if TYPE_CHECKING:
    from aavae.evaluation.generation.sample_quality import Against, QualityKind, SampleQuality

    Found = dict[Subject, dict[QualityKind, SampleQuality]]

_KIND_TITLES: "dict[QualityKind, str]" = {
    "prior": "N(0, I)",
    "gaussian": N_("a Gaussian"),
    "mixture": N_("a mixture"),
    "reconstructions": "reconstructions",
}
_AGAINST: "dict[Against, str]" = {"reconstructions": N_("its own reconstructions"), "test": N_("test images")}
_MEANINGS: "dict[Against, str]" = {
    "reconstructions": N_(
        "Each model's samples are compared with what the same decoder makes of test images: only the latents "
        "differ, so this is what the way of drawing them costs. A blurred decoder is not punished for its "
        "blur; its row of reconstructions, of other test images, is what samples could reach."
    ),
    "test": N_("Samples are compared with test images: mostly, this measures how sharp a decoder paints."),
}
_SECONDS = 8
"""What one row takes on two cores."""
_ABOUT = N_(
    "**[Fréchet distance](term:frechet-distance)** (Heusel et al., arXiv 1706.08500): how far apart the two "
    "clouds of features are; smaller is better. **[Precision](term:precision-recall)**: the part of the "
    "images that lie among those that they are compared with; **recall**: the part of these that lie among "
    "them (Kynkäänniemi et al., arXiv 1904.06991, k = 3); both at best 1. "
    "[Intervals](term:confidence-interval) are 95 %, over images. No samples can be expected to beat "
    "training images, which are real, nor the reconstructions of their own decoder. Where distance and "
    "precision disagree, look at the walls: the distance also counts how varied images are, glaring ones "
    "too."
)


def render_measured(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """What the numbers mean, the figures and the table; what is not there yet is measured on demand."""
    against = choose_one(
        _("Compared with"),
        _AGAINST,
        "generate_against",
        help=_(
            "What the samples should look like: the same decoder's pictures of test images, or the test "
            "images themselves."
        ),
    )
    st.caption(_MEANINGS[against])
    able = keep_participants(subjects, dataset)
    with working(_("Looking for what is measured"), "results"):
        from aavae.evaluation.generation.sample_quality import evaluate_floor, find_sample_quality

        floor = evaluate_floor(dataset)
        found: Found = {subject: {} for subject in able}
        for subject in able:
            for kind in _KIND_TITLES:
                result = find_sample_quality(subject, dataset, kind, against=against)
                if result is not None:
                    found[subject][kind] = result
    st.info(
        _(
            "These numbers compare {num} images with as many others by what the shipped "
            "**{feature_subject}** sees in them. They are **not the Inception FID** of papers and "
            "compare only with each other, within this app."
        ).format(num=format_count(floor.num), feature_subject=escape(floor.feature_subject)),
        icon=":material/straighten:",
    )
    _offer_missing(found, dataset, against)
    measured = {subject.name: list(results) for subject, results in found.items()}
    note_recomputation(partial(recompute_quality, able, dataset, against, measured))
    sentences = [read_quality(subject.title, results) for subject, results in found.items()]
    st.markdown("  \n".join(filter(None, sentences)))
    real = floor if against == "test" else None
    if any(found.values()):
        _render_figures(real, found)
        _render_table(real, found)
    st.caption(explain(_ABOUT))


def _offer_missing(found: "Found", dataset: Dataset, against: "Against") -> None:
    """A button that measures what is missing, and adds it."""
    missing: list[tuple[Subject, QualityKind]] = [
        (subject, kind) for subject, results in found.items() for kind in _KIND_TITLES if kind not in results
    ]
    slot = st.empty()
    if not missing or not slot.button(
        _("Measure what is missing: {num_missing} rows, about {duration}").format(
            num_missing=len(missing), duration=format_duration(_SECONDS * len(missing))
        ),
        icon=":material/straighten:",
        key="generate_measure",
        help=_("Here and now: the page waits, and what is measured is kept."),
    ):
        return
    load("results")
    from aavae.evaluation.generation.sample_quality import evaluate_sample_quality

    for index, (subject, kind) in enumerate(missing):
        slot.progress(index / len(missing), f"{subject.title}: {_KIND_TITLES[kind]} …")
        found[subject][kind] = evaluate_sample_quality(subject, dataset, kind, against=against)
    slot.empty()


def read_quality(title: str, results: "Mapping[QualityKind, SampleQuality]") -> str:
    """What fitting a density changes, in Markdown; empty where there is nothing to compare."""
    fitted: list[QualityKind] = [kind for kind in ("gaussian", "mixture") if kind in results]
    if "prior" not in results or not fitted:
        return ""
    best = max(fitted, key=lambda kind: results[kind].precision)
    prior, after = results["prior"], results[best]
    if after.precision_interval[0] > prior.precision_interval[1]:
        change = "raises"
    elif after.precision_interval[1] < prior.precision_interval[0]:
        change = "lowers"
    else:
        change = _("hardly changes")
    return _(
        "**{title}**: {kind_titles} fitted to its latents {change} the precision of its samples, "
        "from **{precision:.2f}** with N(0, I) to **{precision_2:.2f}**; the Fréchet distance "
        "goes from {frechet:.1f} to {frechet_2:.1f}."
    ).format(
        title=escape(title),
        kind_titles=_KIND_TITLES[best],
        change=change,
        precision=prior.precision,
        precision_2=after.precision,
        frechet=prior.frechet,
        frechet_2=after.frechet,
    )


def _render_figures(floor: "SampleQuality | None", found: "Found") -> None:
    names = list(_KIND_TITLES.values())
    numbers = _make_rows(floor, found)
    for column, field, title, x_title in zip(
        st.columns(2),
        ("frechet", "precision"),
        (_("Fréchet distance"), _("Precision")),
        (_("distance, smaller is better"), _("part of the images, larger is better")),
        strict=True,
    ):
        with column:
            models = [_measure(subject, results, field) for subject, results in found.items()]
            real = None if floor is None else getattr(floor, field)
            figure = plot_sample_quality(models, names, x_title, floor=real, title=title)
            alt = _("{title} of each model's samples and reconstructions").format(title=title)
            render_figure(figure, numbers, f"quality_{field}", alt, f"samples_{field}")


def _measure(subject: Subject, results: "Mapping[QualityKind, SampleQuality]", field: str) -> ModelValues:
    """One number of each kind with its interval, NaN where it is not measured."""
    table = np.full((3, len(_KIND_TITLES)), np.nan)
    for place, kind in enumerate(_KIND_TITLES):
        if kind in results:
            table[0, place] = getattr(results[kind], field)
            table[1:, place] = getattr(results[kind], f"{field}_interval")
    values, low, high = table
    return ModelValues(subject.title, subject.method, values, (low, high))


def _make_rows(floor: "SampleQuality | None", found: "Found") -> list[Row]:
    """All that is measured, a row each."""
    results = [] if floor is None else [("none", _("training images"), floor)]
    results += [
        (subject.title, title, kinds[kind])
        for subject, kinds in found.items()
        for kind, title in _KIND_TITLES.items()
        if kind in kinds
    ]
    return [
        {
            "model": model,
            "images": images,
            **{
                f"{field}{suffix}": value
                for field in ("frechet", "precision", "recall")
                for suffix, value in zip(
                    ("", "_low", "_high"),
                    (getattr(result, field), *getattr(result, f"{field}_interval")),
                    strict=True,
                )
            },
            "num": result.num,
        }
        for model, images, result in results
    ]


def _render_table(floor: "SampleQuality | None", found: "Found") -> None:
    def format_range(row: Row, field: str, digits: int) -> str:
        low, high = row[f"{field}_low"], row[f"{field}_high"]
        return _("{row}  ({low} to {high})").format(
            row=f"{row[field]:.{digits}f}", low=f"{low:.{digits}f}", high=f"{high:.{digits}f}"
        )

    rows = [
        {
            "Model": row["model"],
            "Images": row["images"],
            "Fréchet distance (95 %)": format_range(row, "frechet", 1),
            "Precision (95 %)": format_range(row, "precision", 2),
            "Recall (95 %)": format_range(row, "recall", 3),
        }
        for row in _make_rows(floor, found)
    ]
    st.dataframe(rows, hide_index=True, row_height=40, alt=_("Sample quality of each model and density"))
