"""The measured section of the Generate page again."""

from collections.abc import Mapping, Sequence

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.sharing.notebook import code, text
from aavae.sharing.recomputation import Recomputation, open_subjects, show_rows, write_command

_COMPUTE = """\
from aavae.evaluation.generation.sample_quality import evaluate_floor, evaluate_sample_quality

against = {against!r}
# What is kept is read; else a row takes some seconds.
measured = {measured!r}
qualities = {{
    (subject, kind): evaluate_sample_quality(subject, dataset, kind, against=against, seed=0)
    for subject in subjects
    for kind in measured.get(subject.name, ())
}}
rows = [
    {{"model": subject.title, "images": kind, **quality._asdict()}}
    for (subject, kind), quality in qualities.items()
]
if against == "test":
    rows.insert(0, {{"model": "none", "images": "training images", **evaluate_floor(dataset)._asdict()}})"""
_FIGURE = """\
import numpy as np

from aavae.figures.generation.sample_quality import plot_sample_quality
from aavae.figures.model_values import ModelValues

kinds = list(dict.fromkeys(kind for _, kind in qualities))
models = []
for subject in subjects:
    found = [qualities.get((subject, kind)) for kind in kinds]
    values = np.array([np.nan if quality is None else quality.frechet for quality in found])
    ends = [(np.nan, np.nan) if quality is None else quality.frechet_interval for quality in found]
    models.append(ModelValues(subject.title, subject.method, values, tuple(np.array(ends).T)))
figure = plot_sample_quality(models, kinds, "Fréchet distance, smaller is better")
figure"""


def recompute_quality(
    subjects: Sequence[Subject], dataset: Dataset, against: str, measured: Mapping[str, Sequence[str]]
) -> Recomputation:
    """Fréchet distance, precision and recall of samples.

    Args:
        subjects: those that generate.
        dataset: the images.
        against: what samples are compared with.
        measured: the kinds of samples that the page has the numbers of, by the name of the model.
    """
    compute = _COMPUTE.format(
        against=against, measured={name: tuple(kinds) for name, kinds in measured.items()}
    )
    return Recomputation(
        commands=[write_command("generate", subjects, dataset, "--quality", "--against", against)],
        cells=[
            *open_subjects(subjects, dataset),
            text(_("## Quality of samples")),
            code(compute),
            show_rows(),
            code(_FIGURE),
        ],
    )
