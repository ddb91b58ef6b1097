"""Download the complete CIFAR-10 through torchvision."""

import contextlib
import io
import socket
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from aavae.data import cifar10, disk
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.errors import UserError
from aavae.paths import data_dir

if TYPE_CHECKING:
    from torchvision.datasets import CIFAR10

_TIMEOUT_SECONDS = 20.0


def download_cifar10(progress: bool = False) -> Dataset:
    """Downloads CIFAR-10 (170 MB) and stores it as the image set "cifar10".

    Within each split the images are sorted by class, then by their position in the original files:
    these have no file names, so the order within a class, and with it the digest, is not that of
    `import_images`. torchvision checks every file's MD5 before it unpickles it. A failure leaves the
    set as it was.

    Args:
        progress: whether to show torchvision's progress bar on standard error.

    Returns:
        The downloaded data set, which `load_dataset("cifar10")` loads from now on.

    Raises:
        UserError: if it cannot be downloaded or written.
    """
    with disk.open_workspace(data_dir(), cifar10.NAME) as workspace:
        train, test = _fetch(workspace, progress)
        dataset = convert_cifar10(train, test)
    disk.write_set(data_dir(), dataset, "downloaded by torchvision")
    return dataset


def convert_cifar10(train: "CIFAR10", test: "CIFAR10") -> Dataset:
    """Turns torchvision's two CIFAR-10 splits into a data set, in the order of `download_cifar10`.

    Raises:
        UserError: if they are not the complete CIFAR-10.
    """
    cifar10.require_complete(tuple(train.classes), len(train.data), len(test.data))
    train_set, test_set = _convert_split(train), _convert_split(test)
    digest = compute_digest(train_set, test_set)
    return Dataset(cifar10.NAME, cifar10.TITLE, train_set, test_set, digest)


def _fetch(folder: Path, progress: bool) -> "tuple[CIFAR10, CIFAR10]":
    from torchvision.datasets import CIFAR10  # slow to import, and wanted by nothing else here

    try:
        with _socket_timeout(), contextlib.nullcontext() if progress else _quiet():
            return CIFAR10(folder, train=True, download=True), CIFAR10(folder, train=False)
    except (OSError, HTTPException, RuntimeError) as error:  # RuntimeError: an MD5 differs
        raise UserError(
            f"cannot download CIFAR-10 ({disk.explain(getattr(error, 'reason', error))}): check "
            "the connection, or import files that you have with `python -m aavae data import PATH...`."
        ) from error


@contextlib.contextmanager
def _socket_timeout() -> Iterator[None]:
    """Ends silent connections: torchvision sets no timeout of its own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_TIMEOUT_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _quiet() -> contextlib.AbstractContextManager[object]:
    return contextlib.redirect_stderr(io.StringIO())


def _convert_split(split: "CIFAR10") -> ImageSet:
    labels = np.asarray(split.targets, np.int64)
    order = np.argsort(labels, kind="stable")
    images = np.ascontiguousarray(split.data[order].transpose(0, 3, 1, 2))
    return ImageSet(images, labels[order], tuple(split.classes))
