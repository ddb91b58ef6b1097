"""The component: what it is told, what it draws, and what the visitor chose in it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from streamlit.components.v2 import component

from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import _
from aavae.ui.linked_maps.packing import Extent, find_extent, pack_mask, quantise, unpack_mask
from aavae.ui.linked_maps.script import LOADER, read_script
from aavae.ui.linked_maps.sprites import Pictures
from aavae.ui.linked_maps.texts import write_texts
from aavae.ui.server.static_files import publish

MAX_STEPS = 32
"""Colours of a scale: more could not be told apart, and would take longer to send."""
_MAX_CATEGORIES = 256
MAX_MAPS = 4
"""More would be too small to point at."""

_STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
_show = component("linked_maps", html='<div class="linked-maps"></div>', css=_STYLE, js=LOADER)


class PlacedMap(NamedTuple):
    """Where a model puts the images.

    Attributes:
        title: which model.
        coordinates: float (N, 2), finite; only relative distances matter, and y grows upwards.
        method: how it was laid out, beside the title.
    """

    title: str
    coordinates: np.ndarray
    method: str = ""


class Colouring(NamedTuple):
    """What the colours of a map's points say: a category of each image, or its place on a scale.

    Attributes:
        title: what is shown.
        values: uint8 (N,), an index into `colours`.
        colours: "#RRGGBB", one for each category, or for each of at most 32 steps from low to high.
        names: of the categories; empty: a scale.
        low: what the scale's low end means, in words.
        high: what its high end means.
    """

    title: str
    values: np.ndarray
    colours: tuple[str, ...]
    names: tuple[str, ...] = ()
    low: str = ""
    high: str = ""


class Captions(NamedTuple):
    """What is said of each image: "cat, test image 412".

    Attributes:
        labels: int (N,), an index into `class_names`.
        class_names: names of all classes.
        ids: int (N,), the image's row in its own part of the image set.
        num_test: the first so many points are test images, the others training images.
        unlabelled: the label of images without a class, if there are any: no two of them are of one class.
    """

    labels: np.ndarray
    class_names: tuple[str, ...]
    ids: np.ndarray
    num_test: int
    unlabelled: int = -1


class Cloud(NamedTuple):
    """More points on a map: where the model puts views of the opened image.

    Attributes:
        coordinates: float (V, 2), in the map's own coordinates.
        label: what they are.
    """

    coordinates: np.ndarray
    label: str


class LinkedMaps(NamedTuple):
    """One to four maps of the same N images, and what is drawn on them.

    Attributes:
        maps: at least one, at most `MAX_MAPS`.
        colourings: one for all maps, or one for each.
        captions: of the images.
        pictures: from `make_pictures`, image i for point i; None: no thumbnails.
        selected: bool (N,); the others turn grey, unless none is selected.
        opened: position of the image with a lasting ring.
        neighbours: for each map int (N, K), the positions of each image's nearest neighbours there, nearest
            first; None: the card shows none.
        clouds: for each map views of the opened image, or None.
        colours: by what the points can be coloured, titles by name: windows have a control of their own.
        colour: the one by which they are.
    """

    maps: Sequence[PlacedMap]
    colourings: Sequence[Colouring]
    captions: Captions
    pictures: Pictures | None
    selected: np.ndarray
    opened: int | None
    neighbours: Sequence[np.ndarray] | None = None
    clouds: Sequence[Cloud | None] = ()
    colours: Mapping[str, str] = MappingProxyType({})
    colour: str = ""


class Choice(NamedTuple):
    """What the visitor chose.

    Attributes:
        selected: bool (N,).
        opened: position of the one image that is looked at closely, or None.
    """

    selected: np.ndarray
    opened: int | None


def take_choice(key: str, count: int) -> Choice | None:
    """What the visitor has chosen since the last call; None: nothing new.

    Call it before `render_linked_maps`, which then draws what the caller made of it.

    Args:
        key: the component's.
        count: N, of the images now shown; a choice among another number of images is dropped.
    """
    state = st.session_state.get(key)
    event = state.get("choice") if isinstance(state, Mapping) else None
    # What a browser sends may be anything.
    if not isinstance(event, Mapping) or not isinstance(serial := event.get("serial"), int):
        return None
    if serial <= _get_taken(key):
        return None
    st.session_state[_name_taken(key)] = serial
    selected, opened = unpack_mask(event.get("selected"), count), event.get("opened")
    if event.get("count") != count or selected is None or not isinstance(opened, int):
        return None
    return Choice(selected, opened if 0 <= opened < count else None)


def _name_taken(key: str) -> str:
    return f"{key}_taken"


def _get_taken(key: str) -> int:
    return st.session_state.get(_name_taken(key), 0)


def render_linked_maps(
    linked: LinkedMaps,
    *,
    key: str,
    height: int = 560,
    on_change: Callable[[], None] | None = None,
    on_recolour: Callable[[str], None] | None = None,
) -> None:
    """Draw one to four maps of the same N images.

    What the visitor does comes back through `take_choice`. Zoom, tool and muted categories stay in the
    browser while the key stays; so do the windows that single maps were opened in, which need no server.

    Args:
        linked: the maps.
        key: one for each place and each list of images: a choice is a choice of positions.
        height: of a map, in pixels; a narrow screen shrinks it.
        on_change: called before the script runs again because of a choice.
        on_recolour: called with the name of a colour before the script runs again because a window chose it.

    Raises:
        UserError: lengths that do not fit, coordinates that are not finite, or colours that are too few.
    """
    data = describe(linked)
    data |= {
        "code": publish(read_script(), "js"),
        "style": publish(_STYLE.encode(), "css"),
        "height": height,
        "serial": _get_taken(key),
    }

    def recolour() -> None:
        name = st.session_state[key].colour
        # What a browser sends may be anything.
        if on_recolour is not None and isinstance(name, str) and name in linked.colours:
            on_recolour(name)

    _show(data=data, key=key, on_choice_change=on_change or _ignore, on_colour_change=recolour)


def _ignore() -> None:
    """Streamlit returns only what has a callback."""


def describe(linked: LinkedMaps) -> dict[str, Any]:
    """What the browser is told: addresses of arrays that it keeps, and what changes as it is."""
    _check(linked)
    captions, pictures, opened = linked.captions, linked.pictures, linked.opened
    count = len(captions.labels)
    extents = [find_extent(placed.coordinates) for placed in linked.maps]
    index_type = "<u2" if count <= 1 << 16 else "<u4"
    return {
        "count": count,
        "maps": [
            {
                "title": placed.title,
                "method": placed.method,
                "positions": publish(quantise(placed.coordinates, extent).astype("<u2").tobytes(), "bin"),
            }
            for placed, extent in zip(linked.maps, extents, strict=True)
        ],
        "colourings": [
            colouring._asdict() | {"values": publish(colouring.values.astype("u1").tobytes(), "bin")}
            for colouring in linked.colourings
        ],
        "captions": {
            "labels": publish(captions.labels.astype("<u2").tobytes(), "bin"),
            "class_names": captions.class_names,
            "unlabelled": captions.unlabelled,
            "ids": publish(captions.ids.astype("<u4").tobytes(), "bin"),
            "num_test": captions.num_test,
        },
        "pictures": pictures._asdict() if pictures else None,
        "neighbours": [publish(rows.astype(index_type).tobytes(), "bin") for rows in linked.neighbours or ()],
        "colours": {"titles": list(linked.colours.items()), "chosen": linked.colour},
        "selected": pack_mask(linked.selected),
        "opened": -1 if opened is None else opened,
        "texts": write_texts(),
        "clouds": [
            _describe_cloud(cloud, extent)
            for cloud, extent in zip(linked.clouds, extents, strict=bool(linked.clouds))
        ],
    }


def _describe_cloud(cloud: Cloud | None, extent: Extent) -> dict[str, Any] | None:
    if cloud is None:
        return None
    return {"points": extent.apply(cloud.coordinates).round(5).tolist(), "label": cloud.label}


def _check(linked: LinkedMaps) -> None:
    maps, colourings = linked.maps, linked.colourings
    count = len(linked.captions.labels)
    if not 1 <= len(maps) <= MAX_MAPS:
        raise UserError(
            _("{num_maps} maps cannot be linked: choose one to {max_maps}.").format(
                num_maps=len(maps), max_maps=MAX_MAPS
            )
        )
    if len(colourings) not in (1, len(maps)):
        raise UserError(
            _("{num_colourings} colourings do not fit {num_maps} maps: give one, or one for each.").format(
                num_colourings=len(colourings), num_maps=len(maps)
            )
        )
    if linked.neighbours and len(linked.neighbours) != len(maps):
        raise UserError(
            _("The neighbours are of {num_given} maps, not {num_maps}: give them for each map.").format(
                num_given=len(linked.neighbours), num_maps=len(maps)
            )
        )
    if linked.clouds and len(linked.clouds) != len(maps):
        raise UserError(
            _("The clouds are of {num_given} maps, not {num_maps}: give them for each map.").format(
                num_given=len(linked.clouds), num_maps=len(maps)
            )
        )
    for placed in maps:
        if placed.coordinates.shape != (count, 2) or not np.isfinite(placed.coordinates).all():
            raise UserError(
                _("The map '{title}' has no place for each of the {count} images: compute it again.").format(
                    title=placed.title, count=format_count(count)
                )
            )
    for colouring in colourings:
        _check_colouring(colouring, count)
    if not (len(linked.captions.ids) == len(linked.selected) == count) or any(
        len(rows) != count for rows in linked.neighbours or ()
    ):
        raise UserError(
            _("Not everything is given for each of the {count} images: give arrays of equal length.").format(
                count=format_count(count)
            )
        )


def _check_colouring(colouring: Colouring, count: int) -> None:
    if len(colouring.values) != count:
        raise UserError(
            _(
                "The colouring '{title}' is of {num_values} images, not {count}: compute it for the "
                "images on the map."
            ).format(
                title=colouring.title,
                num_values=format_count(len(colouring.values)),
                count=format_count(count),
            )
        )
    if count and not 0 <= colouring.values.min() <= colouring.values.max() < len(colouring.colours):
        raise UserError(
            _(
                "The colouring '{title}' has {num_colours} colours, but other values: give one for each."
            ).format(title=colouring.title, num_colours=len(colouring.colours))
        )
    if colouring.names and len(colouring.names) != len(colouring.colours):
        raise UserError(
            _(
                "The colouring '{title}' has {num_names} names for {num_colours} colours: give one for each."
            ).format(
                title=colouring.title, num_names=len(colouring.names), num_colours=len(colouring.colours)
            )
        )
    if len(colouring.colours) > _MAX_CATEGORIES:
        raise UserError(
            _(
                "The colouring '{title}' has {num_colours} categories: colour by something with at most "
                "{max_categories}."
            ).format(
                title=colouring.title, num_colours=len(colouring.colours), max_categories=_MAX_CATEGORIES
            )
        )
    if not colouring.names and len(colouring.colours) > MAX_STEPS:
        raise UserError(
            _("The scale '{title}' has {num_colours} steps: give at most {max_steps}.").format(
                title=colouring.title, num_colours=len(colouring.colours), max_steps=MAX_STEPS
            )
        )
