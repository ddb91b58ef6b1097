"""How far the neighbours in a picture are neighbours to its model."""

import streamlit as st

from aavae.language import _
from aavae.ui.glossary.explain import explain
from aavae.ui.maps.scene import Scene


def render_trustworthiness(scene: Scene) -> None:
    """The trustworthiness of each map of a scene, in words."""
    marks = ", ".join(
        f"{projection.describe_trust()} ({subject.title})"
        for subject, projection in zip(scene.subjects, scene.projections, strict=True)
    )
    st.caption(
        explain(
            _(
                "Images that lie beside each other are alike to the model; sizes of clumps and distances "
                "between them mean nothing. [Trustworthiness](term:trustworthiness) of the neighbours in "
                "the picture, at most 1: {marks}."
            ).format(marks=marks)
        )
    )
