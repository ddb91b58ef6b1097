"""What the colours of the map say: controls, and the values for each model."""

from typing import Literal, get_args

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.pool import NO_LABEL, get_classes
from aavae.errors import UserError
from aavae.evaluation.subject import Subject
from aavae.figures.theme import GREY, get_class_colour
from aavae.language import N_, _, pgettext
from aavae.ui.controls.links import keep_choice, open_choice
from aavae.ui.linked_maps import Colouring
from aavae.ui.linked_maps.linked_maps import MAX_STEPS
from aavae.ui.maps.class_names import show_class_names
from aavae.ui.maps.scale import SCALE, to_steps
from aavae.ui.maps.scene import Scene
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load

ColourName = Literal["class", "knn", "linear", "error", "cosine", "density"]
COLOURS: dict[ColourName, str] = {
    "class": N_("class"),
    "knn": N_("kNN probe right"),
    "linear": N_("linear probe right"),
    "error": N_("reconstruction error"),
    "cosine": N_("likeness to the open image"),
    "density": N_("density"),
}
_MEANINGS: dict[ColourName, str] = {
    "class": N_("the labels, which no model was told"),
    "knn": N_("whether the 20 nearest training images vote for the right class"),
    "linear": N_("whether a linear classifier on the frozen representation is right"),
    "error": N_("mean squared error between image and reconstruction"),
    "cosine": N_("cosine, in the representation, to the image that is open"),
    "density": N_("how alike an image and its 15 nearest neighbours are in the representation"),
}
_KEY = "colour"
_WRONG_COLOUR, _RIGHT_COLOUR = "#D55E00", "#0072B2"


def list_colours(dataset: Dataset) -> dict[ColourName, str]:
    """What the points of a set can be coloured by, and how it reads."""
    if dataset.has_labels:
        return {name: _(title) for name, title in COLOURS.items()}
    titles: dict[ColourName, str] = {
        name: _(title) for name, title in COLOURS.items() if name not in ("knn", "linear")
    }
    titles["class"] = _("nothing")
    return titles


def recolour(name: str) -> None:
    """Choose one of `list_colours` before the control is drawn."""
    st.session_state[_KEY] = name


def choose_colour(dataset: Dataset) -> ColourName:
    """What the points are coloured by; of images without labels neither by classes nor by probes."""
    titles = list_colours(dataset)
    open_choice(_KEY, titles, "class")
    name = st.selectbox(
        _("Colour by"),
        list(titles),
        format_func=titles.__getitem__,
        help="  \n".join(
            f"**{titles[name]}**: {_(_MEANINGS[name])}"
            for name in titles
            if dataset.has_labels or name != "class"
        ),
        key=_KEY,
    )
    if not dataset.has_labels and name == "class":
        st.caption(
            _(
                "These images have no labels, so no classes to colour by: choose the reconstruction error, "
                "the likeness to an image or the density instead."
            )
        )
    keep_choice(_KEY, name, "class")
    return next(known for known in get_args(ColourName) if known == name)


def make_colourings(scene: Scene, colour: ColourName, opened: int | None) -> list[Colouring]:
    """The colours of each model's points; where they cannot be had, those of the classes, and why.

    Args:
        scene: what the maps show.
        colour: what they say.
        opened: id of the open image.
    """
    if colour == "cosine" and opened is None:
        st.caption(_("Click an image: the others then show how alike they are to it. Until then: classes."))
        colour = "class"
    if colour == "class":
        return [_colour_classes(scene)]
    if colour in ("knn", "linear"):
        return [_colour_probe(scene, subject, colour) for subject in scene.subjects]
    values = [_measure(scene, subject, colour, opened) for subject in scene.subjects]
    for subject, found in zip(scene.subjects, values, strict=True):
        if found is None:
            st.caption(
                _("{title} has no decoder, so no reconstruction error: its map shows classes.").format(
                    title=subject.title
                )
            )
    return [_colour_classes(scene) if found is None else _colour_scale(colour, found) for found in values]


def _colour_classes(scene: Scene) -> Colouring:
    labels, names = get_classes(scene.dataset, scene.ids)
    colours = tuple(GREY if name == NO_LABEL else get_class_colour(label) for label, name in enumerate(names))
    return Colouring(
        title=pgettext("of an image", "Class"),
        values=labels.astype(np.uint8),
        colours=colours,
        names=show_class_names(names),
    )


def _colour_probe(scene: Scene, subject: Subject, colour: Literal["knn", "linear"]) -> Colouring:
    load("results")
    from aavae.evaluation.maps.point_scores import judge

    dataset, ids = scene.dataset, scene.ids
    try:
        representation = scene.settings.representation
        values = judge(subject, dataset, representation=representation, probe=colour, ids=ids)
    except UserError as error:
        st.caption(
            _("The map of {title} shows classes: {error}").format(
                title=escape(subject.title), error=escape(str(error))
            )
        )
        return _colour_classes(scene)
    rest = (
        _("training image") if dataset.test.num_labelled == len(dataset.test) else _("training, or no label")
    )
    names = (pgettext("of a guess", "wrong"), pgettext("of a guess", "right"), rest)
    colours = (_WRONG_COLOUR, _RIGHT_COLOUR, GREY)
    if (ids < dataset.test.num_labelled).all():
        names, colours = names[:2], colours[:2]
    return Colouring(title=_(COLOURS[colour]), values=values, colours=colours, names=names)


def _measure(scene: Scene, subject: Subject, colour: ColourName, opened: int | None) -> np.ndarray | None:
    """Float (N,); None where the model has no such value."""
    load("models")
    dataset, settings, ids = scene.dataset, scene.settings, scene.ids
    if colour == "error":
        from aavae.evaluation.maps.point_scores import evaluate_errors

        return evaluate_errors(subject, dataset, ids) if subject.has_decoder else None
    if colour == "density":
        from aavae.evaluation.maps.neighbours import evaluate_neighbours

        return evaluate_neighbours(subject, dataset, settings).similarities.mean(1)
    from aavae.evaluation.maps.likeness import evaluate_cosines

    assert opened is not None
    return evaluate_cosines(subject, dataset, representation=settings.representation, ids=ids, other=opened)


_ENDS: dict[str, tuple[str, str]] = {
    "error": (N_("small error"), N_("large error")),
    "cosine": (N_("unlike it"), N_("alike")),
    "density": (N_("alone"), N_("in a crowd")),
}


def _colour_scale(colour: ColourName, values: np.ndarray) -> Colouring:
    low, high = map(_, _ENDS[colour])
    return Colouring(
        title=_(COLOURS[colour]), values=to_steps(values, MAX_STEPS), colours=SCALE, low=low, high=high
    )
