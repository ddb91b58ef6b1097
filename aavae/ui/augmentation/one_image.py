"""One image and one distortion: what each model paints, and where its latent goes, as the hand moves."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.distortion import Distortion
from aavae.evaluation.absence import explain_no_decoder
from aavae.evaluation.subject import Subject
from aavae.figures.theme import get_colour
from aavae.language import _
from aavae.ui.augmentation.distortion_controls import choose_distortion
from aavae.ui.augmentation.error_map import colour_errors
from aavae.ui.augmentation.model_cards import ModelCard, make_cards
from aavae.ui.augmentation.picture import choose_lab_picture
from aavae.ui.augmentation.words import describe_answer, describe_rank
from aavae.ui.component.in_place import render_in_place
from aavae.ui.controls.able import keep_able
from aavae.ui.controls.controls import choose_representation
from aavae.ui.frame import guard
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.skeleton import load, working
from aavae.ui.pictures.picture_source import ChosenPicture


@st.fragment
def render_one_image(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """The image's and the distortion's controls, and beside them what they do to each model."""
    with guard("One image"):
        left, right = st.columns([3, 7], gap="medium")
        with left:
            picture = choose_lab_picture(dataset)
            distortion = choose_distortion(picture.image)
        with right, st.container(key="lab_results"):
            representation = choose_representation("mu")
            if distortion.is_identity:
                st.info(
                    _("Nothing is distorted yet: drag the box on the image, move a slider, or press Roll."),
                    icon=":material/touch_app:",
                )
            _render_cards(keep_able(subjects, representation), dataset, picture, distortion, representation)


def _render_cards(
    subjects: Sequence[Subject],
    dataset: Dataset,
    picture: ChosenPicture,
    distortion: Distortion,
    representation: RepresentationName,
) -> None:
    slot = st.empty()
    with working(_("Asking the models")):
        from aavae.augment.distortion import distort
        from aavae.evaluation.augmentation.image_bank import is_bank_kept

        (seen,) = distort(picture.image[None], [distortion])
        keys = {(subject.compute_digest(), dataset.digest, representation) for subject in subjects}
        is_quick = keys <= _list_compared() or all(
            is_bank_kept(subject, dataset, representation) for subject in subjects
        )
        if not is_quick:
            # Its latents are compared in seconds, at the first time; what the models paint is there at once.
            sketches = [_make_sketch(subject, picture.image, seen) for subject in subjects]
            slot.html(make_cards(picture.image, seen, sketches))
        cards = [_make_card(subject, dataset, picture, distortion, representation) for subject in subjects]
        _list_compared().update(keys)
    with slot.container():
        render_in_place(make_cards(picture.image, seen, cards), "lab_cards")
    st.caption(
        explain(
            _(
                "**[Errors](term:reconstruction-error)**: black where the reconstruction equals the "
                "original, bright yellow where it is off by half of the range or more, on one scale for "
                "all models. **[Cosine](term:cosine-similarity)**: of the latent to the clean image's, "
                "in {representation}. **Rank**: how many other images lie closer to it than its own "
                "clean image. **[Probe](term:linear-probe)**: a linear classifier's answer. The "
                "distortion is part of this page's link."
            ).format(representation=representation)
        )
    )


@st.cache_resource
def _list_compared() -> set[tuple[str, str, str]]:
    """Models, images and representations that were compared before: what that takes is at hand."""
    return set()


def _make_sketch(subject: Subject, image: np.ndarray, seen: np.ndarray) -> ModelCard:
    """A card without what takes long."""
    load("results")
    from aavae.evaluation.reconstruct import reconstruct

    pictures = _add_errors(image, reconstruct(subject, seen[None])) if subject.has_decoder else []
    facts = [(_("Latent"), _("looking …"))]
    return ModelCard(
        subject.title, get_colour(subject.method), pictures, facts, False, explain_no_decoder(subject)
    )


def _add_errors(image: np.ndarray, reconstructions: np.ndarray) -> list[np.ndarray]:
    """The only reconstruction, and the map of its errors."""
    load("results")
    from aavae.analysis.augmentation.reconstruction import compute_error_map

    (painted,) = reconstructions
    return [painted, colour_errors(compute_error_map(image, painted))]


def _make_card(
    subject: Subject,
    dataset: Dataset,
    picture: ChosenPicture,
    distortion: Distortion,
    representation: RepresentationName,
) -> ModelCard:
    load("models")
    from aavae.evaluation.augmentation.distorted import evaluate_distorted

    found = evaluate_distorted(
        subject,
        dataset,
        picture.image,
        distortions=[distortion],
        representation=representation,
        image_id=picture.id,
    )
    pictures, facts = [], []
    if len(found.reconstructions):
        pictures = _add_errors(picture.image, found.reconstructions)
        facts.append(
            (
                _("Error"),
                _("{error:.4f} (clean {clean_error:.4f})").format(
                    error=found.errors[0], clean_error=found.baseline_error
                ),
            )
        )
    before, (after,) = found.probabilities_before, found.probabilities
    facts += [
        (_("Cosine"), f"{found.cosines[0]:.3f}"),
        (_("Rank"), describe_rank(int(found.ranks[0]), found.num_others)),
        (_("Probe"), found.no_answer or describe_answer(before, after, dataset.test.class_names)),
    ]
    changed = not found.no_answer and bool(before.argmax() != after.argmax())
    return ModelCard(
        subject.title, get_colour(subject.method), pictures, facts, changed, explain_no_decoder(subject)
    )
