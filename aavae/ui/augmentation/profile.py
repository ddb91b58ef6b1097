"""Which augmentations does each model ignore? Each augmentation alone, over many images."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.formatting import format_count
from aavae.language import N_, _
from aavae.sharing.notebooks.augmentation import recompute_profile
from aavae.ui.augmentation.findings import find_leaders, write_findings
from aavae.ui.augmentation.words import name_augmentation
from aavae.ui.controls.able import keep_able
from aavae.ui.controls.controls import choose_one, choose_representation
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.skeleton import load, progress_bar
from aavae.ui.report.record import note_recomputation

_SCALES = (N_("between models"), N_("raw cosine"))


def _describe_sample(num_images: int) -> str:
    return _(
        "{num_images} test images, each with one [view](term:view) under each augmentation alone; "
        "[intervals](term:confidence-interval) are 95 %, by [bootstrap](term:bootstrap) over images."
    ).format(num_images=format_count(num_images))


def _describe_scale(normalised: bool) -> str:
    if normalised:
        return _(
            "1: the augmentation changes [nothing](term:invariance); 0: the view might be of any image. It "
            "is (cosine of image and view − cosine of different images) / (1 − cosine of different images)."
        )
    return _(
        "Cosines of two models do not compare as they are: beside each lies the mean cosine of two "
        "different images."
    )


def render_profile(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """The figure, and what it says."""
    left, right = st.columns(2)
    with left:
        representation = choose_representation("mu")
    with right:
        scale = choose_one(
            _("Scale"),
            {scale: _(scale) for scale in _SCALES},
            "profile_scale",
            help=_(
                "Between models: 1 for unchanged and 0 for any other image, whatever the model. Raw "
                "cosine: as it is measured, from -1 to 1."
            ),
        )
    able = keep_able(subjects, representation)
    note_recomputation(
        partial(recompute_profile, able, dataset, representation, normalised=scale == _SCALES[0])
    )
    profiles = {}
    with progress_bar() as progress:
        load("results")
        from aavae.evaluation.augmentation.profile import evaluate_profile
        from aavae.figures.augmentation.profile import ModelProfile, plot_profile, tabulate_profile

        for index, subject in enumerate(able):
            progress.progress(index / len(able), _("Looking at {title} …").format(title=subject.title))
            profiles[subject.title] = evaluate_profile(subject, dataset, representation=representation)
    normalised = scale == _SCALES[0]
    drawn = [
        ModelProfile(
            title=subject.title,
            method=subject.method,
            names=[name_augmentation(name) for name in profile.names],
            means=profile.means,
            lows=profile.lows,
            highs=profile.highs,
            different=profile.different,
            normalised=profile.normalised,
            normalised_lows=profile.normalised_lows,
            normalised_highs=profile.normalised_highs,
        )
        for subject, profile in zip(able, profiles.values(), strict=True)
    ]
    st.markdown(write_findings(find_leaders(profiles)))
    render_figure(
        plot_profile(drawn, normalised=normalised),
        partial(tabulate_profile, drawn, normalised=normalised),
        key="profile",
        alt=_("Similarity of an image and its view in {representation}, by augmentation and model").format(
            representation=representation
        ),
        name=f"invariance_profile_{representation}",
    )
    num_images = next(iter(profiles.values())).similarities.shape[1]
    st.caption(explain(f"{_describe_sample(num_images)} {_describe_scale(normalised)}"))
