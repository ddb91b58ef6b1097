"""From one image to another through the latents, beside a plain cross-fade of their pixels."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from aavae.analysis.generation.interpolation import PATHS, PathName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.generation.interpolation import plot_steps, tabulate_steps
from aavae.figures.model_values import ModelValues
from aavae.language import N_, _, pgettext
from aavae.ui.controls.controls import choose_one
from aavae.ui.figure.figure import render_figure
from aavae.ui.generation.participants import keep_participants
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import working
from aavae.ui.pictures.picture_sheet import render_strips
from aavae.ui.pictures.picture_source import choose_picture
from aavae.ui.pictures.pictures import PictureRow

FIRST, SECOND = 1_017, 5
"""The images at first: a red car, and an airplane in the sky."""
_NUM_STEPS = 11
_CROSS_FADE = N_("Pixels, cross-faded")
_TITLES: dict[PathName, str] = {"linear": N_("linear"), "spherical": N_("spherical")}
_ABOUT: dict[PathName, str] = {
    "linear": N_("straight on, as in most papers"),
    "spherical": N_(
        "along the great circle between the two directions (White, arXiv 1609.04468): latents keep "
        "about the length that the prior gives them"
    ),
}


def render_between(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Two pictures, a row of steps for each model, and how far each step moved."""
    left, right = st.columns(2)
    with left:
        first = choose_picture(dataset, "a", _("From"), FIRST)
    with right:
        second = choose_picture(dataset, "b", _("To"), SECOND)
    path = _choose_path()
    able = keep_participants(subjects, dataset)
    with working(_("Decoding the steps")):
        from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
        from aavae.evaluation.generation.interpolation import evaluate_interpolation

        results = {
            subject.title: evaluate_interpolation(
                subject, first.image, second.image, num_steps=_NUM_STEPS, path=path
            )
            for subject in able
        }
    parts = np.linspace(0, 1, _NUM_STEPS)
    faded = _cross_fade(first.image, second.image, parts)
    rows = [PictureRow(_(_CROSS_FADE), _frame(first.image, second.image, faded))]
    rows += [
        PictureRow(title, _frame(first.image, second.image, result.images), note=describe_way(result.detour))
        for title, result in results.items()
    ]
    captions = [
        pgettext("below the first picture of a way", "from"),
        *(f"{part:.1f}" for part in parts),
        pgettext("below the last picture of a way", "to"),
    ]
    st.caption(
        _("From {first} to {second}.").format(first=escape(first.caption), second=escape(second.caption))
    )
    render_strips(rows, "between", "between_two_images", captions, tile=84)
    st.caption(
        explain(
            _(
                "At either end the **original**; at 0.0 and 1.0 what the decoder makes of its own latent, "
                "the [reconstruction](term:reconstruction). The first row mixes pixels and knows nothing of "
                "images: a model that has learned something shows one thing that changes, not two that shine "
                "through each other."
            )
        )
    )
    changes = compute_reconstruction_error(faded[1:], faded[:-1]).per_image ** 0.5
    steps = [
        ModelValues(_(_CROSS_FADE), "", changes),
        *(ModelValues(subject.title, subject.method, results[subject.title].distances) for subject in able),
    ]
    axes = (N_("part of the way"), N_("change of a step"))
    render_figure(
        plot_steps(steps, *axes, title=_("How far each step moves in pixels")),
        partial(tabulate_steps, steps, *axes),
        "between_steps",
        _("How far each step moves, for each model"),
        "steps_in_pixels",
    )
    st.caption(
        _(
            "The root mean squared change of the picture from one step to the next, pixels from 0 to 1. A "
            "level line: equal steps in the latents are equal steps in the picture. A peak: the picture "
            "jumps there."
        )
    )


def describe_way(detour: float) -> str:
    """How long the way in pixels is, beside the direct one."""
    if not np.isfinite(detour):
        return _("it leaves, and comes back to the same picture")
    return _("{detour:.2f} times as far as the straight way in pixels").format(detour=detour)


def _choose_path() -> PathName:
    titles: dict[PathName, str] = {path: _(_TITLES[path]) for path in PATHS}
    meanings = "  \n".join(f"**{title}**: {_(_ABOUT[path])}" for path, title in titles.items())
    return choose_one(_("Way"), titles, "path", help=meanings)


def _cross_fade(first: np.ndarray, second: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Pixels mixed, float32 (S, 3, H, W) in [0, 1]."""
    start, end = first.astype(np.float32) / 255, second.astype(np.float32) / 255
    return np.stack([(1 - part) * start + part * end for part in parts]).astype(np.float32)


def _frame(first: np.ndarray, second: np.ndarray, images: np.ndarray) -> np.ndarray:
    """The steps between the two originals, float32 (S + 2, 3, H, W)."""
    return np.concatenate(
        [first[None].astype(np.float32) / 255, images, second[None].astype(np.float32) / 255]
    )
