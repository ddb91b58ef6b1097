"""Step 1: what an autoencoder keeps."""

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.figures.theme import GREY, get_colour
from aavae.language import N_, _
from aavae.teaching.questions import PROBE_OF_AE
from aavae.teaching.truths import read_accuracy
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, tell


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "An **autoencoder** (AE) is two networks in a row. The **encoder** squeezes a picture, here 32 "
            "by 32 pixels or 3,072 numbers, into 128 numbers: its **latent**. The **decoder** paints a "
            "picture from these 128 numbers alone. Both learn one thing, that what is painted looks like "
            "what went in. Nobody tells them what is in a picture."
        )
    )
    tell(
        _(
            "How far the painted picture is from the original is the **loss**, the number that training "
            "makes small. Press *Next picture*: this small network paints well. But does it know what it "
            "paints?"
        )
    )
    tell(
        _(
            "Here is a test. On its way to the latent the encoder makes 512 numbers, its **features**. A "
            "**linear classifier**, the simplest there is, weighs each of them, adds up, and says which of "
            "ten classes the picture shows: cat, ship, truck … It learns from labelled pictures; the encoder "
            "stays as it is and never sees a label. Such a test is called a **probe**."
        )
    )


def _render_question(dataset: Dataset) -> None:
    known = [
        Bar(_("Guessing"), 10, GREY),
        Bar(_("Of bare pixels"), read_accuracy("pixels").percent, get_colour("pixels")),
    ]
    ask_number(PROBE_OF_AE, known, "AE", get_colour("ae"))


def _render_result(dataset: Dataset) -> None:
    ae, pixels = read_accuracy("ae"), read_accuracy("pixels")
    tell(
        _(
            "The AE's features are hardly better than the bare pixels: {ae:.1f} of 100 against {pixels:.1f}. "
            "To paint a picture again one has to remember every colour and edge. Whether it is a cat does "
            "not matter for that, so nothing makes the encoder find out. This is the problem that the lesson "
            "is about."
        ).format(ae=ae.percent, pixels=pixels.percent)
    )
    st.caption(
        _(
            "10,000 test images; the classifier learned from 50,000 labels. With other test images the AE "
            "would have {low:.1f} to {high:.1f} (95 % interval)."
        ).format(low=ae.low, high=ae.high)
    )


STEP = Step(
    name="keeps",
    title=N_("What an autoencoder keeps"),
    question=PROBE_OF_AE,
    switches=(),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink(
            "pages/linear_probe.py",
            N_("The probe of each model, with few labels or many"),
            {"baseline_models": ["ae", "pixels"]},
        ),
        LabLink("pages/reconstruct.py", N_("What the AE paints of any picture"), {"models": ["ae"]}),
    ),
)
