"""Step 7: what is lost and gained against SimCLR."""

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.figures.theme import GREY, get_colour
from aavae.language import N_, _
from aavae.teaching.questions import SIMCLR
from aavae.teaching.truths import read_accuracy, read_auc
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, note, tell
from aavae.ui.notices.skeleton import load
from aavae.ui.pictures.pictures import PictureRow, render_rows

_NUM_SAMPLES = 8


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "There is another way to learn without labels. **SimCLR** has an [encoder](term:encoder) and no "
            "[decoder](term:decoder). It sees two distorted views of each picture, and is trained for "
            "exactly what the [histograms](term:histogram) of step 5 measured: the two views of one picture "
            "should be more alike than views of different pictures."
        )
    )
    tell(
        _(
            "SimCLR's encoder is like the others', and it, too, trained for as long as an hour of two fast "
            "processor cores allows. (As SimCLR paints nothing, the card with the loss still shows an AAVAE.)"
        )
    )


def list_known() -> list[Bar]:
    """Guessing, the VAE and the AAVAE."""
    models = (Bar(name.upper(), read_accuracy(name).percent, get_colour(name)) for name in ("vae", "aavae"))
    return [Bar(_("Guessing (one class in ten)"), 10, GREY), *models]


def _render_question(dataset: Dataset) -> None:
    note(_("Pictures of 100 named right"))
    ask_number(SIMCLR, list_known(), "SimCLR", get_colour("simclr"))


def _render_result(dataset: Dataset) -> None:
    tell(
        _(
            "SimCLR's features are better still. But it cannot paint: nobody can see what it keeps of a "
            "picture, and it makes no new ones. The AAVAE stays a model that paints:"
        )
    )
    yes, no = _("yes"), _("no")
    paints = [yes if find_subject(name).has_decoder else no for name in _COMPARED]
    rows = [
        (_("Pictures of 100 named right"), *(f"{read_accuracy(name).percent:.0f}" for name in _COMPARED)),
        (
            _("Tries of 100 that are right (step 5)"),
            *(f"{100 * read_auc(name):.0f}" for name in _COMPARED),
        ),
        (_("One can see what it keeps"), *paints),
        (_("Can paint new pictures"), *paints),
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
    note(
        _(
            "Without the [KL term](term:kl-divergence) there is no standard cloud to draw from (step 2). So "
            "the app first notes where the latents of real pictures lie, and draws near there. The pictures "
            "are blurred, because the AAVAE paints the average of all that is possible."
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
            "pages/generate.py",
            N_("Generate: new pictures by each model"),
            {"model_a": "aavae", "model_b": "vae"},
        ),
        LabLink("pages/results.py", N_("Results: all methods side by side, and the paper's figures"), {}),
    ),
    clue=N_(
        "SimCLR sees two distorted [views](term:view) of each picture, and is trained to find them more "
        "alike than views of different pictures. The bars: how many of 100 pictures are named right from the "
        "features of the models that paint."
    ),
    list_known=list_known,
)
