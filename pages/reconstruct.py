"""Reconstruct: the augmentation lab, where images are distorted to see what each model makes of them."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Reconstruct"),
    N_(
        "Every [encoder](term:encoder) sees the **[augmented](term:augmentation)** image; its "
        "[decoder](term:decoder) paints what it makes of it. Look for who paints the distortion again (AE, "
        "VAE) and who guesses at what was there before it (AAVAE), and for how far the "
        "**[latent](term:latent)** moves from the clean image's."
    ),
    outline=(
        N_("The images, the models and the distortion"),
        N_("What each model paints, and how far its latent moves"),
    ),
):
    from aavae.ui.augmentation.sections import choose_section, render_section
    from aavae.ui.controls.controls import choose_dataset, choose_models

    dataset = choose_dataset()
    section = choose_section()
    subjects = choose_models(dataset, needs_encoder=True)
    render_section(section, subjects, dataset)
