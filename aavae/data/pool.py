"""All images of a data set under one numbering, for maps: the test images first, then the training images."""

import numpy as np

from aavae.data.image_set import Dataset, choose_evenly
from aavae.data.mapped import gather_rows
from aavae.errors import UserError
from aavae.language import N_, _

NO_LABEL = N_("no label")
"""What stands for the class of images without one; translated where it is shown."""


def count_images(dataset: Dataset) -> int:
    """How many images there are: ids are from 0 to one less."""
    return len(dataset.test) + len(dataset.train)


def choose_ids(dataset: Dataset, num_points: int) -> np.ndarray:
    """The images of a map of a certain size: test images first, because no model was trained on them.

    Up to the number of test images, evenly spaced test images; beyond, all test images and evenly spaced
    training images.

    Args:
        dataset: whose images.
        num_points: at least 1; more than there are means all.

    Returns:
        int64 (min(num_points, number of images),), ascending.

    Raises:
        UserError: fewer than one point.
    """
    if num_points < 1:
        raise UserError(
            _("num_points: expected at least 1 image, got {num_points}.").format(num_points=num_points)
        )
    num_test = len(dataset.test)
    if num_points <= num_test:
        return choose_evenly(num_test, num_points)
    chosen = choose_evenly(len(dataset.train), num_points - num_test)
    return np.concatenate([np.arange(num_test, dtype=np.int64), num_test + chosen])


def split_ids(dataset: Dataset, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which ids are those of training images, and the row of each in its own split.

    Args:
        dataset: whose images.
        ids: integers (N,), in any order.

    Returns:
        bool (N,), true for a training image, and int64 (N,).

    Raises:
        UserError: an id that no image has.
    """
    ids = np.asarray(ids, np.int64)
    total, num_test = count_images(dataset), len(dataset.test)
    if ids.size and not 0 <= ids.min() <= ids.max() < total:
        wrong = ids.min() if ids.min() < 0 else ids.max()
        raise UserError(
            _("There is no image {number}: choose one from 0 to {last}.").format(
                number=int(wrong), last=total - 1
            )
        )
    in_train = ids >= num_test
    return in_train, np.where(in_train, ids - num_test, ids)


def take(dataset: Dataset, ids: np.ndarray, test: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Rows of two arrays, one of each split, by the ids of their images.

    Args:
        dataset: whose images.
        ids: integers (N,), in any order.
        test: (num_test, ...), a row for each test image.
        train: (num_train, ...), a row for each training image; not looked at where no id needs it.

    Returns:
        (N, ...), in the order of the ids.

    Raises:
        UserError: an id that no image has.
    """
    in_train, rows = split_ids(dataset, ids)
    taken = np.empty((len(rows), *test.shape[1:]), test.dtype)
    taken[~in_train] = gather_rows(test, rows[~in_train])
    if in_train.any():
        taken[in_train] = gather_rows(train, rows[in_train])
    return taken


def get_images(dataset: Dataset, ids: np.ndarray) -> np.ndarray:
    """The images of some ids, uint8 (N, 3, H, W); those of a split that no id is of are not decoded.

    Raises:
        UserError: an id that no image has.
    """
    in_train, rows = split_ids(dataset, ids)
    if not in_train.any():
        return dataset.test.take(rows)
    if in_train.all():
        return dataset.train.take(rows)
    return take(dataset, ids, dataset.test.images, dataset.train.images)


def get_labels(dataset: Dataset, ids: np.ndarray) -> np.ndarray:
    """The labels of some ids, int64 (N,).

    Raises:
        UserError: an id that no image has.
    """
    return take(dataset, ids, dataset.test.labels, dataset.train.labels)


def get_classes(dataset: Dataset, ids: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """The classes of some ids, to show: those without a label are a class of their own, the last.

    Returns:
        int64 (N,), indices into the names, and the names; `NO_LABEL` is among them if any of the data set's
        images has no label.

    Raises:
        UserError: an id that no image has.
    """
    labels, names = get_labels(dataset, ids), tuple(dataset.test.class_names)
    if dataset.test.num_labelled + dataset.train.num_labelled == count_images(dataset):
        return labels, names
    return np.where(labels < 0, len(names), labels), (*names, NO_LABEL)


def name_images(dataset: Dataset, ids: np.ndarray) -> list[str]:
    """What each image shows, in a word: its class, or its number of the pool where it has no label.

    Raises:
        UserError: an id that no image has.
    """
    labels = get_labels(dataset, ids)
    names = dataset.test.class_names
    return [
        _("image {number}").format(number=number) if label < 0 else names[label]
        for number, label in zip(ids.tolist(), labels.tolist(), strict=True)
    ]


def describe(dataset: Dataset, id: int) -> str:
    """An image in words, by its row in its own split: "test image 412, cat"; without a label no class.

    Raises:
        UserError: an id that no image has.
    """
    (in_train,), (row,) = split_ids(dataset, np.array([id]))
    split = dataset.train if in_train else dataset.test
    words = _("training image {number}") if in_train else _("test image {number}")
    words = words.format(number=row)
    return f"{words}, {split.class_names[split.labels[row]]}" if split.labels[row] >= 0 else words
