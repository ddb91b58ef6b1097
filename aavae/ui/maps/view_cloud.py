"""The views of one image as a cloud on every map: does a model keep them together?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aavae.evaluation.absence import explain_no_encoder
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.ui.glossary.explain import explain
from aavae.ui.linked_maps import Cloud
from aavae.ui.maps.scene import Scene
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load

if TYPE_CHECKING:
    from aavae.analysis.maps.view_cloud import ViewCloud


def find_clouds(scene: Scene, opened: int) -> "list[ViewCloud | None]":
    """The same augmented views of the open image, as each model places them on its map; vectors have none."""
    load("models")
    from aavae.evaluation.maps.view_cloud import evaluate_view_cloud

    return [
        None
        if explain_no_encoder(subject)
        else evaluate_view_cloud(subject, scene.dataset, scene.settings, projection=projection, id=opened)
        for subject, projection in zip(scene.subjects, scene.projections, strict=True)
    ]


def draw_clouds(clouds: "Sequence[ViewCloud | None]") -> list[Cloud | None]:
    """What the maps draw of them."""
    return [
        None
        if cloud is None
        else Cloud(
            cloud.coordinates,
            _("{count} augmented views").format(count=len(cloud.coordinates)),
        )
        for cloud in clouds
    ]


def render_reading(
    subjects: Sequence[Subject], clouds: "Sequence[ViewCloud | None]", representation: str
) -> None:
    """How far the views of the open image spread, in words and numbers."""
    without = [reason for subject in subjects if (reason := explain_no_encoder(subject)) is not None]
    if without:
        st.caption(_("No cloud of views. {reasons}").format(reasons=escape(" ".join(without))))
    sentences = []
    for subject, cloud in zip(subjects, clouds, strict=True):
        if cloud is None:
            continue
        count = len(cloud.coordinates)
        sentences.append(
            _(
                "**{title}**: two of its {count} views are {ratio:.0%} as far apart as a view and "
                "another image are; for **{num_found} of {count}** views the nearest image of the map is "
                "the image itself."
            ).format(title=subject.title, count=count, ratio=cloud.ratio, num_found=cloud.num_found)
        )
    if not sentences:
        return
    st.info("  \n".join(sentences), icon=":material/blur_on:")
    st.caption(
        explain(
            _(
                "[Cosine](term:cosine-similarity) distance in {representation}, not in the picture: "
                "where the views lie on the map is an estimate from the places of the images that they "
                "resemble."
            ).format(representation=representation)
        )
    )
