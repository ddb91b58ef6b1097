"""Similarity: does a model know that two views are the same image?"""

import streamlit as st

from aavae.ui import frame

with frame.page(
    "Similarity",
    "Each histogram shows the cosine similarity of two augmented views: of **the same image**, and of "
    "**different images**. Look for how far the two part: a model that ignores the augmentation tells "
    "them apart (AUC near 1), one that encodes it does not (AUC near 0.5).",
):
    from aavae.ui.controls import (
        choose_augmentations,
        choose_dataset,
        choose_representation,
        choose_two_models,
    )
    from aavae.ui.similarity import render_comparison, render_views

    dataset = choose_dataset()
    first, second = choose_two_models()
    left, right = st.columns(2)
    with left:
        representation = choose_representation("mu")
    with right:
        config = choose_augmentations()
    subjects = [first] if second is None else [first, second]
    render_comparison(subjects, dataset, representation, config)
    render_views(dataset, config)
