"""Several images at once, augmented at random or by hand, and what the decoders make of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.data.upload import MAX_BYTES, decode_upload
from aavae.evaluation.augmentation.gallery import NUM_IMAGES, choose_examples
from aavae.evaluation.subject import Subject
from aavae.formatting import format_count
from aavae.kept_text import show_text
from aavae.language import N_, _, pgettext
from aavae.ui.augmentation.decoders import explain_missing
from aavae.ui.augmentation.distortion_controls import choose_distortion
from aavae.ui.controls.controls import choose_augmentations, choose_one
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load, working
from aavae.ui.pictures.picture_source import WHERE_IT_GOES
from aavae.ui.pictures.pictures import PictureRow, render_rows


class ChosenImages(NamedTuple):
    """Images to reconstruct: uint8 (N, 3, H, W), and a caption for each."""

    images: np.ndarray
    captions: list[str]


_SOURCES = (N_("each class"), N_("one class"), N_("random"), N_("by index"), N_("my own"))
_SOURCES_WITHOUT_LABELS = (N_("evenly spaced"), *_SOURCES[2:])


def render_many_images(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Which images, how they are augmented, and the rows of reconstructions."""
    left, right = st.columns(2)
    with left:
        chosen = _choose_images(dataset)
    with right:
        inputs = _choose_inputs(chosen)
    _render_reconstructions(subjects, chosen, inputs)


def _choose_images(dataset: Dataset) -> ChosenImages:
    """Controls that choose test images, or take the visitor's own."""
    sources = _SOURCES if dataset.test.num_labelled else _SOURCES_WITHOUT_LABELS
    source = choose_one(
        _("Which images"),
        {source: _(source) for source in sources},
        "source",
        help=_("Which test images stand in the rows, or pictures of your own."),
    )
    if source == "my own":
        return _take_uploads(dataset)
    indices = _choose_indices(dataset, source)
    captions = [_describe(dataset, index) for index in indices.tolist()]
    return ChosenImages(dataset.test.take(indices), captions)


def _describe(dataset: Dataset, index: int) -> str:
    name = dataset.test.describe(index)
    return name if dataset.test.labels[index] < 0 else f"{name} {index}"


def _choose_indices(dataset: Dataset, source: str) -> np.ndarray:
    labels, total = dataset.test.labels, len(dataset.test)
    if source == "each class":
        position = st.number_input(
            _("Which of each class"),
            0,
            total - 1,
            0,
            key="position",
            bind="query-params",
            help=_("Counted from 0"),
        )
        return choose_examples(dataset.test, position)
    if source == "evenly spaced":
        st.caption(_("These images have no labels, so none can be chosen by its class."))
        return choose_examples(dataset.test)
    if source == "one class":
        names = dataset.test.class_names
        present = [names[label] for label in np.unique(labels) if label >= 0]
        name = st.selectbox(
            pgettext("of images", "Class"),
            present,
            index=0,
            key="class",
            bind="query-params",
            help=_("The first ten test images of it are shown."),
        )
        return np.flatnonzero(labels == names.index(name))[:NUM_IMAGES]
    if source == "random":
        seed = st.number_input(
            _("Draw number"),
            0,
            10_000,
            0,
            key="image_seed",
            bind="query-params",
            help=_("The same number draws the same images."),
        )
        return np.random.default_rng(seed).choice(total, min(NUM_IMAGES, total), replace=False)
    index = st.number_input(
        _("Index, 0 to {last}").format(last=format_count(total - 1)),
        0,
        total - 1,
        0,
        key="index",
        bind="query-params",
        help=_("In the test set"),
    )
    return np.array([index])


def _take_uploads(dataset: Dataset) -> ChosenImages:
    size = dataset.test.image_shape[-1]
    files = st.file_uploader(
        _("Pictures; the middle is cropped and shrunk to {size}×{size} pixels").format(size=size),
        accept_multiple_files=True,
        max_upload_size=MAX_BYTES // 2**20,
        help=_("Up to ten pictures of any format and shape."),
    )
    st.caption(_(WHERE_IT_GOES))
    if not files:
        st.info(
            _("Choose one or more pictures. Until then, here is one of each class.")
            if dataset.test.num_labelled
            else _("Choose one or more pictures. Until then, here are some of the test images.")
        )
        indices = choose_examples(dataset.test)
        names = [dataset.test.describe(index) for index in indices.tolist()]
        return ChosenImages(dataset.test.take(indices), names)
    kept = files[:NUM_IMAGES]
    if len(files) > NUM_IMAGES:
        st.caption(_("The first {count} are used.").format(count=NUM_IMAGES))
    uploads = [decode_upload(file.getvalue(), size) for file in kept]
    for file, upload in zip(kept, uploads, strict=True):
        if upload.note:
            st.caption(f"{escape(file.name)}: {show_text(upload.note)}")
    return ChosenImages(np.stack([upload.image for upload in uploads]), [file.name for file in kept])


def _choose_inputs(chosen: ChosenImages) -> np.ndarray:
    """Controls for the augmentation; returns what the encoders see, float32 (N, 3, H, W) in [0, 1]."""
    how = choose_one(
        _("Augmentation"),
        {
            "at random": _("at random"),
            "by hand": _("by hand"),
            "none": pgettext("augmentation", "none"),
        },
        "how",
        help=_("How the images are distorted before the encoders see them."),
    )
    if how == "none":
        return chosen.images.astype(np.float32) / 255
    return _augment_at_random(chosen) if how == "at random" else _augment_by_hand(chosen)


def _augment_at_random(chosen: ChosenImages) -> np.ndarray:
    config: AugmentConfig = choose_augmentations()
    seed = st.number_input(
        _("Draw number of the augmentation"),
        0,
        10_000,
        0,
        key="draw",
        bind="query-params",
        help=_("The same number draws the same distortions."),
    )
    load("results")
    from aavae.evaluation.views import draw_views

    return draw_views(chosen.images, config, seed, num_views=1)[0]


def _augment_by_hand(chosen: ChosenImages) -> np.ndarray:
    """The distortion of the section for one image, applied to all."""
    distortion = choose_distortion(chosen.images[0])
    load("models")
    from aavae.augment.distortion import distort

    return distort(chosen.images, [distortion] * len(chosen.images))


def _render_reconstructions(subjects: Sequence[Subject], chosen: ChosenImages, inputs: np.ndarray) -> None:
    """Originals, inputs and each model's reconstructions, with the errors."""
    with working(_("Loading the models")):
        from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
        from aavae.evaluation.reconstruct import reconstruct

        rows = [
            PictureRow(_("Original"), chosen.images, chosen.captions),
            PictureRow(_("What the encoder sees"), inputs),
        ]
        for subject in subjects:
            if not subject.has_decoder:
                continue
            outputs = reconstruct(subject, inputs)
            error = compute_reconstruction_error(chosen.images, outputs)
            captions = [f"{value:.3f}" for value in error.per_image]
            rows.append(
                PictureRow(
                    subject.title, outputs, captions, _("mean squared error {mse:.4f}").format(mse=error.mse)
                )
            )
    render_rows(rows)
    explain_missing(subjects)
    st.caption(
        explain(
            _(
                "Below each picture: its [squared error](term:reconstruction-error) against the original, "
                "per pixel and channel, from 0 to 1."
            )
        )
    )
