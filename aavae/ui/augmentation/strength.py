"""One augmentation from none to full strength: a film strip, and the curves of what happens on the way."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.distortion import DISTORTIONS, DistortionName
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.ui.augmentation.decoders import explain_missing
from aavae.ui.augmentation.picture import choose_lab_picture
from aavae.ui.augmentation.words import name_augmentation
from aavae.ui.controls.able import keep_able
from aavae.ui.controls.controls import choose_one, choose_representation
from aavae.ui.figure.figure import render_figure
from aavae.ui.notices.skeleton import working
from aavae.ui.pictures.picture_sheet import render_strips
from aavae.ui.pictures.pictures import PictureRow

if TYPE_CHECKING:
    from aavae.evaluation.augmentation.sweep import Sweep


_FULL_STRENGTH: dict[DistortionName, str] = {
    "crop": N_("100 %: the middle 8 % of the area, the smallest crop of the training."),
    "flip": N_(
        "The flip is done or not, nothing between is part of the training: it begins at half strength."
    ),
    "brightness": N_("100 %: the most that the training adds to the brightness."),
    "contrast": N_("100 %: the most that the training adds to the contrast."),
    "saturation": N_("100 %: the most that the training adds to the saturation."),
    "hue": N_("100 %: the most that the training adds to the hue."),
    "grayscale": N_(
        "The grayscale is done or not, nothing between is part of the training: it begins at half strength."
    ),
    "blur": N_("100 %: a sigma of 2 pixels, the strongest blur that a training draws if it blurs at all."),
}


def render_strength(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """The film strip of one image, and under it a figure for each measure."""
    left, right = st.columns(2, gap="large")
    with left:
        picture = choose_lab_picture(dataset)
    with right:
        titles: dict[DistortionName, str] = {name: name_augmentation(name) for name in DISTORTIONS}
        name = choose_one(
            _("Augmentation"),
            titles,
            "strengthen",
            help=_("Which one grows from none at the left to its full strength at the right."),
        )
        representation = choose_representation("mu")
    able = keep_able(subjects, representation)
    with working(_("Asking the models at 16 strengths")):
        from aavae.evaluation.augmentation.sweep import evaluate_sweep

        sweeps = {
            subject: evaluate_sweep(
                subject, dataset, picture.image, name=name, representation=representation, image_id=picture.id
            )
            for subject in able
        }
    first = next(iter(sweeps.values()))
    rows = [PictureRow(_("What the encoder sees"), first.inputs)]
    rows += [
        PictureRow(subject.title, sweep.reconstructions)
        for subject, sweep in sweeps.items()
        if len(sweep.reconstructions)
    ]
    render_strips(
        rows,
        key="strength_png",
        name=f"strength_{name}",
        captions=[f"{100 * strength:.0f} %" for strength in first.strengths],
    )
    st.caption(_(_FULL_STRENGTH[name]))
    explain_missing(subjects)
    _render_curves(sweeps, name, representation)


def _render_curves(sweeps: "Mapping[Subject, Sweep]", name: str, representation: RepresentationName) -> None:
    from aavae.figures.augmentation.sweep import SWEEP_MEASURES, SweepCurves, plot_sweep, tabulate_sweep

    curves = [
        SweepCurves(
            title=subject.title,
            method=subject.method,
            strengths=sweep.strengths,
            cosines=sweep.cosines,
            errors=sweep.errors,
            probabilities=sweep.probabilities,
        )
        for subject, sweep in sweeps.items()
    ]
    for measure, meaning in SWEEP_MEASURES.items():
        render_figure(
            plot_sweep(curves, measure, title=_(meaning), height=440),
            partial(tabulate_sweep, curves, measure),
            key=f"strength_{measure}",
            alt=_("{augmentation}: {measure}, in {representation}, against strength").format(
                augmentation=name_augmentation(name), measure=_(meaning), representation=representation
            ),
            name=f"strength_{name}_{measure}",
        )
