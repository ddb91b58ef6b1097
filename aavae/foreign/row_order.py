"""Whether vectors are in the order of the images, seen by the labels that came with them."""

import numpy as np

from aavae.data.image_set import ImageSet
from aavae.formatting import format_count
from aavae.language import _


def explain_other_order(labels: np.ndarray, images: ImageSet) -> str | None:
    """Why rows cannot be in the order of images, in a few words; None if nothing speaks against it.

    Classes may be numbered otherwise, and the one may be finer than the other: then all rows of a class have
    one class there. In another order rows of one class are of several, both ways.

    Args:
        labels: what came with the rows: integers (N,), below 0 where there is none.
        images: N images.
    """
    known = np.flatnonzero((labels >= 0) & (images.labels >= 0))
    theirs, ours = labels[known].astype(np.int64), images.labels[known]
    split = _find_split_class(theirs, ours)
    if split is None or _find_split_class(ours, theirs) is None:
        return None
    first, second = (int(known[place]) for place in split)
    names = images.class_names
    return _(
        "rows {first} and {second} (from 0) are of one class there, and images {first} and "
        "{second} are '{first_class}' and '{second_class}'"
    ).format(
        first=format_count(first),
        second=format_count(second),
        first_class=names[images.labels[first]],
        second_class=names[images.labels[second]],
    )


def _find_split_class(one: np.ndarray, other: np.ndarray) -> tuple[int, int] | None:
    """Two rows of one class whose other classes differ."""
    order = np.lexsort((other, one))
    differs = np.flatnonzero((np.diff(one[order]) == 0) & (np.diff(other[order]) != 0))
    return None if not differs.size else (int(order[differs[0]]), int(order[differs[0] + 1]))
