"""Is a sample a copy of a training image?"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.ui.controls.controls import choose_one
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import working
from aavae.ui.pictures.pictures import PictureRow, render_rows

if TYPE_CHECKING:
    from aavae.analysis.generation.memorised import Memorised
    from aavae.evaluation.generation.memorised import Space
    from aavae.evaluation.generation.samples import DensityKind, Samples

_SPACES: "dict[Space, str]" = {"pixels": N_("pixels"), "features": N_("features of the shipped SimCLR")}


def render_memorised(
    samples: "Mapping[Subject, Mapping[DensityKind, Samples]]",
    titles: "Mapping[DensityKind, str]",
    dataset: Dataset,
    *,
    number: int,
    seed: int,
    space: "Space",
) -> None:
    """One sample of every wall beside the training images nearest to it, and what all samples say.

    Args:
        samples: the walls: model -> density -> its samples.
        titles: of the densities, to be translated.
        dataset: whose training images.
        number: of the sample.
        seed: of the samples.
        space: where distances are measured.
    """
    with working(_("Looking through the training images")):
        from aavae.evaluation.generation.memorised import evaluate_memorised, evaluate_reference

        references = {
            subject: evaluate_reference(subject, dataset, space=space).reconstructions for subject in samples
        }
        found: dict[Subject, dict[DensityKind, Memorised]] = {
            subject: {
                kind: evaluate_memorised(
                    subject, dataset, kind, num=len(drawn.images), seed=seed, space=space
                )
                for kind, drawn in kinds.items()
            }
            for subject, kinds in samples.items()
        }
    for column, (subject, kinds) in zip(st.columns(len(samples)), samples.items(), strict=True):
        rows = []
        for kind, drawn in kinds.items():
            memorised = found[subject][kind]
            nearest, distances = memorised.indices[number], memorised.distances[number]
            images = dataset.train.take(nearest).astype(np.float32) / 255
            captions = [
                _("sample {number}").format(number=number),
                *(
                    f"{dataset.train.describe(row)} {distance:.3g}"
                    for row, distance in zip(nearest.tolist(), distances, strict=True)
                ),
            ]
            nearer = float((references[subject] < distances[0]).mean())
            note = _("{percent:.0f}% of unseen images are nearer").format(percent=100 * nearer)
            rows.append(
                PictureRow(
                    _(titles[kind]), np.concatenate([drawn.images[number][None], images]), captions, note
                )
            )
        with column:
            st.markdown(f"**{escape(subject.title)}**")
            render_rows(rows, tile=104)
    st.info(
        "  \n".join(read_copies(subject.title, kinds, titles) for subject, kinds in found.items()),
        icon=":material/lightbulb:",
    )
    st.caption(
        _(
            "First the sample, then the training images nearest to it, each with its class and its "
            "mean squared distance in {space}. The yardstick: the same distance of the "
            "reconstructions of 1,000 test images, which the model never saw and which are as "
            "blurred as a sample."
        ).format(space=_(_SPACES[space]))
    )


def read_copies(
    title: str, found: "Mapping[DensityKind, Memorised]", titles: "Mapping[DensityKind, str]"
) -> str:
    """How often samples are closer to a training image than unseen images are, in Markdown."""
    parts = [
        _("{density} **{percent:.0f}%** ({low:.0f}% to {high:.0f}%)").format(
            density=_(titles[kind]),
            percent=100 * result.closer,
            low=100 * result.closer_interval[0],
            high=100 * result.closer_interval[1],
        )
        for kind, result in found.items()
    ]
    return _(
        "**{title}**: a sample is closer to its nearest training image than an unseen image is "
        "to its own: {shares} of the time. {verdict}"
    ).format(title=escape(title), shares="; ".join(parts), verdict=judge_copies([*found.values()]))


def judge_copies(found: "Sequence[Memorised]") -> str:
    """What the intervals say of the densities of a model together."""
    if any(result.closer_interval[0] > 0.5 for result in found):
        return _(
            "Above 50 % they are nearer than chance: a copy would look like its neighbour, blur alone not."
        )
    if any(result.closer_interval[1] < 0.5 for result in found):
        return _("None is nearer than chance, so no copies; far below 50 % they are unlike any image.")
    return _("None is nearer than chance, so no copies.")


def choose_space() -> "Space":
    """Where distances are measured."""
    titles: dict[Space, str] = {space: _(title) for space, title in _SPACES.items()}
    return choose_one(
        _("Nearest in"),
        titles,
        "space",
        help=_("What makes two images near: their pixels, or what an encoder makes of them."),
    )
