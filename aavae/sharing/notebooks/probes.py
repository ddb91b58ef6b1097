"""The Linear probe page again."""

from collections.abc import Sequence

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.sharing.notebook import code, text
from aavae.sharing.recomputation import Recomputation, open_subjects, show_rows, write_command

_COMPUTE = """\
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy, tabulate_accuracy

representation, num_labels = {representation!r}, {num_labels}
probes = {{
    subject: evaluate_linear_probe(
        subject, dataset, representation=representation, num_labels=num_labels, seed=0
    )
    for subject in subjects
}}
bars = [
    AccuracyBar(
        title=subject.title,
        method=subject.method,
        accuracy=probe.accuracy,
        low=probe.interval[0],
        high=probe.interval[1],
        muted=subject.run is None,
    )
    for subject, probe in probes.items()
]
rows = tabulate_accuracy(bars)"""
_FIGURE = """\
figure = plot_accuracy(
    bars,
    title=f"Accuracy with {num_labels:,} labels, {representation}",
    chance=1 / len(dataset.test.class_names),
)
figure"""
_CLASSES = """\
from aavae.figures.model_values import ModelValues
from aavae.figures.probes.per_class import plot_per_class

models = [ModelValues(subject.title, subject.method, probe.per_class) for subject, probe in probes.items()]
plot_per_class(models, dataset.test.class_names, title="Which classes are easy")"""


def recompute_probes(
    subjects: Sequence[Subject], dataset: Dataset, representation: RepresentationName, num_labels: int
) -> Recomputation:
    """The accuracy of each model, as a table and a figure, then by class."""
    flags = ["--representation", representation, "--labels", str(num_labels)]
    compute = _COMPUTE.format(representation=representation, num_labels=num_labels)
    return Recomputation(
        commands=[write_command("probe", subjects, dataset, *flags)],
        cells=[
            *open_subjects(subjects, dataset),
            text(_("## Linear probes")),
            code(compute),
            show_rows(),
            code(_FIGURE),
            code(_CLASSES),
        ],
    )
