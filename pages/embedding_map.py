"""Embedding map: where do two models put the same images?"""

import streamlit as st

from aavae.ui import frame

with frame.page(
    "Embedding map",
    "Each point is a test image, placed by **UMAP** so that images which a model finds alike lie close "
    "together; colours are the classes, which no model was told. Look for clumps of one colour, and "
    "**select points** with the lasso, a box or a click to see their images. Distances between far clumps"
    " mean nothing.",
):
    from aavae.ui.controls import choose_dataset, choose_number, choose_representation, choose_two_models
    from aavae.ui.embedding_map import render_maps, render_selection

    dataset = choose_dataset()
    first, second = choose_two_models()
    left, right = st.columns(2)
    with left:
        representation = choose_representation("h")
    with right:
        num_points = choose_number("Images", (1_000, 3_000, 10_000), 3_000, "points", "plain")
    render_maps([first] if second is None else [first, second], dataset, representation, num_points)
    render_selection(dataset)
