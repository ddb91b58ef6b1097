"""Step 3: what augmenting the input changes."""

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.language import N_, _
from aavae.teaching.questions import SWITCH
from aavae.teaching.truths import read_switch_effects
from aavae.ui.lesson.ask import ask_choice
from aavae.ui.lesson.step import LabLink, Step, tell


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "An **AAVAE**, an augmentation-augmented VAE, changes a [VAE](term:vae) in three ways. The "
            "[encoder](term:encoder) sees a **distorted** picture: a random part of it, perhaps mirrored, in "
            "other colours. This is called *augmenting*. The [decoder](term:decoder) must paint the "
            "**original** all the same. And the **[KL term](term:kl-divergence) is dropped**."
        )
    )
    tell(
        _(
            "All eight combinations of the switches were trained for you, each for the same time. Turn the "
            "switches and watch: the part of the loss lights up, and the model that was trained like that "
            "paints. What does a model paint that sees a distorted picture?"
        )
    )


def _render_question(dataset: Dataset) -> None:
    tell(
        _(
            "Over all eight models, one switch changes what a [linear classifier](term:linear-probe) finds "
            "in the [features](term:features). Which?"
        )
    )
    ask_choice(SWITCH)


def _render_result(dataset: Dataset) -> None:
    lines = []
    for name, effect in read_switch_effects().items():
        assert effect.interval is not None
        low, high = effect.interval
        lines.append(
            _("{name}: **{mean:+.1f}** of 100 ({low:+.1f} to {high:+.1f})").format(
                name=_(SWITCH.options[name]), mean=100 * effect.mean, low=100 * low, high=100 * high
            )
        )
    tell("\n".join(f"- {line}" for line in lines))
    tell(
        _(
            "Augmenting does nearly all of it. A model that has to paint the original from a distorted "
            "picture cannot copy: it has to guess what was there before. That takes knowing what pictures "
            "are like, and knowing what belongs to the thing and what only to the view of it."
        )
    )
    st.caption(
        _(
            "Pictures of 100 that a linear classifier names right, with the switch as said minus the other "
            "way, over the other switches; in brackets the 95 % interval over three trainings of each model."
        )
    )


STEP = Step(
    name="augmenting",
    title=N_("What distorting the input changes"),
    question=SWITCH,
    switches=("sample", "kl"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink("pages/studies.py", N_("All eight models in figures"), {"study": "ablation"}),
        LabLink("pages/reconstruct.py", N_("Distort any picture by hand"), {"models": ["vae", "aavae"]}),
    ),
)
