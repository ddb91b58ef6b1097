"""One to four maps of the same images, linked in everything: hover, selection, colours, movement."""

from aavae.ui.linked_maps.linked_maps import (
    Captions,
    Choice,
    Cloud,
    Colouring,
    LinkedMaps,
    PlacedMap,
    render_linked_maps,
    take_choice,
)
from aavae.ui.linked_maps.sprites import Pictures, find_pictures, make_pictures

__all__ = [
    "Captions",
    "Choice",
    "Cloud",
    "Colouring",
    "LinkedMaps",
    "Pictures",
    "PlacedMap",
    "find_pictures",
    "make_pictures",
    "render_linked_maps",
    "take_choice",
]
