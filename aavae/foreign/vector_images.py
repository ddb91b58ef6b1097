"""The images that vectors are of, and which of them each row of a file is of."""

from typing import Literal, NamedTuple

import numpy as np

from aavae.data.file_names import FileNames
from aavae.data.image_set import Dataset, ImageSet
from aavae.language import N_, _

SplitName = Literal["train", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "test")
_IMAGES = {"train": N_("training images"), "test": N_("test images")}
_IMAGE = {"train": N_("training image"), "test": N_("test image")}


def name_images(split: str) -> str:
    """What people call the images of a split: "test images"."""
    return _(_IMAGES[split])


def name_image(split: str | None) -> str:
    """What people call an image of a split, or of any: "test image"."""
    return _("image") if split is None else _(_IMAGE[split])


class Images(NamedTuple):
    """The images that vectors can be of.

    Attributes:
        dataset: the set.
        names: what their files were called; None if nobody knows.
    """

    dataset: Dataset
    names: FileNames | None

    @property
    def title(self) -> str:
        """The set's name, in quotes."""
        return f"'{self.dataset.name}'"

    def get(self, split: str) -> ImageSet:
        """The images of a split."""
        return self.dataset.train if split == "train" else self.dataset.test

    def count(self, split: str) -> int:
        """How many images a split has."""
        return len(self.get(split))

    def describe(self, split: str, row: int) -> str:
        """An image in words: "test image 5 (test/cat/5.png)"."""
        words = f"{name_image(split)} {row}"
        if self.names is None:
            return words
        names = self.names.train if split == "train" else self.names.test
        return f"{words} ({names[row][:200]})"


class Places(NamedTuple):
    """The images of N rows.

    Attributes:
        in_train: whether it is a training image: bool (N,).
        rows: its number in its split: int64 (N,).
    """

    in_train: np.ndarray
    rows: np.ndarray

    def take(self, split: str) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the file that are of a split, and the images that they are of."""
        chosen = np.flatnonzero(self.in_train == (split == "train"))
        return chosen, self.rows[chosen]
