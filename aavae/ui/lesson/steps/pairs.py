"""Step 5: the two histograms."""

from functools import partial

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.figures.theme import GREY, get_colour
from aavae.language import N_, _
from aavae.teaching.questions import LATENTS_AT_BETA_10, PAIRS
from aavae.teaching.truths import read_auc
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, note, tell
from aavae.ui.notices.skeleton import load


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "Does a model *know* that two distorted views show one picture? Take the [latents](term:latent) "
            "of two views and ask how alike they are. **[Cosine similarity](term:cosine-similarity)** "
            "compares the two lists of {count} numbers: it is 1 if they are in the same proportions, 0 if "
            "they have nothing in common, −1 if every sign is reversed."
        ).format(count=LATENTS_AT_BETA_10.high)
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
            "Now give the model two pairs of views: one pair from the same picture, one from two pictures. "
            "Which pair is more alike? The VAE is right in **{vae:.0f} of 100** tries; tossing a coin is "
            "right in 50."
        ).format(vae=100 * read_auc("vae"))
    )


def list_known() -> list[Bar]:
    """Tossing a coin, and the VAE."""
    return [
        Bar(_("Tossing a coin"), 50, GREY),
        Bar("VAE", 100 * read_auc("vae"), get_colour("vae")),
    ]


def _render_question(dataset: Dataset) -> None:
    note(_("Tries of 100 that are right"))
    ask_number(PAIRS, list_known(), "AAVAE", get_colour("aavae"))


def _render_histogram(name: str, dataset: Dataset) -> None:
    load("results")
    from aavae.evaluation.similarity.pairs import evaluate_pairs
    from aavae.figures.similarity import PairGroup, plot_similarity, tabulate_similarity
    from aavae.ui.figure.figure import render_figure

    subject = find_subject(name)
    found = evaluate_pairs(subject, dataset, representation="mu", measure="cosine", config=AugmentConfig())
    # The colour of the model, as in the lesson's bars; what lies on top is last.
    groups = [
        PairGroup("different", _("views of different pictures"), GREY, found.get_values("different")),
        PairGroup("same", _("two views of one picture"), get_colour(name), found.get_values("same")),
    ]
    alt = _("{model}: views of one picture are more alike in {auc:.0f} of 100 tries").format(
        model=subject.title, auc=100 * found.get_estimate("auc").value
    )
    figure = plot_similarity(groups, title=subject.title, x_title=_("cosine similarity"), height=300)
    figure.update_yaxes(title_text=_("how often"), showticklabels=False)
    render_figure(
        figure,
        partial(tabulate_similarity, groups),
        f"lesson_pairs_{name}",
        alt,
        f"lesson-pairs-{name}",
    )


def _render_result(dataset: Dataset) -> None:
    _render_histogram("aavae", dataset)
    aavae, vae = read_auc("aavae"), read_auc("vae")
    tell(
        _(
            "For the AAVAE the heaps come apart: it is right in {aavae:.0f} of 100 tries, the VAE in "
            "{vae:.0f}. Two views of one picture have to give the same painting, so they get similar "
            "latents. Other pages write {aavae:.0f} of 100 as {part:.2f} and call it **[AUC](term:auc)**."
        ).format(aavae=100 * aavae, vae=100 * vae, part=aavae)
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
            N_("Similarity: any two models; click a bar to see its pairs"),
            {"model_a": "aavae", "model_b": "vae"},
        ),
    ),
    clue=N_(
        "A model gets two pairs of distorted [views](term:view): one pair from the same picture, one from "
        "two pictures. It is right when it finds the first pair more alike. The bars: tries of 100 that are "
        "right."
    ),
    list_known=list_known,
)
