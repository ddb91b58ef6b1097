"""Controls that several pages share; each owns its key, so a choice follows the visitor and the link."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset, check_has_labels
from aavae.data.store import describe_datasets
from aavae.errors import UserError
from aavae.evaluation.absence import explain_no_encoder
from aavae.evaluation.results import LABEL_COUNTS
from aavae.evaluation.subject import Subject, list_baselines, list_study_subjects, list_subjects
from aavae.evaluation.transfer import describe_transfer, explain_misfit, name_fitting_sets
from aavae.formatting import format_count
from aavae.kept_text import show_text
from aavae.language import N_, _, ngettext
from aavae.runs.absent_weights import explain_absence
from aavae.runs.registry import NO_RUN, list_study_runs
from aavae.ui.controls.cache import load_dataset
from aavae.ui.controls.defaults import choose_default_models, choose_default_pair
from aavae.ui.controls.links import (
    drop_choices,
    get_choice,
    keep_choice,
    open_choice,
    open_choices,
    renew_default,
)
from aavae.ui.notices.markup import escape
from aavae.ui.notices.next_step import NextStepError
from aavae.ui.report.record import note_subjects

REPRESENTATIONS: dict[RepresentationName, str] = {
    "h": N_("the encoder's pooled features, what the paper probes"),
    "mu": N_("the posterior mean, what the decoder needs; SimCLR: its projection"),
    "z": N_("a random sample around mu; SimCLR has none, its projection again"),
}

T = TypeVar("T", bound=str | int)

_TRAINING, _TRAINED = "training", "trained"
_LARGE_PICTURE = 64
"""Pixels from which on a picture is scaled smoothly."""


def choose_one(
    label: str,
    options: Sequence[T] | Mapping[T, str],
    key: str,
    default: T | None = None,
    help: str | None = None,
    show_label: bool = True,
) -> T:
    """One of a few options, all of them in sight; the choice is in the link.

    Args:
        label: what is chosen.
        options: at least one; a mapping says how each of them reads.
        key: of the choice, and of its part of the link.
        default: what is chosen at first; None: the first.
        help: behind a question mark.
        show_label: whether all see the label; screen readers always do.
    """
    titles = options if isinstance(options, Mapping) else {option: str(option) for option in options}
    first = next(iter(titles)) if default is None else default
    open_choice(key, titles, first)
    chosen = st.segmented_control(
        label,
        list(titles),
        required=True,
        format_func=titles.__getitem__,
        help=help,
        label_visibility="visible" if show_label else "collapsed",
        key=key,
        wrap=True,
    )
    chosen = first if chosen is None else chosen
    keep_choice(key, chosen, first)
    return chosen


def choose_dataset() -> Dataset:
    """The images, and a line that says which ones the page shows."""
    titles = {info.name: show_text(info.title) for info in describe_datasets()}
    name = first = next(iter(titles))
    open_choice("data", titles, first, "image set")
    if len(titles) > 1:
        name = st.sidebar.selectbox(
            _("Images"),
            list(titles),
            format_func=titles.__getitem__,
            key="data",
            help=_("The image set that the pages show; more of them come in on the Images page."),
        )
    keep_choice("data", name, first)
    dataset = load_dataset(name)
    num_test = len(dataset.test)
    facts = [
        show_text(dataset.title),
        ngettext("{num_test} test image", "{num_test} test images", num_test).format(
            num_test=format_count(num_test)
        ),
        *_describe_labels(dataset),
    ]
    st.caption(_(":material/photo_library: Images: {facts}.").format(facts="; ".join(facts)))
    smooth_large_pictures(dataset.test.image_shape[-1])
    return dataset


def smooth_large_pictures(size: int) -> None:
    """Have the browser scale the page's pictures smoothly where they are large.

    A small one is enlarged, and each of its pixels should be seen; a large one is as wide as its place or
    wider, where leaving out or doubling single pixels would only look torn.

    Args:
        size: height and width of the images, in pixels.
    """
    if size >= _LARGE_PICTURE:
        # frame.css looks for it, and sets a property that reaches into the page's own components, too.
        st.html('<span class="large-pictures"></span>')


def _describe_labels(dataset: Dataset) -> list[str]:
    """What is missing of the labels; nothing where every image has one."""
    splits = {
        _("{num_labelled} of the {num_images} training images have labels"): dataset.train,
        _("{num_labelled} of the {num_images} test images have labels"): dataset.test,
    }
    if not any(images.num_labelled for images in splits.values()):
        return [_("no labels")]
    return [
        words.format(num_labelled=format_count(images.num_labelled), num_images=format_count(len(images)))
        for words, images in splits.items()
        if images.num_labelled < len(images)
    ]


def _list_subjects(
    dataset: Dataset, keys: Sequence[str], with_baselines: bool = False, needs_encoder: bool = False
) -> dict[str, Subject]:
    """What can be chosen; a study's models only where the link, or the choice so far, names them.

    Models for other images are left out, and a line names them; what was chosen of them is no choice here,
    with a sentence that says why. So are vectors where an encoder is needed, and runs that ship without
    weights.
    """
    for key in keys:
        renew_default(key, dataset.name)
    named = {name for key in keys for name in get_choice(key)}
    studied = [subject for subject in list_study_subjects() if subject.name in named] if named else []
    subjects = {subject.name: subject for subject in (*list_subjects(), *studied)}
    misfits = {
        name: reason for name, subject in subjects.items() if (reason := explain_misfit(subject, dataset))
    }
    unable = {
        name: reason
        for name, subject in subjects.items()
        if needs_encoder and name not in misfits and (reason := explain_no_encoder(subject))
    }
    bare = {
        run.name: explain_absence(run)
        for run in (list_study_runs() if named else ())
        if run.name in named and run.name not in subjects
    }
    left_out = {**misfits, **unable, **bare}
    fitting = {name: subject for name, subject in subjects.items() if name not in left_out}
    _leave_out(
        {name: subjects[name] for name in misfits}, [left_out[name] for name in left_out if name in named]
    )
    if unable:
        titles = ", ".join(subjects[name].title for name in unable)
        st.caption(
            _(":material/block: Left out, as vectors alone cannot look at other images: {models}.").format(
                models=escape(titles)
            )
        )
    for key in keys:
        drop_choices(key, left_out)
    if not subjects:
        raise NextStepError(
            _("There is no model to look at yet: train one on the Train page."), "train", "race"
        )
    if not fitting and not with_baselines:
        height, width = dataset.test.image_shape[1:]
        raise NextStepError(
            _(
                "No model here was trained at {width}x{height} pixels, the size of '{images}': train one on "
                "the Train page, or choose other images."
            ).format(width=width, height=height, images=dataset.name),
            "train",
        )
    return fitting


def _leave_out(misfits: Mapping[str, Subject], asked: Sequence[str]) -> None:
    """Name the models that are left out, and why those are that the visitor asked for."""
    if asked:
        st.info("  \n".join(map(escape, asked)), icon=":material/photo_size_select_large:")
    if misfits:
        by_advice: dict[str, list[str]] = {}
        for subject in misfits.values():
            by_advice.setdefault(_advise(subject), []).append(subject.title)
        parts = [f"{', '.join(titles)} ({advice})" for advice, titles in by_advice.items()]
        st.caption(
            _(":material/photo_size_select_large: Left out, as made for other images: {models}.").format(
                models=escape("; ".join(parts))
            )
        )


def _advise(subject: Subject) -> str:
    """With which images a model could be looked at."""
    if (names := name_fitting_sets(subject)) is not None:
        return _("choose the images {image_sets}").format(image_sets=names)
    return _("takes {size}x{size} pixels").format(size=subject.image_size)


def _make_columns(subjects: Mapping[str, Subject], widths: Sequence[int]) -> Sequence[DeltaGenerator]:
    """Columns of these widths, and a last one for the slider through the training if it can be needed."""
    slider = [1] if any(subject.snapshots for subject in subjects.values()) else []
    return st.columns([*widths, *slider])


def choose_models(
    dataset: Dataset, with_baselines: bool = False, needs_encoder: bool = False
) -> list[Subject]:
    """One or more models for the images.

    Where some of them were trained on other images, a line says so.

    Args:
        dataset: the images.
        with_baselines: whether the baselines can be chosen as well.
        needs_encoder: whether the page has encoders look at images: vectors are no choice then.
    """
    key = "baseline_models" if with_baselines else "models"
    subjects = _list_subjects(dataset, [key], with_baselines, needs_encoder)
    if with_baselines:
        subjects |= {subject.name: subject for subject in list_baselines()}
    default = choose_default_models(subjects, dataset)
    open_choices(key, {name: subject.title for name, subject in subjects.items()}, default, "model")
    columns = _make_columns(subjects, [2])
    names = columns[0].multiselect(
        _("Models"),
        list(subjects),
        format_func=lambda name: subjects[name].title,
        key=key,
        help=_("Which models the page compares; each has a colour of its own."),
    )
    keep_choice(key, names, default)
    if not names:
        raise UserError(_("Choose at least one model."))
    with columns[-1]:
        chosen = _choose_epoch([subjects[name] for name in names])
    render_transfer(chosen, dataset)
    return chosen


def choose_two_models(dataset: Dataset, needs_encoder: bool = False) -> tuple[Subject, Subject | None]:
    """One model for the images and another beside it, or none.

    Where one of them was trained on other images, a line says so.

    Args:
        dataset: the images.
        needs_encoder: as of `choose_models`.
    """
    subjects = _list_subjects(dataset, ["model_a", "model_b"], needs_encoder=needs_encoder)
    names, nobody = list(subjects), NO_RUN
    defaults = choose_default_pair(subjects, dataset)
    titles = {name: subject.title for name, subject in subjects.items()}
    titles_beside = {**titles, nobody: _("nothing")}
    open_choice("model_a", titles, defaults[0], "model")
    open_choice("model_b", titles_beside, defaults[1], "model")
    columns = _make_columns(subjects, [1, 1])
    first = columns[0].selectbox(
        _("Model"),
        names,
        format_func=titles.__getitem__,
        key="model_a",
        help=_("The model that the page is about."),
    )
    second = columns[1].selectbox(
        _("Beside it"),
        list(titles_beside),
        format_func=titles_beside.__getitem__,
        key="model_b",
        help=_("A second model to compare it with, or nothing."),
    )
    keep_choice("model_a", first, defaults[0])
    keep_choice("model_b", second, defaults[1])
    with columns[-1]:
        chosen = _choose_epoch([subjects[name] for name in (first, second) if name != nobody])
    render_transfer(chosen, dataset)
    return chosen[0], chosen[1] if len(chosen) > 1 else None


def render_transfer(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Say which models were trained on other images than those that the page shows."""
    note_subjects(subjects, dataset)
    now = dict.fromkeys(subject.now for subject in subjects)
    for sentence in describe_transfer(list(now), dataset):
        st.caption(f":material/move_down: {escape(sentence)}")


