"""Step 7: what is lost and gained against SimCLR."""

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.figures.theme import get_colour
from aavae.language import N_, _
from aavae.teaching.questions import SIMCLR
from aavae.teaching.truths import read_accuracy, read_auc
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, tell
from aavae.ui.notices.skeleton import load
from aavae.ui.pictures.pictures import PictureRow, render_rows

_NUM_SAMPLES = 8


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "There is another way to learn without labels. **SimCLR** has an [encoder](term:encoder) and no "
            "[decoder](term:decoder). It sees two distorted views of each picture, and its loss asks for one "
            "thing: the two views of one picture should be more alike than views of different pictures. What "
            "the [histograms](term:histogram) of step 5 measured is here what training is for. It has the "
            "same encoder and saw as many pictures as fit in the same hour."
        )
    )


def _render_question(dataset: Dataset) -> None:
    known = [Bar(name.upper(), read_accuracy(name).percent, get_colour(name)) for name in ("vae", "aavae")]
    ask_number(SIMCLR, known, "SimCLR", get_colour("simclr"))


def _render_result(dataset: Dataset) -> None:
    tell(
        _(
            "SimCLR's features are better still. But it cannot paint: nobody can see what it keeps of a "
            "picture, and it makes no new ones. The AAVAE stays a model that paints:"
        )
    )
    yes, no = _("yes"), _("no")
    rows = [
        (_("Pictures of 100 named right"), *(f"{read_accuracy(name).percent:.0f}" for name in _COMPARED)),
        (_("Comparisons of 100 right"), *(f"{100 * read_auc(name):.0f}" for name in _COMPARED)),
        (_("Shows what it keeps"), *(yes if find_subject(name).has_decoder else no for name in _COMPARED)),
        (_("Makes new pictures"), *(yes if find_subject(name).has_decoder else no for name in _COMPARED)),
    ]
    head = ["", *(find_subject(name).title for name in _COMPARED)]
    st.markdown("\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)))
    _render_samples(dataset)


_COMPARED = ("vae", "aavae", "simclr")


def _render_samples(dataset: Dataset) -> None:
    load("models")
    from aavae.evaluation.generation.samples import evaluate_samples

    load("mixtures")
    samples = evaluate_samples(find_subject("aavae"), dataset, "mixture", num=_NUM_SAMPLES)
    render_rows([PictureRow(_("New pictures by the AAVAE"), samples.images)], max_width=700)
    st.caption(
        _(
            "Each is painted from a random latent, drawn from where the latents of pictures lie. They are "
            "blurred like all that it paints: it was trained to paint averages."
        )
    )


STEP = Step(
    name="simclr",
    title=N_("What is lost and gained against SimCLR"),
    question=SIMCLR,
    switches=("augment", "sample"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink(
            "pages/generate.py", N_("New pictures by each model"), {"model_a": "aavae", "model_b": "vae"}
        ),
        LabLink("pages/results.py", N_("All methods side by side, and the paper's figures"), {}),
    ),
)
