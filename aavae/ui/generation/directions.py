"""One image, moved along single directions of the latents."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aavae.analysis.generation.directions import Along
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.ui.controls.controls import choose_one
from aavae.ui.generation.interpolation import FIRST
from aavae.ui.generation.participants import keep_participants
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load, working
from aavae.ui.pictures.picture_sheet import render_strips
from aavae.ui.pictures.picture_source import choose_picture
from aavae.ui.pictures.pictures import PictureRow

if TYPE_CHECKING:
    from aavae.evaluation.generation.directions import Traversal

_NUM_SHOWN = 5
_NUM_STEPS = 9
_REACH = 3.0

_TITLES: dict[Along, str] = {"principal": N_("principal directions"), "dimension": N_("single dimensions")}
_HELP = N_(
    "**Principal directions** are those in which the latents of training images vary most. **Single "
    "dimensions** are the numbers that a latent consists of, those that vary most first."
)


def render_directions(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """A picture, a few directions below each other, and a row of steps for each model."""
    left, right = st.columns(2)
    with left:
        picture = choose_picture(dataset, "a", _("Image"), FIRST)
    able = keep_participants(subjects, dataset)
    with right:
        titles: dict[Along, str] = {kind: _(title) for kind, title in _TITLES.items()}
        along = choose_one(_("Along"), titles, "along", help=_(_HELP))
        start = _choose_start(able)
    with working(_("Decoding the steps")):
        from aavae.evaluation.generation.directions import evaluate_traversal

        able = _keep_varying(able, dataset, along)
        rows = []
        captions: list[str] = []
        for number in range(start, start + _NUM_SHOWN):
            for subject in able:
                result = evaluate_traversal(
                    subject,
                    dataset,
                    picture.image,
                    direction=number,
                    along=along,
                    num_steps=_NUM_STEPS,
                    reach=_REACH,
                )
                rows.append(
                    PictureRow(f"{number + 1}. {subject.title}", result.images, note=describe_step(result))
                )
                captions = [_name_step(offset) for offset in result.offsets]
    st.caption(_("The latent of {image}, moved:").format(image=escape(picture.caption)))
    render_strips(rows, "directions", "directions", captions, tile=110, group=len(able))
    st.caption(
        explain(
            _(
                "In the middle the reconstruction; from there up to {reach:g} standard deviations (sd) "
                "of the training images' latents to either side. The change is the root mean squared "
                "difference of the two ends, pixels from 0 to 1: near 0 the decoder ignores the "
                "direction. A [direction](term:latent-direction)'s sign is arbitrary, and a model's "
                "first direction has nothing to do with another model's first."
            ).format(reach=_REACH)
        )
    )


def _keep_varying(subjects: Sequence[Subject], dataset: Dataset, along: Along) -> list[Subject]:
    """The models whose latents vary at all; a line says why the others have no directions.

    Raises:
        UserError: none of them do.
    """
    load("results")
    from aavae.evaluation.generation.directions import evaluate_directions

    varying, reasons = [], []
    for subject in subjects:
        try:
            evaluate_directions(subject, dataset, along=along)
            varying.append(subject)
        except UserError as error:
            reasons.append(f"{subject.title}: {error}")
    if not varying:
        raise UserError(" ".join(reasons))
    if reasons:
        st.caption(_("Not shown: {reasons}").format(reasons=escape(" ".join(reasons))))
    return varying


def describe_step(traversal: "Traversal") -> str:
    """How much the latents vary along a direction, and how much the picture does."""
    if traversal.dimension < 0:
        words = _("{percent:.2g} % of the variance; from end to end the picture changes by {change:.2f}")
    else:
        words = _(
            "latent {dimension}, {percent:.2g} % of the variance; from end to end the picture changes by "
            "{change:.2f}"
        )
    return words.format(dimension=traversal.dimension, percent=100 * traversal.share, change=traversal.change)


def _name_step(offset: float) -> str:
    return _("{offset:+.3g} sd").format(offset=offset) if offset else _("as it is")


def _choose_start(subjects: Sequence[Subject]) -> int:
    """The first of the directions shown, from 0; on the page they count from 1."""
    most = max(min(subject.latent_dim or 1 for subject in subjects) - _NUM_SHOWN + 1, 1)
    number = st.number_input(
        _("First of {count} directions").format(count=_NUM_SHOWN),
        1,
        most,
        1,
        key="direction",
        bind="query-params",
        help=_("1 is the direction in which images vary most."),
    )
    return number - 1
