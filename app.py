"""The front door: the question, the answer at a glance, the models, where to go."""

import streamlit as st

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Why does an AAVAE see better than a VAE?"),
    N_(
        "A [variational autoencoder](term:vae) (VAE) learns to compress images, yet a simple classifier can "
        "do little with what it learned. An **[Augmentation-Augmented VAE](term:aavae)** changes two "
        "things: the [encoder](term:encoder) sees a **distorted** image, while the [decoder](term:decoder) "
        "must still give back the **original**; and the [KL term](term:kl-divergence) goes ([Falcon et al., "
        "2021](https://arxiv.org/abs/2107.12329)). *Better* means: from its numbers one can tell more often "
        "what an image shows. Its paintings are worse."
    ),
    outline=(
        N_("What a linear classifier reads off each model: the accuracies"),
        N_("What each decoder makes of a distorted image"),
    ),
    needs="front",
):
    from aavae.ui.home import page as home

    home.render_answer()
    home.render_reconstructions()
    home.render_models()
    st.divider()
    home.render_links()
