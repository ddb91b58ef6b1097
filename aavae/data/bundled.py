"""The sample of CIFAR-10 that comes with the code, so that everything works offline from the start.

10,000 training images, 1,000 of each class, and all 10,000 test images. One lossless WebP sheet a
class: `bundled/train/<class>.webp` and `bundled/test/<class>.webp`, with `bundled/meta.json`.

`python -m aavae.data.bundled` makes these files again from the imported complete set.
"""

import contextlib
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np

from aavae.data import cifar10, disk
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.data.meta import Meta, describe, read_meta, write_meta
from aavae.data.sheets import decode_sheet, encode_sheet
from aavae.data.title import BUNDLED, make_title, read_title
from aavae.errors import UserError
from aavae.kept_text import kept_text
from aavae.language import _
from aavae.paths import data_dir

NAME = BUNDLED
FOLDER = Path(__file__).resolve().parent / "bundled"
_FEW_CLASSES = 2
SEED = 0
NUM_PER_CLASS = 1_000


class SheetSet(ImageSet):
    """An image set whose images are decoded at their first use: few pages look at a training image.

    A few images of a class or two are taken from the sheets of these classes alone.
    """

    _folder: Path
    _size: tuple[int, int]
    _classes: dict[int, np.ndarray]
    _lock: threading.Lock

    @classmethod
    def open(cls, folder: Path, size: tuple[int, int], labels: np.ndarray, names: tuple[str, ...]) -> Self:
        """A set without its images as yet.

        Args:
            folder: of a sheet for each class.
            size: height and width of the images.
            labels: int64 `(N,)`, sorted, equally many of each class.
            names: of the classes.
        """
        opened = object.__new__(cls)
        opened.__dict__.update(
            labels=labels, class_names=names, _folder=folder, _size=size, _classes={}, _lock=threading.Lock()
        )
        return opened

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Of each image: (3, H, W); decodes none."""
        # A copy with other labels has images, and no folder.
        return super().image_shape if "images" in self.__dict__ else (3, *self._size)

    def take(self, rows: np.ndarray) -> np.ndarray:
        """The images of some rows, int64 `(M,)`, in their order: uint8 `(M, 3, H, W)`."""
        per_class = len(self) // len(self.class_names)
        labels = self.labels[rows]
        classes = np.unique(labels)
        if "images" in self.__dict__ or len(classes) > _FEW_CLASSES:
            return self.images[rows]
        taken = np.empty((len(rows), *self.image_shape), np.uint8)
        for label in classes.tolist():
            # A page asks for its image again whenever a slider moves.
            if label not in self._classes:
                with _explaining_damage(self._folder.parent):
                    self._classes[label] = self._decode_class(label)
            chosen = labels == label
            taken[chosen] = self._classes[label][rows[chosen] % per_class]
        return taken

    def _decode_class(self, label: int) -> np.ndarray:
        path = self._folder / f"{self.class_names[label]}.webp"
        images = np.empty((len(self) // len(self.class_names), *self.image_shape), np.uint8)
        decode_sheet(path.read_bytes(), images)
        return images

    def _decode(self) -> np.ndarray:
        # What is wrong is said here: the threads of the pool have no reader, whose language it would be in.
        with _explaining_damage(self._folder.parent), ThreadPoolExecutor(4) as pool:
            return np.concatenate(list(pool.map(self._decode_class, range(len(self.class_names)))))

    def __getattr__(self, name: str) -> Any:
        """Decodes the images; called for an attribute that is not there, as they are at first."""
        if name != "images":
            raise AttributeError(name)
        with self._lock:
            if name not in self.__dict__:
                self.__dict__[name] = self._decode()
        return self.__dict__[name]


def load_bundled(folder: Path = FOLDER) -> Dataset:
    """Loads the sample: sorted by class, and within a class in the order of the complete set.

    The images of a split are decoded when they are first looked at; a damaged file raises a UserError then.

    Raises:
        UserError: if the description is missing or damaged.
    """
    meta = read_bundled_meta(folder)
    train = _open_split(folder, "train", meta, meta.num_train)
    test = _open_split(folder, "test", meta, meta.num_test)
    title = read_title(meta.title, meta.name, meta.num_train)
    return Dataset(meta.name, title, train, test, meta.digest)


def read_bundled_meta(folder: Path = FOLDER) -> Meta:
    """Reads the description of the sample, and no image.

    Raises:
        UserError: if it is missing or damaged.
    """
    with _explaining_damage(folder):
        return read_meta(folder / disk.META_FILE)


def choose_sample(complete: Dataset, num_per_class: int = NUM_PER_CLASS, seed: int = SEED) -> Dataset:
    """Chooses training images of each class at random, and keeps all test images.

    Args:
        complete: what to choose from.
        num_per_class: how many training images of each class.
        seed: decides which.

    Returns:
        The sample; its images are in the order of `complete`.
    """
    train = complete.train
    generator = np.random.default_rng(seed)
    members = [np.flatnonzero(train.labels == label) for label in range(len(train.class_names))]
    chosen = [np.sort(generator.permutation(indices)[:num_per_class]) for indices in members]
    indices = np.concatenate(chosen)
    sample = ImageSet(train.images[indices], train.labels[indices], train.class_names)
    digest = compute_digest(sample, complete.test)
    return Dataset(NAME, make_title(NAME, len(sample)), sample, complete.test, digest)


def write_bundled(sample: Dataset, source: str, folder: Path = FOLDER) -> None:
    """Writes a sample as sheets.

    Args:
        sample: sorted by class, with equally many images of each.
        source: where the images came from and how they were chosen, in words.
        folder: where to.

    Raises:
        ValueError: if the images are not sorted by class, or the classes are not of one size.
        OSError: if a file cannot be written.
    """
    for split, image_set in (("train", sample.train), ("test", sample.test)):
        (folder / split).mkdir(parents=True, exist_ok=True)
        num_classes = len(image_set.class_names)
        if not np.array_equal(image_set.labels, _repeat_labels(num_classes, len(image_set))):
            raise ValueError("the images are not sorted by class, or the classes are not of one size")
        by_class = np.split(image_set.images, num_classes)
        for class_name, images in zip(image_set.class_names, by_class, strict=True):
            (folder / split / f"{class_name}.webp").write_bytes(encode_sheet(images))
    write_meta(describe(sample, source), folder / disk.META_FILE)


def _open_split(folder: Path, split: str, meta: Meta, num_images: int) -> SheetSet:
    labels = _repeat_labels(len(meta.class_names), num_images)
    return SheetSet.open(folder / split, meta.size, labels, meta.class_names)


def _repeat_labels(num_classes: int, num_images: int) -> np.ndarray:
    return np.repeat(np.arange(num_classes, dtype=np.int64), num_images // num_classes)


@contextlib.contextmanager
def _explaining_damage(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise UserError(
            _("the bundled images in {folder} are damaged ({reason}): restore that folder with git.").format(
                folder=folder, reason=disk.explain(error)
            )
        ) from error


def main() -> None:
    """Makes the shipped files from the imported complete CIFAR-10."""
    complete = disk.read_set(data_dir() / cifar10.NAME)
    source = kept_text(
        "CIFAR-10 (Krizhevsky, 2009): {num_per_class} training images of each class, "
        "numpy.random.default_rng({seed}), and all test images",
        num_per_class=NUM_PER_CLASS,
        seed=SEED,
    )
    write_bundled(choose_sample(complete), source)


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(f"error: {error}")
