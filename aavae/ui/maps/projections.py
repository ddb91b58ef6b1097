"""Other pictures of the same points: what of a map is the model's, and what the method's?"""

from collections.abc import Sequence
from functools import partial
from typing import Literal

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.pool import get_classes
from aavae.evaluation.maps.projection import Projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject
from aavae.figures.maps.embedding import MapPoints, plot_embedding, tabulate_embedding
from aavae.formatting import format_count
from aavae.language import N_, _, ngettext
from aavae.ui.controls.controls import choose_one
from aavae.ui.figure.figure import render_figure
from aavae.ui.maps.background import Wanted, start, wait
from aavae.ui.notices.skeleton import load

Variation = Literal["method", "neighbours", "min_dist", "seed"]
_VARIATIONS: dict[Variation, str] = {
    "method": N_("the method"),
    "neighbours": N_("UMAP's neighbours"),
    "min_dist": N_("UMAP's smallest distance"),
    "seed": N_("UMAP's seed"),
}
_NUM_POINTS = 3_000
_HEIGHT = 340


def render_projections(subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings) -> None:
    """Maps of the same points by several methods or settings, each with its trustworthiness."""
    st.info(
        _(
            "A picture in two dimensions cannot keep all distances of a space of hundreds. Trust which "
            "images lie **beside each other**; do not read the size of a clump, the distance between two "
            "clumps, or an empty space. What changes from picture to picture below is the method's, what "
            "stays is the model's."
        ),
        icon=":material/warning:",
    )
    titles: dict[Variation, str] = {name: _(title) for name, title in _VARIATIONS.items()}
    variation = choose_one(
        _("Vary"),
        titles,
        "vary",
        help=_("What differs from picture to picture; all else stays as it is."),
    )
    settings = settings._replace(num_points=min(settings.num_points, _NUM_POINTS))
    variants = _list_variants(variation, settings)
    missing = [
        wanted
        for subject in subjects
        for wanted in (Wanted(subject, dataset, variant) for variant in variants.values())
        if wanted.find() is None and wanted.settings.method != "pca"
    ]
    _render_start(missing)
    for subject in subjects:
        st.markdown(
            _("**{title}**, {representation}, {count} images").format(
                title=subject.title,
                representation=settings.representation,
                count=format_count(settings.num_points),
            )
        )
        for column, (name, variant) in zip(st.columns(len(variants)), variants.items(), strict=True):
            with column:
                _render_variant(name, Wanted(subject, dataset, variant))
    st.caption(
        _(
            "Trustworthiness (Venna and Kaski, 2001): 1 where all of a point's 15 neighbours in the picture "
            "are close to it in the representation too; about 0.5 for points thrown at random."
        )
    )


def _list_variants(variation: Variation, settings: ProjectionSettings) -> dict[str, ProjectionSettings]:
    if variation == "method":
        return {
            "PCA": settings._replace(method="pca"),
            "t-SNE": settings._replace(method="tsne"),
            "UMAP": settings._replace(method="umap"),
        }
    umap = settings._replace(method="umap")
    if variation == "neighbours":
        return {
            _("{count} neighbours").format(count=count): umap._replace(n_neighbors=count)
            for count in (5, 15, 50)
        }
    if variation == "min_dist":
        return {
            _("distance {least:g}").format(least=least): umap._replace(min_dist=least)
            for least in (0.0, 0.1, 0.5)
        }
    return {_("seed {seed}").format(seed=seed): umap._replace(seed=seed) for seed in (0, 1, 2)}


def _render_start(missing: Sequence[Wanted]) -> None:
    coming = [wanted for wanted in missing if wanted.is_coming]
    if coming:
        wait(coming)
    idle = [wanted for wanted in missing if wanted not in coming]
    label = ngettext("Compute the missing map", "Compute the {count} missing maps", len(idle)).format(
        count=len(idle)
    )
    if idle and st.button(
        label,
        icon=":material/play_arrow:",
        type="primary",
        key="map_compute",
        help=_("In the background, one after the other; the page can be closed meanwhile."),
    ):
        for wanted in idle:
            start(wanted)
        st.rerun()


def _render_variant(name: str, wanted: Wanted) -> None:
    projection = wanted.find()
    if projection is None and wanted.settings.method == "pca":
        load("results")
        from aavae.evaluation.maps.projection import evaluate_projection

        projection = evaluate_projection(wanted.subject, wanted.dataset, wanted.settings)
    if projection is None:
        st.caption(
            _("{name}: on its way").format(name=name)
            if wanted.is_coming
            else _("{name}: not computed yet; the button above has it computed").format(name=name)
        )
        return
    _render_figure(name, wanted, projection)


def _render_figure(name: str, wanted: Wanted, projection: Projection) -> None:
    labels, names = get_classes(wanted.dataset, projection.ids)
    points = MapPoints(projection.coordinates, labels, names, projection.ids)
    title = _("{name}: trustworthiness {trust}").format(name=name, trust=projection.describe_trust())
    figure = plot_embedding(points, title=title, height=_HEIGHT)
    figure.update_layout(showlegend=False, dragmode="pan")
    key = f"projection_{wanted.subject.name}_{name}"
    rows = partial(tabulate_embedding, points)
    alt = _("{title} by {name}").format(title=wanted.subject.title, name=name)
    render_figure(figure, rows, key, alt, f"map-{wanted.subject.name}-{name}")
