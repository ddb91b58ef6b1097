"""Diagnostics: what people ask of a VAE."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Diagnostics"),
    N_(
        "What people ask of a VAE: does it use its **[latents](term:latent)**, and do they keep their "
        "**[noise](term:signal-to-noise)**? In how many directions does it spread images, which of its "
        "**layers** knows the most, and how many **[labels](term:label)** does that take? Which "
        "[augmentations](term:augmentation) does it **[ignore](term:invariance)**, and which can be read "
        "back off what it keeps? Choose a question; the models are compared side by side."
    ),
    outline=(
        N_("The images, the models and the question"),
        N_("What is measured of each model, as figures"),
    ),
):
    from aavae.ui.controls.controls import choose_dataset, choose_models
    from aavae.ui.diagnostics import choose_diagnostic, render_diagnostic

    dataset = choose_dataset()
    subjects = choose_models(dataset, with_baselines=True)
    render_diagnostic(choose_diagnostic(), subjects, dataset)
