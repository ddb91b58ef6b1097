"""The linked maps of one to four models, and below them what the visitor asks about the images."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import streamlit as st

from aavae.data.pool import get_classes
from aavae.evaluation.maps.neighbours import SHIPPED_NEIGHBOURS, find_neighbours
from aavae.figures.maps.embedding import MapPoints, plot_embedding, tabulate_embedding
from aavae.formatting import format_count
from aavae.language import N_, _
from aavae.sharing.notebooks.maps import recompute_maps
from aavae.ui.controls.controls import choose_one
from aavae.ui.figure import clean_view
from aavae.ui.frame import guard
from aavae.ui.linked_maps import LinkedMaps, PlacedMap, render_linked_maps, take_choice
from aavae.ui.maps.colours import ColourName, choose_colour, list_colours, make_colourings, recolour
from aavae.ui.maps.gallery import render_gallery
from aavae.ui.maps.inspector import render_inspector
from aavae.ui.maps.neighbour_overlap import render_neighbour_overlap
from aavae.ui.maps.plain import render_figures, render_table
from aavae.ui.maps.projections import render_projections
from aavae.ui.maps.scene import Scene
from aavae.ui.maps.selection import PANEL, get_opened, get_selected, open_image, open_link, select
from aavae.ui.maps.trustworthiness import render_trustworthiness
from aavae.ui.maps.view_cloud import draw_clouds, find_clouds, render_reading
from aavae.ui.report.record import Drawing, note_drawing, note_recomputation
from aavae.ui.verdict.verdict import render_verdicts

if TYPE_CHECKING:
    from aavae.analysis.maps.view_cloud import ViewCloud

ExplorerPanel = Literal["selection", "image", "models", "projections"]
_PANELS: dict[ExplorerPanel, str] = {
    "selection": N_("Selection"),
    "image": N_("Open image"),
    "models": N_("The two models"),
    "projections": N_("Other projections"),
}
_FORMS = (N_("linked maps"), N_("plain figures"), N_("table"))
_CLOUDS = "map_clouds"
_ALONE = "maps"
"""What an address calls the maps that are seen alone."""
_MOST_AT_ONCE = 10_000
"""Images among which neighbours are found while the visitor waits: about a second; of more, with the map."""


class _FoundClouds(NamedTuple):
    """Views of the open image, and what they were found for."""

    asked: tuple[Any, ...]
    clouds: "list[ViewCloud | None]"


def render_explorer(scene: Scene) -> None:
    """The maps, and below them what the visitor asks about the images.

    Args:
        scene: what the maps show.
    """
    open_link(scene.dataset)
    settings = scene.settings if scene.is_complete else scene.settings._replace(method="pca")
    note_recomputation(partial(recompute_maps, scene.subjects, scene.dataset, settings))
    _explore(scene)


@st.fragment
def _explore(scene: Scene) -> None:
    with guard(_("The embedding map")):
        left, right = st.columns(2)
        with left:
            colour = choose_colour(scene.dataset)
        with right:
            form = choose_one(
                _("Show as"),
                {form: _(form) for form in _FORMS},
                "form",
                help=_(
                    "Linked maps answer to the pointer; figures and table have the same points for screen "
                    "readers and other tools."
                ),
            )
        clouds = _find_clouds(scene)
        titles = [f"{subject.title} ({scene.method})" for subject in scene.subjects]
        if form == _FORMS[0]:
            _render_maps(scene, colour, clouds)
        elif form == _FORMS[1]:
            render_figures(titles, scene.projections, scene.dataset, scene.ids)
        else:
            render_table(titles, scene.projections, scene.dataset, scene.ids)
        render_trustworthiness(scene)
        # The maps first: where one is missing, its job should not wait for those of the verdicts.
        render_verdicts(
            scene.subjects, scene.dataset, scene.settings.representation, may_start=scene.is_complete
        )
        if clouds:
            render_reading(scene.subjects, clouds, scene.settings.representation)
        _render_panel(scene)


def _find_clouds(scene: Scene) -> "list[ViewCloud | None]":
    opened = get_opened()
    if opened is None:
        return []
    asked = (opened, scene.settings, scene.method, [subject.compute_digest() for subject in scene.subjects])
    # A lasso runs this again; the views of the open image stay what they are.
    found: _FoundClouds | None = st.session_state.get(_CLOUDS)
    if found is None or found.asked != asked:
        clouds = find_clouds(scene, opened)
        found = st.session_state[_CLOUDS] = _FoundClouds(asked, clouds)
    return found.clouds


def _render_maps(scene: Scene, colour: ColourName, clouds: "Sequence[ViewCloud | None]") -> None:
    ids = scene.ids
    # A choice is one of positions, so another list of images is another component.
    key = f"maps_{scene.dataset.digest[:8]}_{len(ids)}"
    linked = LinkedMaps(
        maps=[
            PlacedMap(subject.title, projection.coordinates, scene.method)
            for subject, projection in zip(scene.subjects, scene.projections, strict=True)
        ],
        colourings=make_colourings(scene, colour, get_opened()),
        captions=scene.captions,
        pictures=scene.pictures,
        selected=np.isin(ids, get_selected()),
        opened=_find_position(ids, get_opened()),
        neighbours=scene.neighbours,
        clouds=draw_clouds(clouds),
        colours={**list_colours(scene.dataset)},
        colour=colour,
    )
    note_drawing(key, *_list_drawings(scene))
    with clean_view.place(_ALONE):
        render_linked_maps(linked, key=key, on_change=partial(_take, key, ids), on_recolour=recolour)
    clean_view.render_link(_ALONE)


def _list_drawings(scene: Scene) -> list[Drawing]:
    """The maps as figures, which a report can hold."""
    labels, names = get_classes(scene.dataset, scene.ids)
    selected = get_selected()
    drawings = []
    for number, (subject, projection) in enumerate(zip(scene.subjects, scene.projections, strict=True), 1):
        points = MapPoints(projection.coordinates, labels, names, scene.ids)
        title = f"{subject.title} ({scene.method})"
        drawings.append(
            Drawing(
                partial(tabulate_embedding, points),
                f"map-{number}",
                _("{title}: map of {count} images").format(title=title, count=format_count(len(scene.ids))),
                partial(plot_embedding, points, title=title, selected_ids=selected),
            )
        )
    return drawings


def _find_position(ids: np.ndarray, number: int | None) -> int | None:
    """Where an image is in the list of those on the maps, if it is."""
    positions = np.flatnonzero(ids == number)
    return int(positions[0]) if len(positions) else None


def _take(key: str, ids: np.ndarray) -> None:
    """What the visitor did on the maps becomes the selection and the open image, and picks the panel."""
    choice = take_choice(key, len(ids))
    if choice is None:
        return
    opened = None if choice.opened is None else int(ids[choice.opened])
    if choice.selected.any():
        st.session_state[PANEL] = "selection"
    select(ids[choice.selected])
    open_image(opened)


def _render_panel(scene: Scene) -> None:
    panels: dict[ExplorerPanel, str] = {name: _(title) for name, title in _PANELS.items()}
    if len(scene.subjects) == 1:
        del panels["models"]
    elif len(scene.subjects) > 2:
        panels["models"] = _("The models in pairs")
    panel = choose_one(
        _("Below the maps"),
        panels,
        PANEL,
        help=_(
            "What to see of the images: those that are selected, the one that is open, what two models "
            "disagree about, or other ways to lay out a map."
        ),
    )
    render: dict[ExplorerPanel, Callable[[], None]] = {
        "selection": lambda: render_gallery(scene.dataset, _list_columns(scene), scene.ids),
        "image": lambda: render_inspector(scene.subjects, scene.dataset, scene.settings, scene.ids),
        "models": lambda: _render_models(scene),
        "projections": lambda: render_projections(scene.subjects, scene.dataset, scene.settings),
    }
    render[panel]()


def _list_columns(scene: Scene) -> dict[str, np.ndarray]:
    """Where each image lies on each map, for tables."""
    columns = {}
    for subject, projection in zip(scene.subjects, scene.projections, strict=True):
        columns |= {f"{subject.title}, {axis}": projection.coordinates[:, i] for i, axis in enumerate("xy")}
    return columns


def _render_models(scene: Scene) -> None:
    graphs = [
        find_neighbours(subject, scene.dataset, scene.settings, k=SHIPPED_NEIGHBOURS)
        for subject in scene.subjects
    ]
    if any(graph is None for graph in graphs) and len(scene.ids) > _MOST_AT_ONCE:
        st.info(
            _("The neighbours of so many images are found with the map, in the background: wait for it."),
            icon=":material/hourglass_top:",
        )
        return
    render_neighbour_overlap(scene)
