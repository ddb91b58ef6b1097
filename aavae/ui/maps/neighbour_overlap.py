"""Models on the same images, in pairs: do they agree about the neighbours, and which images move the most?"""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from aavae.data.pool import name_images
from aavae.evaluation.maps.neighbours import SHIPPED_NEIGHBOURS
from aavae.formatting import format_count, format_list
from aavae.language import _, ngettext
from aavae.ui.controls.controls import choose_one
from aavae.ui.glossary.explain import explain
from aavae.ui.maps.picture_buttons import render_picture_buttons
from aavae.ui.maps.scene import Scene
from aavae.ui.maps.selection import get_selected
from aavae.ui.notices.skeleton import load, working

_NUM_SHOWN = 20
_COLUMNS = 10


def render_neighbour_overlap(scene: Scene) -> None:
    """The overlap of the neighbours in words, and images ranked by what two models disagree about.

    Of more than two models there is a table of all pairs, and one pair is looked at closely.

    Args:
        scene: at least two models' maps of N images.
    """
    pairs = list(itertools.combinations(range(len(scene.subjects)), 2))
    with working(_("Finding the neighbours of every image"), "results"):
        from aavae.evaluation.maps.neighbour_overlap import evaluate_neighbour_overlap

        overlaps = [
            evaluate_neighbour_overlap(
                scene.subjects[one], scene.subjects[other], scene.dataset, settings=scene.settings
            )
            for one, other in pairs
        ]
    number = 0
    if len(pairs) > 1:
        _render_pairs(scene, pairs, overlaps)
        titles = {_name_pair(scene, pair): _title_pair(scene, pair) for pair in pairs}
        number = list(titles).index(
            choose_one(
                _("Look closely at"),
                titles,
                "pair",
                help=_("Which two models the sentence and the images below are about."),
            )
        )
    _render_pair(scene, pairs[number], overlaps[number])


def _name_pair(scene: Scene, pair: tuple[int, int]) -> str:
    # No name of a model has a space.
    return " ".join(scene.subjects[side].name for side in pair)


def _title_pair(scene: Scene, pair: tuple[int, int]) -> str:
    return format_list([scene.subjects[side].title for side in pair])


def _render_pairs(scene: Scene, pairs: Sequence[tuple[int, int]], overlaps: Sequence[np.ndarray]) -> None:
    """The mean overlap of each pair, as a table of models against models."""
    titles = [subject.title for subject in scene.subjects]
    table = pd.DataFrame("", index=titles[:-1], columns=titles[1:])
    for (one, other), shared in zip(pairs, overlaps, strict=True):
        table.iloc[one, other - 1] = f"{shared.mean():.0%}"
    st.markdown(
        _("**How many of its {count} nearest neighbours** an image has in common by two models:").format(
            count=SHIPPED_NEIGHBOURS
        )
    )
    st.table(table)


def _render_pair(scene: Scene, pair: tuple[int, int], overlaps: np.ndarray) -> None:
    """Two models closely; overlaps (N,) are the parts of the neighbours that both share."""
    load("results")
    from aavae.analysis.maps.alignment import align, compute_displacements

    ids = scene.ids
    first, second = (scene.subjects[side].title for side in pair)
    reference, moved = (scene.projections[side].coordinates for side in pair)
    displacements = compute_displacements(reference, align(moved, reference))
    chance = SHIPPED_NEIGHBOURS / (len(ids) - 1)
    sentence = _(
        "For an image, **{first}** and **{second}** [agree](term:neighbour-overlap) on average "
        "about **{mean:.0%}** of its {count} nearest neighbours in "
        "{representation}; by chance: {chance:.1%}."
    ).format(
        first=first,
        second=second,
        mean=overlaps.mean(),
        count=SHIPPED_NEIGHBOURS,
        representation=scene.settings.representation,
        chance=chance,
    )
    chosen = np.isin(ids, get_selected())
    if chosen.any():
        about_selected = ngettext(
            "For the selected image it is **{mean:.0%}**.",
            "For the {count} selected images it is **{mean:.0%}**.",
            int(chosen.sum()),
        )
        mean = overlaps[chosen].mean()
        sentence += " " + about_selected.format(count=format_count(chosen.sum()), mean=mean)
    st.info(explain(sentence), icon=":material/compare:")
    _render_ranking(
        scene,
        np.argsort(-displacements, kind="stable"),
        [f"{value:.2f}" for value in displacements],
        title=_("The images that move the most between the two maps"),
        note=_(
            "In radii of a map (the root of the mean squared distance from its middle), after the second map"
            " was turned, mirrored and scaled onto the first. Distances between far clumps mean little, so a "
            "large move says: look, and no more."
        ),
        key="map_movers",
    )
    _render_ranking(
        scene,
        # Of many that share none, those first that also move the most.
        np.lexsort((-displacements, overlaps)),
        [f"{value:.0%}" for value in overlaps],
        title=_("The images whose neighbours the models agree about the least"),
        note=_("In the latent space, so this does not depend on the pictures."),
        key="map_disagreements",
    )


def _render_ranking(
    scene: Scene, order: np.ndarray, values: Sequence[str], *, title: str, note: str, key: str
) -> None:
    order = order[:_NUM_SHOWN]
    dataset, ids = scene.dataset, scene.ids[order]
    st.markdown(_("**{title}.** Press one to open it.").format(title=title))
    names = name_images(dataset, ids)
    captions = [f"{name} {values[place]}" for name, place in zip(names, order, strict=True)]
    render_picture_buttons(dataset, ids, captions, key, _COLUMNS)
    st.caption(note)
