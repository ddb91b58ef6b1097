"""Which pictures train and which test: by the names that sets give their splits, or drawn."""

import re
from collections.abc import Sequence
from pathlib import PurePath

import numpy as np

from aavae.importing.source import NO_SPLIT, TEST, TRAIN, UNLABELLED, VALIDATION
from aavae.language import N_

_NAMES = {
    "train": TRAIN,
    "training": TRAIN,
    "test": TEST,
    "testing": TEST,
    "val": VALIDATION,
    "valid": VALIDATION,
    "validation": VALIDATION,
    "dev": VALIDATION,
    "unlabeled": UNLABELLED,
    "unlabelled": UNLABELLED,
}


def recognise_split(name: str) -> str:
    """The split that a folder's or a file's name stands for, in any case; `NO_SPLIT` for any other name."""
    return _NAMES.get(name.lower(), NO_SPLIT)


def find_split_word(name: str) -> str:
    """The split that one of a name's words stands for, as in "seg_train", "test-2017" or "Training set".

    Returns:
        `NO_SPLIT` for a name without such a word, or with words for two splits.
    """
    found = {recognise_split(word) for word in re.split("[^a-z]+", name.lower())} - {NO_SPLIT}
    return found.pop() if len(found) == 1 else NO_SPLIT


def drop_lone_split(splits: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Takes test or validation pictures, if there are no training pictures, for a set without a split.

    Args:
        splits: of each picture one of `SPLITS`, (N,) texts.

    Returns:
        The splits of all, and a sentence about it where it was done. Unlabelled pictures train; where there
        are no others, they are a set without a split, too.
    """
    found = set(splits.tolist()) - {UNLABELLED}
    if not found:
        return np.full(len(splits), NO_SPLIT), ()
    if len(found) > 1 or not found <= {TEST, VALIDATION}:
        return splits, ()
    (split,) = found
    note = (
        N_("There are test pictures and none to train on: they are taken for a set without a split.")
        if split == TEST
        else N_("There are val pictures and none to train on: they are taken for a set without a split.")
    )
    return np.where(splits == split, NO_SPLIT, splits), (note,)


def find_split(path: Sequence[str]) -> str:
    """The split that a file's path stands for: by a word of its own name, else by the folder nearest to it.

    So have shards it in their names: train-00000-of-00002.parquet, cifar10-test.npz, train/0.tar.

    Args:
        path: names of folders, the outermost first, and the file's.

    Returns:
        One of the splits; `NO_SPLIT` if the path stands for none.
    """
    for name in (PurePath(path[-1]).stem, *reversed(path[:-1])):
        if (split := find_split_word(name)) != NO_SPLIT:
            return split
    return NO_SPLIT


def draw_test_rows(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Draws test pictures: of each class, and of those without a label, the same share.

    Args:
        labels: int64 (N,), -1 without a label.
        share: of each class, in (0, 1); rounded, but where there are two, at least one of them is drawn and
            at least one stays.
        seed: decides which.

    Returns:
        bool (N,), true for a test picture.
    """
    generator = np.random.default_rng(seed)
    chosen = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        count = min(max(1, round(share * len(rows))), len(rows) - 1)
        chosen[generator.permutation(rows)[:count]] = True
    return chosen
