"""Two models on the same images: do they agree about the neighbours, and which images move the most?"""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.pool import get_labels
from aavae.evaluation.maps.neighbours import SHIPPED_NEIGHBOURS
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject
from aavae.ui.maps.picture_buttons import render_picture_buttons
from aavae.ui.maps.selection import get_selected

_NUM_SHOWN = 20
_COLUMNS = 10


def render_comparison(
    subjects: Sequence[Subject],
    dataset: Dataset,
    settings: ProjectionSettings,
    ids: np.ndarray,
    displacements: np.ndarray,
    overlaps: np.ndarray,
) -> None:
    """The overlap of the neighbours in words, and images ranked by what the two models disagree about.

    Args:
        subjects: two models.
        dataset: whose images they are.
        settings: of the maps.
        ids: (N,), of the images on the maps.
        displacements: (N,), how far each moves between the aligned maps, in radii of a map.
        overlaps: (N,), part of its neighbours that both models share.
    """
    first, second = (subject.title for subject in subjects)
    chance = SHIPPED_NEIGHBOURS / (len(ids) - 1)
    sentence = (
        f"For an image, **{first}** and **{second}** agree on average about **{overlaps.mean():.0%}** of "
        f"its {SHIPPED_NEIGHBOURS} nearest neighbours in {settings.representation}; by chance: {chance:.1%}."
    )
    chosen = np.isin(ids, get_selected())
    if chosen.any():
        sentence += f" For the {chosen.sum():,} selected images it is **{overlaps[chosen].mean():.0%}**."
    st.info(sentence, icon=":material/compare:")
    _render_ranking(
        "The images that move the most between the two maps",
        dataset,
        ids,
        np.argsort(-displacements, kind="stable"),
        [f"{value:.2f}" for value in displacements],
        "In radii of a map (the root of the mean squared distance from its middle), after the second map was"
        " turned, mirrored and scaled onto the first. Distances between far clumps mean little, so a large "
        "move says: look, and no more.",
        "map_movers",
    )
    _render_ranking(
        "The images whose neighbours the models agree about the least",
        dataset,
        ids,
        # Of many that share none, those first that also move the most.
        np.lexsort((-displacements, overlaps)),
        [f"{value:.0%}" for value in overlaps],
        "In the latent space, so this does not depend on the pictures.",
        "map_disagreements",
    )


def _render_ranking(
    title: str,
    dataset: Dataset,
    ids: np.ndarray,
    order: np.ndarray,
    values: Sequence[str],
    note: str,
    key: str,
) -> None:
    order = order[:_NUM_SHOWN]
    names, labels = dataset.test.class_names, get_labels(dataset, ids[order])
    st.markdown(f"**{title}.** Press one to open it.")
    captions = [f"{names[label]} {values[place]}" for label, place in zip(labels, order, strict=True)]
    render_picture_buttons(dataset, ids[order], captions, key, _COLUMNS)
    st.caption(note)
