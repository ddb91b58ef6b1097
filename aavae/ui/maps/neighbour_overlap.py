"""Two models on the same images: do they agree about the neighbours, and which images move the most?"""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.data.pool import name_images
from aavae.evaluation.maps.neighbours import SHIPPED_NEIGHBOURS
from aavae.ui.maps.picture_buttons import render_picture_buttons
from aavae.ui.maps.scene import Scene
from aavae.ui.maps.selection import get_selected

_NUM_SHOWN = 20
_COLUMNS = 10


def render_neighbour_overlap(scene: Scene, overlaps: np.ndarray) -> None:
    """The overlap of the neighbours in words, and images ranked by what the two models disagree about.

    Args:
        scene: two models' maps of N images.
        overlaps: (N,), part of its neighbours that both models share.
    """
    ids, displacements = scene.ids, scene.displacements
    assert displacements is not None
    first, second = (subject.title for subject in scene.subjects)
    chance = SHIPPED_NEIGHBOURS / (len(ids) - 1)
    sentence = (
        f"For an image, **{first}** and **{second}** agree on average about **{overlaps.mean():.0%}** of "
        f"its {SHIPPED_NEIGHBOURS} nearest neighbours in {scene.settings.representation}; by "
        f"chance: {chance:.1%}."
    )
    chosen = np.isin(ids, get_selected())
    if chosen.any():
        sentence += f" For the {chosen.sum():,} selected images it is **{overlaps[chosen].mean():.0%}**."
    st.info(sentence, icon=":material/compare:")
    _render_ranking(
        scene,
        np.argsort(-displacements, kind="stable"),
        [f"{value:.2f}" for value in displacements],
        title="The images that move the most between the two maps",
        note="In radii of a map (the root of the mean squared distance from its middle), after the second map"
        " was turned, mirrored and scaled onto the first. Distances between far clumps mean little, so a "
        "large move says: look, and no more.",
        key="map_movers",
    )
    _render_ranking(
        scene,
        # Of many that share none, those first that also move the most.
        np.lexsort((-displacements, overlaps)),
        [f"{value:.0%}" for value in overlaps],
        title="The images whose neighbours the models agree about the least",
        note="In the latent space, so this does not depend on the pictures.",
        key="map_disagreements",
    )


def _render_ranking(
    scene: Scene, order: np.ndarray, values: Sequence[str], *, title: str, note: str, key: str
) -> None:
    order = order[:_NUM_SHOWN]
    dataset, ids = scene.dataset, scene.ids[order]
    st.markdown(f"**{title}.** Press one to open it.")
    names = name_images(dataset, ids)
    captions = [f"{name} {values[place]}" for name, place in zip(names, order, strict=True)]
    render_picture_buttons(dataset, ids, captions, key, _COLUMNS)
    st.caption(note)