def _choose_epoch(subjects: Sequence[Subject]) -> list[Subject]:
    """Models at the point of their training that a slider is at; without snapshots there is no slider."""
    chosen = _scrub(subjects)
    if chosen == _TRAINED:
        return list(subjects)
    without = [subject.title for subject in subjects if subject.run is not None and not subject.snapshots]
    if without:
        st.caption(_("Without snapshots, shown as trained: {models}.").format(models=", ".join(without)))
    return [subject.rewind(int(chosen)) for subject in subjects]


def _scrub(subjects: Sequence[Subject]) -> str:
    epochs = sorted({epoch for subject in subjects for epoch in subject.snapshots})
    if not epochs:
        return _TRAINED
    titles = {str(epoch): format_count(epoch) for epoch in epochs} | {_TRAINED: _("trained")}
    open_choice(_TRAINING, titles, _TRAINED)
    chosen = st.select_slider(
        _("Training, in epochs"),
        list(titles),
        format_func=titles.__getitem__,
        help=_("Every model as it was then, or at its latest snapshot before."),
        key=_TRAINING,
    )
    keep_choice(_TRAINING, chosen, _TRAINED)
    return chosen


def rewind_as_chosen(subjects: Sequence[Subject]) -> list[Subject]:
    """More models, at the point of their training that the slider of the page's models is at."""
    chosen = st.session_state.get(_TRAINING, _TRAINED)
    if chosen == _TRAINED:
        return list(subjects)
    return [subject.rewind(int(chosen)) if subject.snapshots else subject for subject in subjects]


