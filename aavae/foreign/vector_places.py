"""Which image each row of a file of vectors is of: by the order of the rows, by numbers, or by file names."""

import numpy as np

from aavae.errors import UserError
from aavae.foreign.vector_images import SPLITS, Images, Places, name_image, name_images
from aavae.foreign.vector_names import find_by_name
from aavae.foreign.vector_rows import Keys, VectorRows
from aavae.formatting import format_count
from aavae.language import _


def find_places(vectors: VectorRows, images: Images, asked: str | None) -> Places:
    """The image of each row.

    Args:
        vectors: the rows.
        images: of which set.
        asked: the split that somebody says they are of.

    Raises:
        UserError: it is not clear, an image is none of the set's, or two rows are of the same one.
    """
    if asked is not None and vectors.splits is not None:
        raise UserError(
            _("{place} says of each row which split it is of: leave --split out.").format(place=vectors.place)
        )
    if vectors.keys is None:
        return _find_in_order(vectors, images, asked)
    if vectors.keys.kind == "name":
        places = find_by_name(vectors, vectors.keys, images, asked)
    elif vectors.keys.kind == "id":
        places = _find_by_id(vectors, vectors.keys, images, asked)
    else:
        places = _find_by_index(vectors, vectors.keys, images, asked)
    _check_distinct(vectors, places, images)
    return places


def _find_in_order(vectors: VectorRows, images: Images, asked: str | None) -> Places:
    if vectors.splits is None:
        split = _choose_split(vectors, images, asked)
        return Places(np.full(vectors.num_rows, split == "train"), np.arange(vectors.num_rows))
    in_train = vectors.splits == "train"
    for split, count in (("train", int(in_train.sum())), ("test", int((~in_train).sum()))):
        if count and count != images.count(split):
            raise _explain_count(vectors, images, split, count)
    return Places(in_train, np.where(in_train, np.cumsum(in_train) - 1, np.cumsum(~in_train) - 1))


def _choose_split(vectors: VectorRows, images: Images, asked: str | None) -> str:
    """The split of rows that do not say it one by one: what is asked, else by their name, else by length.

    Raises:
        UserError: it has another number of images, or it could be either split.
    """
    said, found = asked or vectors.split, vectors.num_rows
    if said:
        if found != images.count(said):
            raise _explain_count(vectors, images, said, found)
        return said
    fitting = [split for split in SPLITS if images.count(split) == found]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        sentence = _(
            "{place} has {count} vectors, and {images} has as many training images as test images: say which "
            "they are of with --split."
        )
    elif found == sum(map(images.count, SPLITS)):
        sentence = _(
            "{place} has {count} vectors, as many as {images} has images in all, and it is not said which "
            "are those of the test images: save two arrays, 'train' and 'test'."
        )
    else:
        sentence = _(
            "{place} has {count} vectors, and {images} has {num_train} training and {num_test} test images: "
            "there must be one of each image of a split."
        )
    raise UserError(
        sentence.format(
            place=vectors.place,
            count=format_count(found),
            images=images.title,
            num_train=format_count(images.count("train")),
            num_test=format_count(images.count("test")),
        )
    )


def _explain_count(vectors: VectorRows, images: Images, split: str, found: int) -> UserError:
    return UserError(
        _(
            "{place} has {count} vectors of {split}, and {images} has {expected}: there must be one of each."
        ).format(
            place=vectors.place,
            count=format_count(found),
            split=name_images(split),
            images=images.title,
            expected=format_count(images.count(split)),
        )
    )


def _find_by_index(vectors: VectorRows, keys: Keys, images: Images, asked: str | None) -> Places:
    """By the number of each image in its split."""
    assert isinstance(keys.values, np.ndarray)
    splits = vectors.splits
    if splits is None:
        splits = np.full(vectors.num_rows, _choose_split(vectors, images, asked))
    in_train = splits == "train"
    counts = np.where(in_train, images.count("train"), images.count("test"))
    wrong = np.flatnonzero((keys.values < 0) | (keys.values >= counts))
    if wrong.size:
        row = int(wrong[0])
        raise UserError(
            _(
                "{place} has {value} in '{column}' of row {row} (from 0), and the {split} of {images} are 0 "
                "to {last}."
            ).format(
                place=vectors.place,
                value=keys.values[row],
                column=keys.column,
                row=format_count(row),
                split=name_images(str(splits[row])),
                images=images.title,
                last=counts[row] - 1,
            )
        )
    return Places(in_train, keys.values)


def _find_by_id(vectors: VectorRows, keys: Keys, images: Images, asked: str | None) -> Places:
    """By the number of each image among all: see `aavae.data.pool`."""
    assert isinstance(keys.values, np.ndarray)
    num_test, total = images.count("test"), sum(map(images.count, SPLITS))
    in_train = keys.values >= num_test
    wrong = (keys.values < 0) | (keys.values >= total)
    said = vectors.splits if asked is None else np.full(vectors.num_rows, asked)
    if said is not None:
        wrong |= (said == "train") != in_train
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise UserError(
            _(
                "{place} has {value} in '{column}' of row {row} (from 0), which is no {image} of {images}: "
                "ids are 0 to {last}, those of the {num_test} test images first."
            ).format(
                place=vectors.place,
                value=keys.values[row],
                column=keys.column,
                row=format_count(row),
                image=name_image(None if said is None else str(said[row])),
                images=images.title,
                last=total - 1,
                num_test=format_count(num_test),
            )
        )
    return Places(in_train, np.where(in_train, keys.values - num_test, keys.values))


def _check_distinct(vectors: VectorRows, places: Places, images: Images) -> None:
    for split in SPLITS:
        rows, found = places.take(split)
        order = np.argsort(found, kind="stable")
        twice = np.flatnonzero(np.diff(found[order]) == 0)
        if twice.size:
            first, second = rows[order[twice[0]]], rows[order[twice[0] + 1]]
            raise UserError(
                _(
                    "Rows {first} and {second} (from 0) of {place} are both of {image}: leave one of them "
                    "out."
                ).format(
                    first=format_count(int(first)),
                    second=format_count(int(second)),
                    place=vectors.place,
                    image=images.describe(split, int(found[order[twice[0]]])),
                )
            )
