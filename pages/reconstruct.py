"""Reconstruct: distort an image, and see what each model gives back."""

import streamlit as st

from aavae.ui import frame

with frame.page(
    "Reconstruct",
    "Every encoder sees the **augmented** images; below them is what each decoder makes of the latent. "
    "Look for who paints the distortion again (AE, VAE) and who guesses at what was there before it (AAVAE), "
    "and at the error, which is measured against the **original**.",
):
    from aavae.ui.controls import choose_dataset, choose_models
    from aavae.ui.reconstruct import choose_images, choose_inputs, render_reconstructions

    dataset = choose_dataset()
    subjects = choose_models()
    left, right = st.columns(2)
    with left:
        chosen = choose_images(dataset)
    with right:
        inputs = choose_inputs(chosen)
    render_reconstructions(subjects, chosen, inputs)
