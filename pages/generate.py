"""Generate: what does a decoder paint from latents that no image gave?"""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Generate"),
    N_(
        "A [decoder](term:decoder) can paint from **any** [latent](term:latent), also from one that no image "
        "gave. Look for which latents give pictures that could be real, and for what happens to a picture on "
        "the way from one latent to another."
    ),
    outline=(
        N_("The images, the models and what to look at"),
        N_("What each decoder paints"),
    ),
):
    from aavae.ui.controls.controls import choose_dataset, choose_two_models
    from aavae.ui.generation import choose_section, render_section

    dataset = choose_dataset()
    first, second = choose_two_models(dataset, needs_encoder=True)
    section = choose_section()
    render_section(section, [first] if second is None else [first, second], dataset)
