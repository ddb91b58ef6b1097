"""The Diagnostics page again."""

from collections.abc import Sequence

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import Diagnostic
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.sharing.notebook import code, text
from aavae.sharing.recomputation import Recomputation, open_subjects, show_rows, write_command

_COMPUTE = """\
from aavae.evaluation.diagnostics.rows import diagnose

rows = [row for subject in subjects for row in diagnose(subject, dataset, {diagnostic!r}, seed=0)]"""
_DOTS = """\
from aavae.figures.dots import plot_dots
from aavae.figures.model_values import ModelValues
{imports}

representation = {representation!r}
models = [
    ModelValues(
        subject.title,
        subject.method,
        {evaluate}(subject, dataset, representation=representation, seed=0).{values},
    )
    for subject in subjects
    if representation in subject.representations
]
figure = plot_dots(models, list({names}), {x_title!r}, x_range=(0, 1))
figure"""
_CURVES = """\
from aavae.figures.probes.accuracy_curves import AccuracyCurve, plot_accuracy_curves
{imports}

curves = []
for subject in subjects:
    result = {evaluate}(subject, dataset)
    curve = AccuracyCurve(
        title=subject.title,
        method=subject.method,
        places=result.{places},
        accuracies=result.accuracies.tolist(),
        lows=result.lows.tolist(),
        highs=result.highs.tolist(),
    )
    curves.append(curve)
figure = plot_accuracy_curves(curves, {x_title!r}, chance=1 / len(dataset.test.class_names))
figure"""
_LATENTS = """\
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.figures.model_values import ModelValues
from aavae.figures.sorted_curves import plot_sorted_curves

found = {subject: evaluate_latents(subject, dataset) for subject in subjects}
models = [ModelValues(subject.title, subject.method, result.snr) for subject, result in found.items()]
figure = plot_sorted_curves(models, "latents, the clearest first", "signal to noise", log_y=True)
figure"""
_SPECTRUM = """\
import numpy as np

from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.figures.model_values import ModelValues
from aavae.figures.spectrum import plot_effective_rank

names = ["h", "mu", "z"]
models = []
for subject in subjects:
    ranks = [
        evaluate_spectrum(subject, dataset, representation=name).rank_me
        if name in subject.representations
        else np.nan
        for name in names
    ]
    models.append(ModelValues(subject.title, subject.method, np.array(ranks)))
figure = plot_effective_rank(models, names)
figure"""


def recompute_diagnostic(
    diagnostic: Diagnostic,
    subjects: Sequence[Subject],
    dataset: Dataset,
    representation: RepresentationName = "h",
) -> Recomputation:
    """All numbers of one question, and its figure.

    Args:
        diagnostic: the question.
        subjects: those that can be asked it.
        dataset: the images.
        representation: what the figure shows; the numbers are of all.
    """
    return Recomputation(
        commands=[write_command("diagnose", subjects, dataset, "--only", diagnostic, "--json")],
        cells=[
            *open_subjects(subjects, dataset),
            text(_("## Numbers")),
            code(_COMPUTE.format(diagnostic=diagnostic)),
            show_rows(),
            text(_("## Figure")),
            code(_write_figure(diagnostic, representation)),
        ],
    )


def _write_figure(diagnostic: Diagnostic, representation: RepresentationName) -> str:
    if diagnostic == "latents":
        return _LATENTS
    if diagnostic == "spectrum":
        return _SPECTRUM
    if diagnostic == "layers":
        return _CURVES.format(
            imports="from aavae.evaluation.probes.layers import evaluate_layers",
            evaluate="evaluate_layers",
            places="names",
            x_title="layer, from the image to the latents",
        )
    if diagnostic == "labels":
        return _CURVES.format(
            imports="from aavae.evaluation.probes.label_curve import evaluate_label_curve",
            evaluate="evaluate_label_curve",
            places="counts.tolist()",
            x_title="labelled training images",
        )
    if diagnostic == "invariance":
        return _DOTS.format(
            imports="from aavae.evaluation.diagnostics.invariance import evaluate_invariance\n"
            "from aavae.evaluation.views import AUGMENTATIONS",
            evaluate="evaluate_invariance",
            values="values",
            names="AUGMENTATIONS",
            x_title="invariance",
            representation=representation,
        )
    return _DOTS.format(
        imports="from aavae.analysis.diagnostics.style import FIELDS\n"
        "from aavae.evaluation.diagnostics.style import evaluate_style",
        evaluate="evaluate_style",
        values="r2",
        names="FIELDS",
        x_title="R² on held-out views",
        representation=representation,
    )
