"""The Similarity page again."""

from collections.abc import Sequence

from aavae.analysis.similarity.pair_measures import Measure
from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.sharing.notebook import code, text
from aavae.sharing.recomputation import (
    Recomputation,
    open_subjects,
    show_rows,
    write_augment_flags,
    write_command,
    write_config,
)

_FIGURE = """\
from aavae.analysis.similarity.pair_measures import SCALES
from aavae.figures.similarity import DIFFERENT_COLOUR, SAME_COLOUR, PairGroup, plot_similarity

scale = SCALES[measure]
figures = []
for subject, result in results.items():
    groups = [
        PairGroup("different", "different images", DIFFERENT_COLOUR, result.different),
        PairGroup("same", "same image", SAME_COLOUR, result.same),
    ]
    figure = plot_similarity(
        groups,
        title=subject.title,
        edges=scale.edges,
        x_title=scale.title,
        is_logarithm=scale.is_logarithm,
    )
    figures.append(figure)"""


def recompute_similarity(
    subjects: Sequence[Subject],
    dataset: Dataset,
    *,
    representation: RepresentationName,
    measure: Measure,
    config: AugmentConfig,
) -> Recomputation:
    """AUC, overlap, effect size and means of each model, and its histogram.

    Args:
        subjects: those that have the measure.
        dataset: the images.
        representation: what is compared.
        measure: how alike two views are.
        config: how views are made.
    """
    flags = ["--representation", representation, "--measure", measure, *write_augment_flags(config)]
    compute = [
        "from aavae.config import AugmentConfig",
        "from aavae.evaluation.similarity.pairs import evaluate_pairs, summarise_pairs",
        "",
        f"representation, measure = {representation!r}, {measure!r}",
        f"config = {write_config(config)}",
        "results = {",
        "    subject: evaluate_pairs(",
        "        subject, dataset, representation=representation, measure=measure, config=config, seed=0",
        "    )",
        "    for subject in subjects",
        "}",
        "rows = [",
        "    summarise_pairs(subject, dataset, representation, measure, config=config, seed=0)",
        "    for subject in subjects",
        "]",
    ]
    return Recomputation(
        commands=[write_command("similarity", subjects, dataset, *flags)],
        cells=[
            *open_subjects(subjects, dataset),
            text(_("## Pairs of views")),
            code("\n".join(compute)),
            show_rows(),
            code(_FIGURE),
            *(code(f"figures[{number}]") for number in range(len(subjects))),
        ],
    )
