"""Adding and subtracting images: in the latents of each model, and in plain pixels."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.ui.generation.interpolation import FIRST, SECOND
from aavae.ui.generation.participants import keep_participants
from aavae.ui.notices.skeleton import working
from aavae.ui.pictures.picture_sheet import render_save
from aavae.ui.pictures.picture_source import choose_picture
from aavae.ui.pictures.pictures import PictureRow, render_rows

_THIRD = 1_004
"""A grey car: what is left of the red one without it is the red."""
_SIGNS = ("a", "+ b", "− c")


def render_arithmetic(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Three pictures, and what a + b - c is for pixels and for each model."""
    terms = []
    defaults = (FIRST, SECOND, _THIRD)
    for column, key, sign, default in zip(st.columns(3), "abc", _SIGNS, defaults, strict=True):
        with column:
            terms.append(choose_picture(dataset, key, sign, default))
    able = keep_participants(subjects, dataset)
    with working(_("Decoding the sums")):
        from aavae.evaluation.generation.arithmetic import compute_pixel_arithmetic, evaluate_arithmetic

        images = [term.image for term in terms]
        in_pixels = compute_pixel_arithmetic(*images)
        answers = [evaluate_arithmetic(subject, *images) for subject in able]
    captions = [*(f"{sign}: {term.caption}" for sign, term in zip(_SIGNS, terms, strict=True)), "= a + b − c"]
    rows = [
        PictureRow(_("Pixels alone"), _join(np.stack(images).astype(np.float32) / 255, in_pixels), captions)
    ]
    rows += [
        PictureRow(subject.title, _join(answer.reconstructions, answer.image))
        for subject, answer in zip(able, answers, strict=True)
    ]
    render_rows(rows, tile=160)
    render_save(
        np.concatenate([row.images for row in rows]), len(captions), "arithmetic_png", "a_plus_b_minus_c"
    )
    st.caption(
        _(
            "Each model adds and subtracts **latents** and decodes the result; beside it is what it makes of "
            "the three images themselves. The first row adds and subtracts **pixels** and cuts off what gets "
            "darker than black or lighter than white: an answer that looks like it, only less sharp, took no "
            "more than that."
        )
    )


def _join(terms: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """The three terms and the answer, (4, 3, H, W)."""
    return np.concatenate([terms, answer[None]])