def choose_representation(default: RepresentationName) -> RepresentationName:
    """h, mu or z, each with its meaning."""
    return choose_one(
        _("Representation"),
        list(REPRESENTATIONS),
        f"representation_{default}",
        default,
        help="  \n".join(f"**{name}**: {_(meaning)}" for name, meaning in REPRESENTATIONS.items()),
    )


_AUGMENTATIONS = {
    "crop": "crop_probability",
    "flip": "flip_probability",
    "colour": "jitter_probability",
    "grayscale": "grayscale_probability",
    "blur": "blur_probability",
}
_AUGMENTATION_TITLES = {
    "crop": N_("crop"),
    "flip": N_("flip"),
    "colour": N_("colour"),
    "grayscale": N_("grayscale"),
    "blur": N_("blur"),
}
_CHOSEN_AUGMENTATIONS, _NO_AUGMENTATION = "augmentations", "none"


def choose_augmentations() -> AugmentConfig:
    """Which of the augmentations are on; those that are keep the probabilities of the training."""
    defaults = AugmentConfig()
    on_by_default = [name for name, field in _AUGMENTATIONS.items() if getattr(defaults, field) > 0]
    titles = {name: _(title) for name, title in _AUGMENTATION_TITLES.items()}
    # A link that says nothing of them means the default; older links had nothing after the equals sign.
    open_choices(_CHOSEN_AUGMENTATIONS, {**titles, _NO_AUGMENTATION: ""}, on_by_default)
    if st.session_state[_CHOSEN_AUGMENTATIONS] == [_NO_AUGMENTATION]:
        st.session_state[_CHOSEN_AUGMENTATIONS] = []
    chosen = st.pills(
        _("Augmentations"),
        list(titles),
        selection_mode="multi",
        format_func=titles.__getitem__,
        key=_CHOSEN_AUGMENTATIONS,
        help=_(
            "What happens to the images at random; each that is on happens as often as in training, blur "
            "half of the time."
        ),
    )
    in_order = [name for name in titles if name in chosen]
    keep_choice(_CHOSEN_AUGMENTATIONS, in_order or [_NO_AUGMENTATION], on_by_default)
    return augmentation_config(chosen)


