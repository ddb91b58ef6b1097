"""One image closely: its views, its reconstructions, its neighbours, its likeness to another, its latent."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.pool import describe, get_images, get_labels, name_images
from aavae.evaluation.absence import explain_no_images
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject
from aavae.figures.maps.latent_bars import LatentBars, plot_latent_bars, tabulate_latent_bars
from aavae.formatting import format_count, format_list
from aavae.language import _, ngettext, pgettext
from aavae.ui.figure.figure import render_figure
from aavae.ui.maps.picture_buttons import render_picture_buttons
from aavae.ui.maps.selection import get_opened, get_opened_before, get_selected, open_image
from aavae.ui.maps.side_by_side import make_places
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load
from aavae.ui.pictures.pictures import PictureRow, render_rows

_SHOWN_VIEWS = 8
_NEIGHBOURS = 8
_COLUMNS = 4


def render_inspector(
    subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings, ids: np.ndarray
) -> None:
    """Everything about the open image.

    Args:
        subjects: the models of the maps.
        dataset: whose images they are.
        settings: of the maps; the representation is what neighbours and likeness are measured in.
        ids: of the images on the maps: previous and next go through them.
    """
    opened = get_opened()
    if opened is None:
        st.info(
            _("Click a point, or move to one with the arrow keys and press Enter."),
            icon=":material/image_search:",
        )
        return
    _render_steps(opened, ids)
    left, right = st.columns([1, 3])
    with left:
        image = get_images(dataset, np.array([opened]))
        render_rows([PictureRow("", image, [describe(dataset, opened)])], tile=260)
        # Each is measured by the training images, of which vectors may have none.
        able = [subject for subject in subjects if explain_no_images(subject, ("train",)) is None]
        _render_likeness(opened, able, dataset, settings)
    with right:
        _render_pictures(opened, subjects, dataset)
    reasons = [reason for subject in subjects if (reason := explain_no_images(subject, ("train",)))]
    if reasons:
        st.caption(_("No neighbours and no bars: {reasons}").format(reasons=escape(" ".join(reasons))))
    if able:
        _render_neighbours(opened, able, dataset, settings)
        _render_latents(opened, able, dataset, settings)


def _render_steps(opened: int, ids: np.ndarray) -> None:
    """Previous and next: through the selection where the image is in it, else through the whole map."""
    selected = get_selected()
    among = np.sort(selected if opened in selected and len(selected) > 1 else ids)
    place = int(np.searchsorted(among, opened))
    following = among[(place + 1) % len(among)] if opened in among else among[place % len(among)]
    with st.container(horizontal=True):
        st.button(
            pgettext("image", "Previous"),
            icon=":material/arrow_back:",
            shortcut="P",
            on_click=open_image,
            args=(int(among[place - 1]),),
            key="map_previous",
            help=_("The image before: of the selection, if this one is in it, else of the map. Key: P."),
        )
        st.button(
            pgettext("image", "Next"),
            icon=":material/arrow_forward:",
            shortcut="N",
            on_click=open_image,
            args=(int(following),),
            key="map_next",
            help=_("The image after: of the selection, if this one is in it, else of the map. Key: N."),
        )
        st.button(
            _("Close"),
            icon=":material/close:",
            on_click=open_image,
            args=(None,),
            key="map_close",
            type="tertiary",
            help=_("No image is open then, and the cloud of views goes."),
        )


def _render_likeness(
    opened: int, subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings
) -> None:
    other = get_opened_before()
    if other is None:
        st.caption(_("Open another image to see how alike the models find the two."))
        return
    load("models")
    from aavae.evaluation.maps.likeness import evaluate_cosines

    st.caption(
        _("Cosine in {representation} to the image before, {image}:").format(
            representation=settings.representation, image=describe(dataset, other)
        )
    )
    for subject in subjects:
        (cosine,) = evaluate_cosines(
            subject, dataset, representation=settings.representation, ids=np.array([other]), other=opened
        )
        st.markdown(f"{subject.title}: **{cosine:+.2f}**")
    st.button(
        _("Back to it"),
        icon=":material/undo:",
        on_click=open_image,
        args=(other,),
        key="map_back",
        type="tertiary",
        help=_("Opens the image that was open before."),
    )


def _render_pictures(opened: int, subjects: Sequence[Subject], dataset: Dataset) -> None:
    load("models")
    from aavae.evaluation.maps.view_cloud import draw_cloud_views
    from aavae.evaluation.reconstruct import reconstruct

    image = get_images(dataset, np.array([opened]))
    drawn = draw_cloud_views(dataset, opened)[:_SHOWN_VIEWS]
    views = np.concatenate([image.astype(np.float32) / 255, drawn])
    numbers = range(1, _SHOWN_VIEWS + 1)
    captions = [_("as it is"), *(_("view {number}").format(number=number) for number in numbers)]
    rows = [PictureRow(_("What the encoders see"), views, captions)]
    rows += [
        PictureRow(_("What {title} decodes from it").format(title=subject.title), reconstruct(subject, views))
        for subject in subjects
        if subject.has_decoder
    ]
    render_rows(rows, max_width=900)
    without = [subject.title for subject in subjects if not subject.has_decoder]
    if without:
        st.caption(
            ngettext("{names} has no decoder.", "{names} have no decoder.", len(without)).format(
                names=format_list(without)
            )
        )


def _render_neighbours(
    opened: int, subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings
) -> None:
    load("results")
    from aavae.evaluation.maps.neighbours import evaluate_training_neighbours

    st.markdown(
        _(
            "**The nearest of all {num_train} training images**, exact, by cosine in "
            "{representation}. Press one to open it."
        ).format(num_train=format_count(len(dataset.train)), representation=settings.representation)
    )
    label = get_labels(dataset, np.array([opened]))[0]
    for side, (place, subject) in enumerate(zip(make_places(len(subjects)), subjects, strict=True)):
        with place:
            found = evaluate_training_neighbours(
                subject, dataset, representation=settings.representation, id=opened, k=_NEIGHBOURS
            )
            labels = get_labels(dataset, found.ids)
            if label < 0:
                st.caption(
                    _("{title}: the image has no label, so they are of no class in common.").format(
                        title=subject.title
                    )
                )
            else:
                same = int((labels == label).sum())
                name = dataset.test.class_names[label]
                st.caption(
                    _("{title}: {same} of {count} are of the class {name}").format(
                        title=subject.title, same=same, count=len(labels), name=name
                    )
                )
            names = name_images(dataset, found.ids)
            captions = [
                f"{name} {cosine:.2f}" for name, cosine in zip(names, found.similarities, strict=True)
            ]
            render_picture_buttons(dataset, found.ids, captions, f"map_neighbours_{side}", _COLUMNS)


def _render_latents(
    opened: int, subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings
) -> None:
    load("models")
    from aavae.evaluation.maps.likeness import load_standardised

    chosen = [number for number in (opened, get_opened_before()) if number is not None]
    vectors = {
        subject.title: load_standardised(subject, dataset, settings.representation, np.array(chosen))
        for subject in subjects
    }
    models = [LatentBars(subject.title, subject.method, *vectors[subject.title]) for subject in subjects]
    render_figure(
        plot_latent_bars(
            models, title=_("Its {representation}").format(representation=settings.representation)
        ),
        partial(tabulate_latent_bars, models),
        "map_latents",
        _("{representation} as bars").format(representation=settings.representation),
        f"latents-of-image-{opened}",
    )
    st.caption(
        _(
            "Each number in standard deviations from its mean over the training images; the grey line is the "
            "image that was open before."
        )
    )
