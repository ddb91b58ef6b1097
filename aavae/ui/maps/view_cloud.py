"""The views of one image as a cloud on every map: does a model keep them together?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aavae.evaluation.subject import Subject
from aavae.ui.linked_maps import Cloud
from aavae.ui.maps.scene import Scene
from aavae.ui.notices.skeleton import load

if TYPE_CHECKING:
    from aavae.analysis.maps.view_cloud import ViewCloud


def find_clouds(scene: Scene, opened: int) -> "list[ViewCloud]":
    """The same augmented views of the open image, as each model places them on its map."""
    load("models")
    from aavae.evaluation.maps.view_cloud import evaluate_view_cloud

    return [
        evaluate_view_cloud(subject, scene.dataset, scene.settings, projection=projection, id=opened)
        for subject, projection in zip(scene.subjects, scene.projections, strict=True)
    ]


def draw_clouds(clouds: "Sequence[ViewCloud]") -> list[Cloud]:
    """What the maps draw of them."""
    return [Cloud(cloud.coordinates, f"{len(cloud.coordinates)} augmented views") for cloud in clouds]


def render_reading(subjects: Sequence[Subject], clouds: "Sequence[ViewCloud]", representation: str) -> None:
    """How far the views of the open image spread, in words and numbers."""
    sentences = []
    for subject, cloud in zip(subjects, clouds, strict=True):
        count = len(cloud.coordinates)
        sentences.append(
            f"**{subject.title}**: two of its {count} views are {cloud.ratio:.0%} as far apart as a view and "
            f"another image are; for **{cloud.num_found} of {count}** views the nearest image of the map is "
            "the image itself."
        )
    st.info("  \n".join(sentences), icon=":material/blur_on:")
    st.caption(
        f"Cosine distance in {representation}, not in the picture: where the views lie on the map is an "
        "estimate from the places of the images that they resemble."
    )
