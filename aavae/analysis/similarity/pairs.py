"""Which images form the pairs of different images: of any class, of the same class, of another class."""

from typing import Literal, NamedTuple, get_args

import numpy as np

from aavae.errors import UserError
from aavae.language import _

PairKind = Literal["same", "different", "same_class", "other_class"]
"""Two views of one image; or of two images: as they come, of the same class, of two classes."""
PAIR_KINDS: tuple[PairKind, ...] = get_args(PairKind)
NONE = -1
"""In place of a partner: there is none."""


class Partners(NamedTuple):
    """For each of N images another one; the first view of an image meets the second of its partner.

    Attributes:
        different: int64 (N,), an image of whatever class: a permutation that leaves none in its place.
        same_class: int64 (N,), another image of its class; -1 where there is none, or it has no label.
        other_class: int64 (N,), an image of another class; -1 where there is none, or it has no label.
    """

    different: np.ndarray
    same_class: np.ndarray
    other_class: np.ndarray


def draw_partners(labels: np.ndarray, seed: int) -> Partners:
    """Draw a partner of each kind for each image, uniformly among those it may have.

    Args:
        labels: int (N,), -1 without a label; N at least 2.
        seed: decides the partners; `different` is `draw_derangement` of the same seed.

    Raises:
        UserError: fewer than two images.
    """
    same_class, other_class = draw_by_class(labels, np.random.default_rng(seed))
    return Partners(draw_derangement(len(labels), seed), same_class, other_class)


def draw_derangement(num_images: int, seed: int) -> np.ndarray:
    """A random permutation that leaves no image in its place: int64 (num_images,).

    It moves each image to the next one of a random circular order.

    Args:
        num_images: at least 2.
        seed: decides the order.

    Raises:
        UserError: fewer than two images.
    """
    if num_images < 2:
        raise UserError(
            _("Similarity needs at least 2 images to form different pairs, got {count}.").format(
                count=num_images
            )
        )
    order = np.random.default_rng(seed).permutation(num_images)
    derangement = np.empty_like(order)
    derangement[order] = np.roll(order, -1)
    return derangement


def draw_by_class(labels: np.ndarray, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Another image of the same class, and one of another class, for each image.

    Two arrays, int64 (N,), -1 where there is no such image, or the image has no label.
    """
    for_same, for_other = generator.random(len(labels)), generator.random(len(labels))
    (rows,) = np.nonzero(labels >= 0)
    order, places, starts, counts = _sort_by_class(labels[rows])
    total = len(rows)
    same, other = np.full(len(labels), NONE), np.full(len(labels), NONE)
    # A step of at least one and less than a whole turn around the class leads to every other image of it.
    steps = 1 + (for_same[rows] * (counts - 1)).astype(np.int64)
    same[rows] = np.where(counts > 1, rows[order[starts + (places - starts + steps) % counts]], NONE)
    # From the end of the class on, around to its beginning, are the images of all others.
    steps = (for_other[rows] * (total - counts)).astype(np.int64)
    other[rows] = np.where(counts < total, rows[order[(starts + counts + steps) % max(total, 1)]], NONE)
    return same, other


def _sort_by_class(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The images by class, and for each image its place there, its class's first place, and its size."""
    order = np.argsort(labels, kind="stable")
    places = np.empty_like(order)
    places[order] = np.arange(len(labels))
    counts = np.bincount(labels)
    starts = counts.cumsum() - counts
    return order, places, starts[labels], counts[labels]
