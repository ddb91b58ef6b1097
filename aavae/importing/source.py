"""Pictures that were found in some form, before one of them is decoded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

TRAIN, TEST, VALIDATION, UNLABELLED, NO_SPLIT = "train", "test", "val", "unlabelled", ""
SPLITS = (TRAIN, TEST, VALIDATION, UNLABELLED, NO_SPLIT)
UNLABELLED_LABEL = -1


class Unreadable(NamedTuple):
    """Stands for a picture whose bytes cannot be read.

    Attributes:
        reason: why not, in words for `show_text`, without a full stop.
    """

    reason: str


class Checksum(NamedTuple):
    """The official checksum of a file.

    Attributes:
        place: the file, for people.
        path: where its bytes are.
        offset: at which byte of that file they begin.
        size: how many they are.
        md5: what it should be, in hexadecimal.
    """

    place: str
    path: Path
    offset: int
    size: int
    md5: str


class Skipped(NamedTuple):
    """Something that was found and is not imported.

    Attributes:
        place: where it is, for people.
        reason: why it is left out, in words for `show_text`, without a full stop; things with the same
            reason are counted together.
    """

    place: str
    reason: str


Content = bytes | np.ndarray | Unreadable
"""A picture: an encoded file, or its pixels (H, W) or (H, W, 3) of any real type; or why there is none."""


class Reader(Protocol):
    """Gives the pictures of a source.

    It can be pickled and copied: each process that decodes has its own, with nothing open that others share.
    """

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        """The pictures of some rows, ascending, in their order; reads no more than a few at a time."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """Pictures in a form that was recognised.

    Attributes:
        form: what it is, for people: "folders of classes"; this and the next are for `show_text`.
        recognised_by: how that was seen, in words: "12 folders with pictures in train/ and in test/".
        names: N texts; orders the pictures of a class, and is what the report calls them.
        splits: of each picture one of `SPLITS`, (N,) texts.
        labels: of each picture an index into `class_names`, or -1 where it has none; int64 (N,).
        class_names: in the order of the labels; empty if nothing is labelled.
        reader: gives the pictures.
        skipped: what is there and is left out.
        notes: what was decided on the way, each a sentence for people and for `show_text`.
        keeps_order: whether the pictures of a class stay in the order of the source, as known sets have one,
            instead of that of their names.
        known: name of the complete known set that this is (`known.KNOWN_SETS`), or "".
        size: (height, width) where all pictures are known to have one, without decoding any.
        folds: int64 (K, M), in each of K official folds the rows of its labelled training pictures; None
            without. They are rows of this source: `build`, which orders the pictures, maps them to those of
            the image set.
        checksums: of the official files, not yet computed: that takes seconds for gigabytes, so it is done
            once, in `build`, by `checksums.confirm_known`; until then `known` rests on names, sizes, counts.
    """

    form: str
    recognised_by: str
    names: Sequence[str]
    splits: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    reader: Reader
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    keeps_order: bool = False
    known: str = ""
    size: tuple[int, int] | None = None
    folds: np.ndarray | None = None
    checksums: tuple[Checksum, ...] = ()

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self.names)
