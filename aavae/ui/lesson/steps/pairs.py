"""Step 5: the two histograms."""

from functools import partial

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.figures.theme import get_colour
from aavae.language import N_, _
from aavae.teaching.questions import PAIRS
from aavae.teaching.truths import read_auc
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, tell
from aavae.ui.notices.skeleton import load


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "Does a model *know* that two distorted views show one picture? Take the [latents](term:latent) "
            "of two views and ask how alike they are. **Cosine similarity** says it: 1 if both point in the "
            "same direction, 0 if they have nothing in common, −1 if they are opposite."
        )
    )
    tell(
        _(
            "Do that for many pairs of views of **one** picture, and for pairs of views of **different** "
            "pictures, and count how often each similarity occurs: two heaps, drawn as **histograms**. The "
            "less they overlap, the better the model can tell."
        )
    )
    _render_histogram("vae", dataset)
    tell(
        _(
            "Now compare: one pair of views of one picture, and one of two different pictures. The VAE finds "
            "the pair of one picture more alike in **{vae:.0f} of 100** such comparisons. Knowing nothing "
            "gives 50."
        ).format(vae=100 * read_auc("vae"))
    )


def _render_question(dataset: Dataset) -> None:
    known = [
        Bar(_("Guessing"), 50, get_colour("pixels")),
        Bar("VAE", 100 * read_auc("vae"), get_colour("vae")),
    ]
    ask_number(PAIRS, known, "AAVAE", get_colour("aavae"))


def _render_histogram(name: str, dataset: Dataset) -> None:
    load("results")
    from aavae.evaluation.similarity.pairs import evaluate_pairs
    from aavae.figures.similarity import plot_similarity, tabulate_similarity
    from aavae.ui.figure.figure import render_figure
    from aavae.ui.similarity.kinds import make_groups

    subject = find_subject(name)
    found = evaluate_pairs(subject, dataset, representation="mu", measure="cosine", config=AugmentConfig())
    groups = make_groups(found, by_class=False)
    alt = _("{model}: views of one picture are more alike in {auc:.0f} of 100 comparisons").format(
        model=subject.title, auc=100 * found.get_estimate("auc").value
    )
    render_figure(
        plot_similarity(groups, title=subject.title, height=300),
        partial(tabulate_similarity, groups),
        f"lesson_pairs_{name}",
        alt,
        f"lesson-pairs-{name}",
    )


def _render_result(dataset: Dataset) -> None:
    _render_histogram("aavae", dataset)
    tell(
        _(
            "For the AAVAE the heaps come apart: {aavae:.0f} of 100 against the VAE's {vae:.0f}. Two views "
            "of one picture have to give the same painting, so they get similar latents. That number, as a "
            "part of one, is called **AUC** (area under the curve)."
        ).format(aavae=100 * read_auc("aavae"), vae=100 * read_auc("vae"))
    )


STEP = Step(
    name="pairs",
    title=N_("Two heaps of pairs"),
    question=PAIRS,
    switches=("augment", "sample"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink(
            "pages/similarity.py",
            N_("Any two models, each bar with its pairs"),
            {"model_a": "aavae", "model_b": "vae"},
        ),
    ),
)
