"""Step 2: what the KL term does to a VAE's latents."""

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.figures.theme import get_colour
from aavae.language import N_, _
from aavae.teaching.questions import LATENTS_AT_BETA_10
from aavae.teaching.truths import read_accuracy, read_informative_latents
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, tell


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "A **variational autoencoder** (VAE) turns two switches on. **Sample**: for each of the 128 "
            "numbers of the [latent](term:latent) the [encoder](term:encoder) gives a middle and a width, "
            "and the [decoder](term:decoder) gets a random number from around that middle. The picture "
            "becomes a small cloud of latents instead of one point."
        )
    )
    tell(
        _(
            "**KL term**: the loss gets a second part, a price for every cloud that differs from a standard "
            "one, with middle 0 and width 1. (KL is short for Kullback and Leibler, who measured how far one "
            "cloud is from another.) If all clouds together look like the standard one, new pictures can be "
            "drawn: take a random point of it, and decode."
        )
    )
    tell(
        _(
            "But a cloud that equals the standard one says nothing about its picture, only noise is left. "
            "**beta** (β) is how high the price is; the usual VAE has β = 1. The bars count the latents that "
            "still say more about the picture than they have noise."
        )
    )


def _render_question(dataset: Dataset) -> None:
    by_beta = read_informative_latents()
    *known, last = by_beta
    bars = [Bar(f"β = {beta:g}", by_beta[beta], get_colour("vae")) for beta in known]
    ask_number(LATENTS_AT_BETA_10, bars, f"β = {last:g}", get_colour("vae"))


def _render_result(dataset: Dataset) -> None:
    by_beta = read_informative_latents()
    tell(
        _(
            "With β = 1 the VAE fills {some} of its {all} latents, with β = 10 only {few}: the dearer it is "
            "to say something, the less is said, and the rest is noise. Yet what is left is hardly more "
            "useful: a linear classifier of the VAE's features names {vae:.0f} of 100 pictures right, of the "
            "AE's {ae:.0f}. Squeezing harder is not understanding."
        ).format(
            some=by_beta[1.0],
            all=LATENTS_AT_BETA_10.high,
            few=by_beta[10.0],
            vae=read_accuracy("vae").percent,
            ae=read_accuracy("ae").percent,
        )
    )
    st.caption(
        _(
            "A latent counts when its middle varies more over pictures than its noise does. Shorter runs of "
            "the same VAE (23 passes over the images), one for each β."
        )
    )


STEP = Step(
    name="kl",
    title=N_("What the KL term does to a VAE's latents"),
    question=LATENTS_AT_BETA_10,
    switches=("sample", "kl"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink("pages/studies.py", N_("What β does to accuracy and pictures"), {"study": "beta"}),
        LabLink(
            "pages/diagnostics.py",
            N_("Each latent of the VAE: signal and noise"),
            {"baseline_models": ["vae"], "diagnostic": "latents"},
        ),
    ),
)
