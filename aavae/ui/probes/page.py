"""The linear-probe page's figures and tables."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.model_values import ModelValues
from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy, tabulate_accuracy
from aavae.figures.probes.confusion import Confusion, plot_confusion, tabulate_confusion
from aavae.figures.probes.per_class import plot_per_class, tabulate_per_class
from aavae.formatting import format_count
from aavae.language import _
from aavae.sharing.notebooks.probes import recompute_probes
from aavae.ui.controls.able import keep_able
from aavae.ui.controls.links import keep_choice, open_choice
from aavae.ui.figure.figure import render_figure
from aavae.ui.notices.skeleton import load, progress_bar
from aavae.ui.probes.official_folds import render_official_folds
from aavae.ui.report.record import note_recomputation


def render_probes(
    subjects: Sequence[Subject], dataset: Dataset, representation: RepresentationName, num_labels: int
) -> None:
    """Accuracies as bars and a table, by official folds too, then by class, and a confusion matrix."""
    able = keep_able(subjects, representation, ("train", "test"))
    note_recomputation(partial(recompute_probes, able, dataset, representation, num_labels))
    probes = {}
    with progress_bar() as progress:
        load("results")
        from aavae.evaluation.probes.linear_probe import evaluate_linear_probe

        for index, subject in enumerate(able):
            progress.progress(index / len(able), _("Probing {title} …").format(title=subject.title))
            probes[subject.title] = evaluate_linear_probe(
                subject, dataset, representation=representation, num_labels=num_labels
            )

    bars = [
        AccuracyBar(
            title=subject.title,
            method=subject.method,
            accuracy=probes[subject.title].accuracy,
            low=probes[subject.title].interval[0],
            high=probes[subject.title].interval[1],
            muted=subject.run is None,
        )
        for subject in able
    ]
    chance = 1 / len(dataset.test.class_names)
    title = _("Accuracy with {count} labels, {representation}").format(
        count=format_count(num_labels), representation=representation
    )
    figure = plot_accuracy(bars, title=title, chance=chance)
    render_figure(
        figure, partial(tabulate_accuracy, bars), "accuracy", _("Probe accuracies"), "probe-accuracy"
    )
    rows = [
        {
            "Model": subject.title,
            "Accuracy": 100 * probes[subject.title].accuracy,
            "95 % interval": "{:.1f} – {:.1f} %".format(*(100 * x for x in probes[subject.title].interval)),
            "L2 penalty": probes[subject.title].penalty,
            "Seconds": probes[subject.title].seconds,
        }
        for subject in able
    ]
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "Model": _("Model"),
            "95 % interval": _("95 % interval"),
            "Accuracy": st.column_config.NumberColumn(_("Accuracy"), format="%.1f %%"),
            "L2 penalty": st.column_config.NumberColumn(
                _("L2 penalty"),
                format="%.2g",
                help=_("Chosen on a part of the training images, never on the test images"),
            ),
            "Seconds": st.column_config.NumberColumn(
                _("Seconds"), format="%.2f", help=_("Of the fit, when it was computed")
            ),
        },
    )
    if dataset.folds is not None:
        render_official_folds(able, dataset, dataset.folds, representation)
    _render_details(able, probes, dataset)


def _render_details(subjects: Sequence[Subject], probes: dict, dataset: Dataset) -> None:
    class_names = dataset.test.class_names
    left, right = st.columns(2)
    with left:
        models = [
            ModelValues(subject.title, subject.method, probes[subject.title].per_class)
            for subject in subjects
        ]
        render_figure(
            plot_per_class(models, class_names, title=_("Which classes are easy")),
            partial(tabulate_per_class, models, class_names),
            "per_class",
            _("Accuracy by class and model"),
            "probe-per-class",
        )
    with right:
        # Named without the epoch, so that the choice stays while the visitor goes through the training.
        titles = {subject.now.name: subject.now.title for subject in subjects}
        first = next(iter(titles))
        open_choice("confusion_of", titles, first)
        name = st.selectbox(
            _("What is mistaken for what, by"),
            list(titles),
            format_func=titles.__getitem__,
            key="confusion_of",
            help=_("The model whose mistakes the table below counts."),
        )
        keep_choice("confusion_of", name, first)
        title = next(subject.title for subject in subjects if subject.now.name == name)
        confusion = Confusion(probes[title].confusion, class_names)
        render_figure(
            plot_confusion(confusion, title=_("{title}: true class against guess, %").format(title=title)),
            partial(tabulate_confusion, confusion),
            "confusion",
            _("Confusion matrix of {title}").format(title=title),
            "probe-confusion",
        )
