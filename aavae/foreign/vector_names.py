"""Rows of vectors that say by a file's name which image they are of."""

from collections.abc import Mapping, Sequence

import numpy as np

from aavae.errors import UserError
from aavae.foreign.vector_images import SPLITS, Images, Places, name_image
from aavae.foreign.vector_rows import Keys, VectorRows
from aavae.formatting import format_count
from aavae.importing.files import FileEntry
from aavae.importing.picture_index import AMBIGUOUS, MISSING, PictureIndex
from aavae.language import _


def find_by_name(vectors: VectorRows, keys: Keys, images: Images, asked: str | None) -> Places:
    """The image of each row, by the name of its file.

    A whole name, as the set keeps it, goes first; then as many of its last parts as there are, so that the
    folders of another machine do no harm; then the file's name alone, where only one image has it.

    Args:
        vectors: the rows.
        keys: their names.
        images: of which set.
        asked: the split that somebody says they are of.

    Raises:
        UserError: the set keeps no names, or one of the rows' is that of no image, or of several.
    """
    names = images.names
    if names is None:
        raise UserError(
            _(
                "{title} keeps no file names, by which '{column}' of {place} could be looked up: import "
                "the image set again from its files, or give a column 'index', the number of each image "
                "in its split."
            ).format(title=images.title, column=keys.column, place=vectors.place)
        )
    texts = [str(value) for value in keys.values]
    said = vectors.splits if asked is None else np.full(vectors.num_rows, asked)
    if said is None:
        ids = _look_up(texts, [*names.test, *names.train])
        _check_found(vectors, keys, images, np.arange(len(ids)), ids, None)
        in_train = ids >= len(names.test)
        return Places(in_train, np.where(in_train, ids - len(names.test), ids))
    # Among the images of one split: names that are in both are clear then.
    places = Places(said == "train", np.zeros(vectors.num_rows, np.int64))
    for split in SPLITS:
        rows, __ = places.take(split)
        if rows.size:
            found = _look_up([texts[row] for row in rows.tolist()], getattr(names, split))
            _check_found(vectors, keys, images, rows, found, split)
            places.rows[rows] = found
    return places


def _look_up(asked: Sequence[str], names: Sequence[str]) -> np.ndarray:
    """The place of each name among those of images, int64; or `MISSING`, or `AMBIGUOUS`."""
    whole = {name: place for place, name in enumerate(names)}
    depths = sorted({name.count("/") + 1 for name in names}, reverse=True)
    found = np.array([_find_whole(name, whole, depths) for name in asked], np.int64)
    left = np.flatnonzero(found < 0).tolist()
    if left:
        index = PictureIndex([FileEntry(tuple(name.split("/")), 0, 0, None) for name in names])
        found[left] = [index.find(asked[row]) for row in left]
    return found


def _find_whole(asked: str, whole: Mapping[str, int], depths: Sequence[int]) -> int:
    """The image of which a name, or its last parts, is the whole name; else `MISSING`."""
    if (place := whole.get(asked)) is not None:
        return place
    parts = asked.replace("\\", "/").split("/")
    return next(
        (whole[name] for depth in depths if (name := "/".join(parts[-depth:])) in whole),
        MISSING,
    )


def _check_found(
    vectors: VectorRows, keys: Keys, images: Images, rows: np.ndarray, found: np.ndarray, split: str | None
) -> None:
    sentences = {
        MISSING: (
            _("{place}: {name!r} in row {row} (from 0) is the name of no {image} of {images}."),
            _(
                "{place}: {name!r} in row {row} (from 0) (and {more} more) is the name of no {image} of "
                "{images}."
            ),
        ),
        AMBIGUOUS: (
            _(
                "{place}: {name!r} in row {row} (from 0) could be several images of {images}: write the "
                "names with their folders."
            ),
            _(
                "{place}: {name!r} in row {row} (from 0) (and {more} more) could be several images of "
                "{images}: write the names with their folders."
            ),
        ),
    }
    for fault, (one, several) in sentences.items():
        wrong = rows[found == fault]
        if wrong.size:
            row = int(wrong[0])
            raise UserError(
                (several if len(wrong) > 1 else one).format(
                    place=vectors.place,
                    name=str(keys.values[row])[:200],
                    row=format_count(row),
                    more=format_count(len(wrong) - 1),
                    image=name_image(split),
                    images=images.title,
                )
            )
