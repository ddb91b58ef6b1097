"""What the similarity page compares, and how."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from aavae.analysis.similarity.pair_measures import Measure
from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import explain_no_encoder
from aavae.evaluation.subject import Subject, list_baselines, list_subjects
from aavae.evaluation.transfer import explain_misfit
from aavae.language import N_, _, pgettext
from aavae.ui.controls.controls import (
    choose_augmentations,
    choose_one,
    choose_representation,
    render_transfer,
    rewind_as_chosen,
)
from aavae.ui.controls.links import keep_choice, open_choice, open_choices

_TITLES: dict[Measure, str] = {"cosine": N_("cosine"), "euclidean": N_("distance"), "kl": "KL"}
_MEANINGS: dict[Measure, str] = {
    "cosine": N_("of the angle between two representations: 1, the same direction"),
    "euclidean": N_(
        "Euclidean distance, divided by the typical distance of two views: nothing fixes the scale "
        "of a representation"
    ),
    "kl": N_(
        "KL divergence between the posteriors of the two views, mu and sigma together, in nats; the mean "
        "of both directions"
    ),
}
_TOGETHER, _BY_CLASS = N_("together"), N_("by class")
_FULL = N_("as in training")
_STRENGTHS = {
    N_("a quarter"): 0.25,
    N_("half"): 0.5,
    N_("three quarters"): 0.75,
    _FULL: 1.0,
}


class Comparison(NamedTuple):
    """What is compared, and how.

    Attributes:
        representation: of the views; KL does not look at it.
        measure: how alike two views are.
        config: how views are made.
        by_class: whether different images of the same class are shown apart from those of another.
    """

    representation: RepresentationName
    measure: Measure
    config: AugmentConfig
    by_class: bool


def choose_more_models(chosen: Sequence[Subject], dataset: Dataset) -> list[Subject]:
    """Models and baselines for the images besides those that are chosen, at the same point of training."""
    names = {subject.now.name for subject in chosen}
    subjects = {
        subject.name: subject
        for subject in (*list_subjects(), *list_baselines())
        if subject.name not in names
        and explain_misfit(subject, dataset) is None
        and explain_no_encoder(subject) is None
    }
    open_choices("more_models", {name: subject.title for name, subject in subjects.items()}, [])
    more = st.multiselect(
        _("More models"),
        list(subjects),
        format_func=lambda name: subjects[name].title,
        placeholder=_("none"),
        key="more_models",
        help=_("More histograms beside the first two: models, or what was never trained."),
    )
    keep_choice("more_models", more, [])
    added = rewind_as_chosen([subjects[name] for name in more])
    render_transfer(added, dataset)
    return added


def choose_comparison(dataset: Dataset) -> Comparison:
    """Representation, measure, augmentation and its strength, and whether classes are told apart.

    Args:
        dataset: whose test images are compared; without labels their classes cannot be told apart.
    """
    left, middle, right = st.columns(3)
    with left:
        representation = choose_representation("mu")
    with middle:
        measures: dict[Measure, str] = {name: _(title) for name, title in _TITLES.items()}
        meanings = (f"**{title}**: {_(_MEANINGS[name])}" for name, title in measures.items())
        measure = choose_one(
            pgettext("of similarity", "Measure"), measures, "measure", help="  \n".join(meanings)
        )
    with right:
        if dataset.test.num_labelled:
            grouping = choose_one(
                _("Different images"),
                {name: _(name) for name in (_TOGETHER, _BY_CLASS)},
                "different",
                help=_("By class: those of the same class apart from those of another class."),
            )
        else:
            grouping = _TOGETHER
            st.caption(
                _("The test images have no labels, so pairs of one class are not told from other pairs.")
            )
    left, right = st.columns([2, 1])
    with left:
        config = choose_augmentations()
    with right:
        titles = {name: _(name) for name in _STRENGTHS}
        open_choice("strength", titles, _FULL)
        strength = st.select_slider(
            _("Strength"),
            list(titles),
            format_func=titles.__getitem__,
            help=_(
                "Of the crop (how much of the image it may cut away) and of the colour. Flip, grayscale and "
                "blur are there or not."
            ),
            key="strength",
        )
        keep_choice("strength", strength, _FULL)
    return Comparison(representation, measure, weaken(config, _STRENGTHS[strength]), grouping == _BY_CLASS)


def weaken(config: AugmentConfig, strength: float) -> AugmentConfig:
    """A configuration whose crops cut away, and whose colours change, a part of what they do at most.

    Args:
        config: at full strength.
        strength: in [0, 1].
    """
    # So that full strength is the configuration itself, to the last digit.
    scale_min = strength * config.crop_scale_min + (1 - strength) * config.crop_scale_max
    return config.model_copy(
        update={"crop_scale_min": scale_min, "jitter_strength": strength * config.jitter_strength}
    )
