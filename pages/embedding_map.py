"""Embedding map: where do two models put the same images?"""

import streamlit as st

from aavae.ui import frame

with frame.page(
    "Embedding map",
    "Each point is an image, placed so that images which a model finds alike lie close together; both maps "
    "show the **same images**. Look for clumps of one class, which no model was told. **Point** at an image "
    "to see it on both maps, **click** to open it, draw a **lasso** to ask where the other model puts a "
    "clump.",
    outline=(
        "The images, the models and how many points",
        "Both models' maps of the same images",
        "What is selected, and who lies near it",
    ),
):
    from aavae.evaluation.maps.settings import ProjectionSettings
    from aavae.ui.controls.controls import choose_dataset, choose_representation, choose_two_models
    from aavae.ui.maps.explorer import render_explorer
    from aavae.ui.maps.scene import find_scene
    from aavae.ui.maps.size import choose_num_points

    dataset = choose_dataset()
    first, second = choose_two_models(dataset)
    left, right = st.columns(2)
    with left:
        representation = choose_representation("h")
    with right:
        num_points = choose_num_points(dataset)
    settings = ProjectionSettings(representation=representation, num_points=num_points)
    render_explorer(find_scene([first] if second is None else [first, second], dataset, settings))
