"""From files of vectors of any software to vectors of the images of a set."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.data.file_names import FileNames, read_file_names
from aavae.data.image_set import Dataset
from aavae.data.store import describe_datasets, load_dataset
from aavae.errors import UserError
from aavae.foreign.external import BroughtFile, External, VectorsConfig, create_external
from aavae.foreign.plain_file import compute_sha256
from aavae.foreign.row_order import explain_other_order
from aavae.foreign.vector_file import find_vector_rows
from aavae.foreign.vector_images import SPLITS, Images, Places, SplitName, name_images
from aavae.foreign.vector_places import find_places
from aavae.foreign.vector_rows import VectorRows
from aavae.foreign.vectors import write_vectors
from aavae.formatting import format_count, format_list
from aavae.language import _
from aavae.runs.registry import check_name

_BLOCK_ROWS = 4_096


class ImportedVectors(NamedTuple):
    """New vectors, and what to know about them.

    Attributes:
        external: where they are.
        notes: whole sentences.
    """

    external: External
    notes: list[str]


class _Placed(NamedTuple):
    """Rows of a file, and the image of each."""

    vectors: VectorRows
    places: Places


def import_vectors(
    paths: Sequence[Path],
    data: str,
    name: str,
    split: SplitName | None = None,
) -> ImportedVectors:
    """Take vectors of the images of a set; there is either the whole of them or nothing.

    Args:
        paths: of .npz, .npy and parquet files, which stay as they are.
        data: the image set, by name.
        name: of the vectors.
        split: which images they are of, where the files do not say it.

    Raises:
        UserError: the name or the set cannot be, or the files do not hold one finite vector for each image of
            a split.
    """
    if not paths:
        raise UserError(_("Name at least one file of vectors: an .npz, an .npy or a parquet file."))
    check_name(name)
    dataset = load_dataset(data)
    images = Images(dataset, _read_names(dataset))
    placed = [
        _Placed(vectors, find_places(vectors, images, asked))
        for path in paths
        for vectors, asked in _find_rows(path, images, split)
    ]
    width = _check_width([each.vectors for each in placed])
    _check_labels(placed, images)
    splits = _check_complete(placed, images)
    arrays = _read(placed, images, splits, width)
    brought = BroughtFile(name=", ".join(path.name for path in paths)[:200], sha256=_compute_digest(paths))
    config = VectorsConfig(
        file=brought,
        data=dataset.name,
        data_digest=dataset.digest,
        width=width,
        splits=splits,
        values_sha256=_digest_values(arrays),
    )
    notes = _describe(placed, arrays, images)

    def fill(external: External) -> None:
        write_vectors(arrays, external)

    return ImportedVectors(create_external(name, config, fill), notes)


def _read_names(dataset: Dataset) -> FileNames | None:
    (info,) = (info for info in describe_datasets() if info.name == dataset.name)
    return read_file_names(Path(info.path), len(dataset.train), len(dataset.test))


def _find_rows(
    path: Path, images: Images, split: SplitName | None
) -> list[tuple[VectorRows, SplitName | None]]:
    """The vectors in a file, and what somebody says of their split."""
    most = images.count("train") + images.count("test")
    found = find_vector_rows(path, images.names is not None, most)
    if len(found) == 1:
        return [(found[0], split)]
    # Each says itself which it is: of both, somebody wants one.
    return [(vectors, None) for vectors in found if split in (None, vectors.split)]


def _check_width(found: Sequence[VectorRows]) -> int:
    """The width of all vectors.

    Raises:
        UserError: they have several.
    """
    first = found[0]
    for vectors in found:
        if vectors.width != first.width:
            raise UserError(
                _(
                    "{place} has vectors of {width} numbers, and {other_place} of {other_width}: all must be "
                    "of one width."
                ).format(
                    place=vectors.place,
                    width=format_count(vectors.width),
                    other_place=first.place,
                    other_width=format_count(first.width),
                )
            )
    return first.width


def _check_labels(placed: Sequence[_Placed], images: Images) -> None:
    """Check that rows which are taken in the order of the images are in it, where labels tell.

    Raises:
        UserError: they are in another one.
    """
    for vectors, places in placed:
        if vectors.keys is not None or vectors.labels is None:
            continue
        for split in SPLITS:
            rows, __ = places.take(split)
            if not rows.size:
                continue
            reason = explain_other_order(vectors.labels[rows], images.get(split))
            if reason is not None:
                raise UserError(
                    _(
                        "{place} is in another order than the {split} of {images}, as the labels beside it "
                        "say: {reason}. docs/models.md says what the order is, and how to join by file name."
                    ).format(
                        place=vectors.place, split=name_images(split), images=images.title, reason=reason
                    )
                )


def _check_complete(placed: Sequence[_Placed], images: Images) -> tuple[SplitName, ...]:
    """The splits that there are vectors of, one of each image.

    Raises:
        UserError: images are missing, or have two.
    """
    found: list[SplitName] = []
    for split in SPLITS:
        seen = np.zeros(images.count(split), bool)
        owner = ""
        for vectors, places in placed:
            __, rows = places.take(split)
            if (twice := rows[seen[rows]]).size:
                raise UserError(
                    _("{place} and {other_place} both have a vector of {image}: give each image one.").format(
                        place=owner, other_place=vectors.place, image=images.describe(split, int(twice[0]))
                    )
                )
            seen[rows] = True
            owner = vectors.place if rows.size else owner
        if not seen.any():
            continue
        if not seen.all():
            missing = np.flatnonzero(~seen)
            raise UserError(
                _(
                    "{place} has no vector of {num_missing} of the {count} {split} of {images}, the first "
                    "{image}: give one of each."
                ).format(
                    place=owner,
                    num_missing=format_count(len(missing)),
                    count=format_count(len(seen)),
                    split=name_images(split),
                    images=images.title,
                    image=images.describe(split, int(missing[0])),
                )
            )
        found.append(split)
    return tuple(found)


def _read(
    placed: Sequence[_Placed], images: Images, splits: Sequence[SplitName], width: int
) -> dict[str, np.ndarray]:
    """The vectors of each split in the order of its images, float32 (N, D).

    Raises:
        UserError: a number is not finite, or a file is damaged.
    """
    arrays = {split: np.empty((images.count(split), width), np.float32) for split in splits}
    for vectors, places in placed:
        start = 0
        for block in vectors.read():
            for first in range(0, len(block), _BLOCK_ROWS):
                part = block[first : first + _BLOCK_ROWS]
                _place(part, vectors, places, start, arrays)
                start += len(part)
    return arrays


def _place(
    part: np.ndarray, vectors: VectorRows, places: Places, start: int, arrays: dict[str, np.ndarray]
) -> None:
    with np.errstate(over="ignore"):  # a number too large for 32 bits becomes infinite, and is named
        values = part.astype(np.float32)
    finite = np.isfinite(values).all(axis=1)
    if not finite.all():
        row = int(np.flatnonzero(~finite)[0])
        sentence = (
            _("{place} has a number that is too large for 32 bits in row {row} (from 0): all must be finite.")
            if np.isfinite(part[row]).all()
            else _("{place} has a number that is not finite in row {row} (from 0): all must be finite.")
        )
        raise UserError(sentence.format(place=vectors.place, row=format_count(start + row)))
    here = slice(start, start + len(part))
    for split, array in arrays.items():
        chosen = places.in_train[here] == (split == "train")
        array[places.rows[here][chosen]] = values[chosen]


def _compute_digest(paths: Sequence[Path]) -> str:
    """Of one file its SHA-256, of several that of theirs."""
    digests = [compute_sha256(path) for path in paths]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _digest_values(arrays: dict[str, np.ndarray]) -> str:
    digest = hashlib.sha256()
    for split, array in arrays.items():
        digest.update(f"{split} {array.shape}".encode())
        digest.update(array.data)
    return digest.hexdigest()


def _describe(placed: Sequence[_Placed], arrays: dict[str, np.ndarray], images: Images) -> list[str]:
    counts = format_list(
        [f"{format_count(len(array))} {name_images(split)}" for split, array in arrays.items()]
    )
    keys = placed[0].vectors.keys
    sentence = (
        _("Vectors of {counts} of {images}, in the order of the rows.")
        if keys is None
        else _("Vectors of {counts} of {images}, by the column '{column}'.")
    )
    notes = [sentence.format(counts=counts, images=images.title, column="" if keys is None else keys.column)]
    first = next(iter(arrays.values()))[0]
    if all(_are_all(array, first) for array in arrays.values()):
        notes.append(_("All vectors are the same: no probe can tell the images apart."))
    missing = [name_images(split) for split in SPLITS if split not in arrays]
    if missing:
        notes.append(
            _("There are none of the {images}: linear probe and kNN, which need both, cannot be had.").format(
                images=missing[0]
            )
        )
    return notes


def _are_all(array: np.ndarray, vector: np.ndarray) -> bool:
    parts = (array[start : start + _BLOCK_ROWS] for start in range(0, len(array), _BLOCK_ROWS))
    return all((part == vector).all() for part in parts)
