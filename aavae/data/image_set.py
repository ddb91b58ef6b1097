"""Images, with labels or without: the form that every other package works on."""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aavae.data.mapped import gather_rows
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import _
from aavae.plain_json import to_json

if TYPE_CHECKING:
    from typing_extensions import Buffer


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Images and their labels, in a stable order: those that have a label first.

    Attributes:
        images: uint8 of shape `(N, 3, H, W)`, RGB; those of an imported set are mapped from its file.
        labels: int64 of shape `(N,)`, indices into `class_names`; -1 for an image without a label.
        class_names: the name of each class; none where no image of the whole data set has a label.
    """

    images: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        """Checks the shapes and types that everything downstream relies on.

        Raises:
            ValueError: if images and labels are not what the class promises.
        """
        images, labels = self.images, self.labels
        if images.dtype != np.uint8 or images.ndim != 4 or images.shape[1] != 3:
            raise ValueError(
                _("images are {dtype} {shape}, not uint8 (N, 3, H, W)").format(
                    dtype=images.dtype, shape=images.shape
                )
            )
        if labels.dtype != np.int64 or labels.shape != images.shape[:1]:
            raise ValueError(
                _("labels are {dtype} {shape}, not int64 ({num_images},)").format(
                    dtype=labels.dtype, shape=labels.shape, num_images=len(images)
                )
            )
        if labels.size and not -1 <= labels.min() <= labels.max() < len(self.class_names):
            raise ValueError(
                _("labels outside the {num_classes} classes").format(
                    num_classes=format_count(len(self.class_names))
                )
            )
        if labels[: self.num_labelled].size and labels[: self.num_labelled].min() < 0:
            raise ValueError(_("images without a label before images with one"))

    def __len__(self) -> int:
        """The number of images."""
        return len(self.labels)

    @functools.cached_property
    def num_labelled(self) -> int:
        """The images that have a label."""
        return int((self.labels >= 0).sum())

    @property
    def labelled(self) -> "ImageSet":
        """The images that have a label: the set itself where all have one, else a view of its first part."""
        count = self.num_labelled
        if count == len(self):
            return self
        return ImageSet(self.images[:count], self.labels[:count], self.class_names)

    def describe(self, row: int) -> str:
        """What an image shows, in a word: its class, or its number where it has no label."""
        label = int(self.labels[row])
        return _("image {number}").format(number=row) if label < 0 else self.class_names[label]

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Of each image: (3, H, W)."""
        __, channels, height, width = self.images.shape
        return channels, height, width

    def take(self, rows: np.ndarray) -> np.ndarray:
        """The images of some rows, int64 `(M,)`, in their order: uint8 `(M, 3, H, W)`."""
        return gather_rows(self.images, rows)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named pair of training and test images with the same classes.

    Attributes:
        name: what `--data` takes, such as "bundled" or "cifar10".
        title: what people read, such as "complete CIFAR-10, 50,000 training images", for `show_text`.
        train: the training images.
        test: the test images.
        digest: `compute_digest` of both, as hexadecimal text; kept with the data, not recomputed.
        folds: official folds, each a choice of labelled training images to train a probe on: int64 (K, M),
            rows of the training images; None where there are none.
    """

    name: str
    title: str
    train: ImageSet
    test: ImageSet
    digest: str
    folds: np.ndarray | None = None

    @property
    def has_labels(self) -> bool:
        """Whether a probe can be trained and judged: training and test images have labels."""
        return self.train.num_labelled > 0 and self.test.num_labelled > 0


def explain_no_probe(dataset: Dataset) -> str | None:
    """Why no classifier can be trained and judged on a set, in a sentence; None: one can."""
    if dataset.has_labels:
        return None
    if dataset.train.num_labelled:
        return _(
            "The test images of '{name}' have no labels, so no classifier can be trained and judged: "
            "similarity, rank, reconstructions and maps need none."
        ).format(name=dataset.name)
    if dataset.test.num_labelled:
        return _(
            "The training images of '{name}' have no labels, so no classifier can be trained and judged: "
            "similarity, rank, reconstructions and maps need none."
        ).format(name=dataset.name)
    return _(
        "The images of '{name}' have no labels, so no classifier can be trained and judged: "
        "similarity, rank, reconstructions and maps need none."
    ).format(name=dataset.name)


def check_has_labels(dataset: Dataset) -> None:
    """Refuse what needs labels where there are none.

    Raises:
        UserError: no training image, or no test image, has a label.
    """
    if (reason := explain_no_probe(dataset)) is not None:
        raise UserError(reason)


class SetDigest:
    """SHA-256 of class names, shapes, images and labels (little-endian), in parts: training images first."""

    def __init__(self, class_names: tuple[str, ...]) -> None:
        self._hash = hashlib.sha256(to_json(class_names).encode())

    def add_split(self, shape: tuple[int, ...], parts: "Iterable[Buffer]", labels: np.ndarray) -> None:
        """Adds a split: the shape of its images, their bytes in order, in any parts, and the labels (N,)."""
        self._hash.update(to_json(shape).encode())
        for part in parts:
            self._hash.update(part)
        self._hash.update(np.ascontiguousarray(labels, dtype="<i8").data)

    def get_text(self) -> str:
        """The digest as hexadecimal text."""
        return self._hash.hexdigest()


def compute_digest(train: ImageSet, test: ImageSet) -> str:
    """`SetDigest` of two splits."""
    digest = SetDigest(train.class_names)
    for split in (train, test):
        digest.add_split(split.images.shape, [np.ascontiguousarray(split.images).data], split.labels)
    return digest.get_text()


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Images in [0, 1] to uint8, clipped; those that are uint8 stay as they are."""
    if images.dtype == np.uint8:
        return images
    return (images * 255).round().clip(0, 255).astype(np.uint8)


def choose_evenly(total: int, count: int) -> np.ndarray:
    """Evenly spaced indices of at most `count` of `total` images: all classes of a set sorted by class."""
    return np.linspace(0, total - 1, min(count, total)).round().astype(np.int64)