def augmentation_config(chosen: Sequence[str]) -> AugmentConfig:
    """The default configuration with only the chosen augmentations; blur, off by default, at 0.5."""
    defaults = AugmentConfig()
    probabilities = {
        field: (getattr(defaults, field) or 0.5) if name in chosen else 0.0
        for name, field in _AUGMENTATIONS.items()
    }
    return defaults.model_copy(update=probabilities)


def choose_num_labels(dataset: Dataset) -> int:
    """How many labelled training images a probe gets.

    Raises:
        UserError: there are no labels.
    """
    check_has_labels(dataset)
    total = dataset.train.num_labelled
    options = [*(count for count in LABEL_COUNTS if count < total), total]
    return choose_number(
        _("Labelled training images"),
        options,
        total,
        "labels",
        "all-last",
        help=_("How many training images the classifier is told the class of."),
    )


def choose_number(
    label: str,
    options: Sequence[int],
    default: int,
    key: str,
    format_number: Literal["plain", "all-last"],
    help: str,
) -> int:
    """One of a few numbers, on a slider; with `all-last` the largest reads as all, and `help` explains it."""
    largest = max(options)
    titles = {
        number: _("all {number}").format(number=format_count(number))
        if number == largest and format_number == "all-last"
        else format_count(number)
        for number in options
    }
    open_choice(key, titles, default)
    number = st.select_slider(label, list(options), format_func=titles.__getitem__, help=help, key=key)
    keep_choice(key, number, default)
    return number
