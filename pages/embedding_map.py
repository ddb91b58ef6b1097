"""Embedding map: where do up to four models put the same images?"""

import streamlit as st

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Embedding map"),
    N_(
        "Each point is an image, placed so that images which a model finds alike lie close together; all "
        "[maps](term:map) show the **same images**. Look for clumps of one class, which no model was told. "
        "**Point** at an image to see it on every map, **click** to open it, draw a **lasso** to ask where "
        "another model puts a clump."
    ),
    outline=(
        N_("The images, the models and how many points"),
        N_("The models' maps of the same images"),
        N_("What is selected, and who lies near it"),
    ),
):
    from aavae.evaluation.maps.settings import ProjectionSettings
    from aavae.ui.controls.controls import choose_dataset, choose_representation, choose_two_models
    from aavae.ui.maps.explorer import render_explorer
    from aavae.ui.maps.further_models import choose_further_models
    from aavae.ui.maps.scene import find_scene
    from aavae.ui.maps.size import choose_num_points

    dataset = choose_dataset()
    subjects = [subject for subject in choose_two_models(dataset) if subject is not None]
    with choose_further_models(subjects, dataset) as further:
        left, right = st.columns(2)
        with left:
            representation = choose_representation("h")
        with right:
            num_points = choose_num_points(dataset)
    settings = ProjectionSettings(representation=representation, num_points=num_points)
    render_explorer(find_scene([*subjects, *further], dataset, settings))
