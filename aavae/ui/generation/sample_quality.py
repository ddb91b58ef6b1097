"""How good are the samples, in numbers?"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject
from aavae.figures.dots import tabulate_dots
from aavae.figures.generation.sample_quality import plot_sample_quality
from aavae.figures.model_values import ModelValues
from aavae.formatting import format_count, format_duration
from aavae.language import N_, _, ngettext, pgettext
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
    "reconstructions": N_("reconstructions"),
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
    titles: dict[Against, str] = {against: _(title) for against, title in _AGAINST.items()}
    against = choose_one(
        _("Compared with"),
        titles,
        "generate_against",
        help=_(
            "What the samples should look like: the same decoder's pictures of test images, or the test "
            "images themselves."
        ),
    )
    st.caption(_(_MEANINGS[against]))
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
    st.caption(explain(_(_ABOUT)))


def _offer_missing(found: "Found", dataset: Dataset, against: "Against") -> None:
    """A button that measures what is missing, and adds it."""
    missing: list[tuple[Subject, QualityKind]] = [
        (subject, kind) for subject, results in found.items() for kind in _KIND_TITLES if kind not in results
    ]
    slot = st.empty()
    if not missing or not slot.button(
        ngettext(
            "Measure what is missing: {count} row, about {duration}",
            "Measure what is missing: {count} rows, about {duration}",
            len(missing),
        ).format(count=len(missing), duration=format_duration(_SECONDS * len(missing))),
        icon=":material/straighten:",
        key="generate_measure",
        help=_("Here and now: the page waits, and what is measured is kept."),
    ):
        return
    load("results")
    from aavae.evaluation.generation.sample_quality import evaluate_sample_quality

    for index, (subject, kind) in enumerate(missing):
        slot.progress(index / len(missing), f"{subject.title}: {_(_KIND_TITLES[kind])} …")
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
        words = _(
            "**{title}**: {density} fitted to its latents raises the precision of its samples, from "
            "**{precision_before:.2f}** with N(0, I) to **{precision:.2f}**; the Fréchet distance goes from "
            "{distance_before:.1f} to {distance:.1f}."
        )
    elif after.precision_interval[1] < prior.precision_interval[0]:
        words = _(
            "**{title}**: {density} fitted to its latents lowers the precision of its samples, from "
            "**{precision_before:.2f}** with N(0, I) to **{precision:.2f}**; the Fréchet distance goes from "
            "{distance_before:.1f} to {distance:.1f}."
        )
    else:
        words = _(
            "**{title}**: {density} fitted to its latents hardly changes the precision of its samples, from "
            "**{precision_before:.2f}** with N(0, I) to **{precision:.2f}**; the Fréchet distance goes from "
            "{distance_before:.1f} to {distance:.1f}."
        )
    return words.format(
        title=escape(title),
        density=_(_KIND_TITLES[best]),
        precision_before=prior.precision,
        precision=after.precision,
        distance_before=prior.frechet,
        distance=after.frechet,
    )


def _render_figures(floor: "SampleQuality | None", found: "Found") -> None:
    names = list(map(_, _KIND_TITLES.values()))
    for column, field, title, x_title in zip(
        st.columns(2),
        ("frechet", "precision"),
        (_("Fréchet distance"), _("Precision")),
        (N_("distance, smaller is better"), N_("part of the images, larger is better")),
        strict=True,
    ):
        with column:
            models = [_measure(subject, results, field) for subject, results in found.items()]
            real = None if floor is None else getattr(floor, field)
            figure = plot_sample_quality(models, names, x_title, floor=real, title=title)
            alt = _("{measure} of each model's samples and reconstructions").format(measure=title)
            rows = partial(_tabulate, models, names, x_title, real)
            render_figure(figure, rows, f"quality_{field}", alt, f"samples_{field}")


def _tabulate(
    models: Sequence[ModelValues], names: Sequence[str], x_title: str, real: float | None
) -> list[Row]:
    """The figure's dots as rows of a table, and its line."""
    table = tabulate_dots(models, names, x_title)
    return table if real is None else [*table, {"series": _("real images"), x_title: real}]


def _measure(subject: Subject, results: "Mapping[QualityKind, SampleQuality]", field: str) -> ModelValues:
    """One number of each kind with its interval, NaN where it is not measured."""
    table = np.full((3, len(_KIND_TITLES)), np.nan)
    for place, kind in enumerate(_KIND_TITLES):
        if kind in results:
            table[0, place] = getattr(results[kind], field)
            table[1:, place] = getattr(results[kind], f"{field}_interval")
    values, low, high = table
    return ModelValues(subject.title, subject.method, values, (low, high))


def _render_table(floor: "SampleQuality | None", found: "Found") -> None:
    """All that is measured, a row each."""
    results = [] if floor is None else [(pgettext("model", "none"), _("training images"), floor)]
    results += [
        (subject.title, _(title), kinds[kind])
        for subject, kinds in found.items()
        for kind, title in _KIND_TITLES.items()
        if kind in kinds
    ]
    rows = [
        {
            _("Model"): model,
            _("Images"): images,
            _("Fréchet distance (95 %)"): _format_range(result, "frechet", 1),
            _("Precision (95 %)"): _format_range(result, "precision", 2),
            _("Recall (95 %)"): _format_range(result, "recall", 3),
        }
        for model, images, result in results
    ]
    st.dataframe(rows, hide_index=True, row_height=40, alt=_("Sample quality of each model and density"))


def _format_range(result: "SampleQuality", field: str, digits: int) -> str:
    low, high = getattr(result, f"{field}_interval")
    return _("{value}  ({low} to {high})").format(
        value=f"{getattr(result, field):.{digits}f}", low=f"{low:.{digits}f}", high=f"{high:.{digits}f}"
    )
