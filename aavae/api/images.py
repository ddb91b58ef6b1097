"""Images for notebooks: sets by name, parts of sets, and what somebody has in an array or as pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from aavae.api.arguments import check_count
from aavae.data.image_set import Dataset, ImageSet, choose_evenly, compute_digest
from aavae.data.store import load_dataset
from aavae.data.title import make_title
from aavae.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image

    Pictures = np.ndarray | Sequence[Image]
    """Images that somebody has: uint8 (N, 3, H, W), or a list of pictures of Pillow."""


def load_images(
    name: str = "bundled", *, num_train: int | None = None, num_test: int | None = None
) -> Dataset:
    """Load an image set, or a smaller one of evenly spaced images of it, as many of each class as can be.

    Pictures and arrays of one's own become an image set by `python -m aavae data import` (docs/images.md).

    Args:
        name: `bundled`, or a set that was imported, such as `cifar10`; `python -m aavae data` lists them.
        num_train: training images of the smaller set, at least 2; None: all.
        num_test: test images of the smaller set, at least 2; None: all.

    Returns:
        A data set with `train` and `test`, each with `images`, uint8 (N, 3, H, W), `labels`, int64 (N,), -1
        for none, and `class_names`. The name of a smaller set says its numbers: `bundled-1000-10000`.

    Raises:
        UserError: there is no such set, or it has fewer images than were asked for.
    """
    if not isinstance(name, str):
        raise UserError(f"An image set is found by its name, such as 'bundled', not by {_describe(name)}.")
    dataset = load_dataset(name)
    if num_train is None and num_test is None:
        return dataset
    train = _take_evenly(dataset.train, num_train, "num_train")
    test = _take_evenly(dataset.test, num_test, "num_test")
    part = f"{dataset.name}-{len(train)}-{len(test)}"
    return Dataset(part, make_title(part, len(train)), train, test, compute_digest(train, test))


def find_dataset(images: str | Dataset) -> Dataset:
    """The image set that a caller means: by its name, or the set itself.

    Raises:
        UserError: there is no such set, or it is something else.
    """
    return images if isinstance(images, Dataset) else load_images(images)


def read_pictures(images: "Pictures", size: int | None = None) -> np.ndarray:
    """Images that somebody has, as an array.

    Args:
        images: uint8 (N, 3, H, W), or a list of N pictures of Pillow. Of these the largest square in the
            middle is taken and scaled to the size; without a size they must have one of their own.
        size: height and width that they must have, in pixels; None: any.

    Returns:
        uint8 (N, 3, H, W).

    Raises:
        UserError: they are nothing of the kind, or of another size.
    """
    if not isinstance(images, np.ndarray):
        return _read_list(images, size)
    if images.dtype != np.uint8:
        raise UserError(
            f"Images are uint8 from 0 to 255, and these are {images.dtype}: scale them to that range, then "
            "use .astype('uint8')."
        )
    if images.ndim != 4 or images.shape[1] != 3:
        advice = "give them that shape"
        if images.ndim == 4 and images.shape[3] == 3:
            advice = "put the channels second with .transpose(0, 3, 1, 2)"
        elif images.ndim == 3 and images.shape[0] == 3:
            advice = "put a single one in a batch with image[None]"
        raise UserError(f"Images are (N, 3, H, W), and these are {images.shape}: {advice}.")
    height, width = images.shape[2:]
    if height != width or height < 2:
        raise UserError(f"Images are square, and these have {width}x{height} pixels: crop them first.")
    if size is not None and height != size:
        raise UserError(
            f"The model takes images of {size}x{size} pixels, and these have {width}x{height}: scale them, "
            "or give pictures of Pillow, which are scaled here."
        )
    return np.ascontiguousarray(images)


def _read_list(images: "Sequence[Image]", size: int | None) -> np.ndarray:
    from PIL import Image

    from aavae.data.picture import shrink

    if not isinstance(images, Sequence) or isinstance(images, str | bytes):
        raise UserError(
            f"Images are a uint8 array (N, 3, H, W) or a list of Pillow's pictures, not {_describe(images)}."
        )
    for picture in images:
        if not isinstance(picture, Image.Image):
            raise UserError(f"A list of images holds Pillow's pictures alone, and not {_describe(picture)}.")
    if not images:
        raise UserError("The list of images is empty: give at least one picture.")
    if size is None:
        sizes = {picture.size for picture in images}
        if len(sizes) > 1 or images[0].width != images[0].height:
            raise UserError("The pictures are not squares of one size: resize them to one first.")
        size = images[0].width
    # Copies: a file that is still to be decoded would be read at the smaller size from then on.
    squares = [shrink(picture.copy(), size, "crop")[0] for picture in images]
    return read_pictures(np.stack([np.asarray(square).transpose(2, 0, 1) for square in squares]))


def _take_evenly(image_set: ImageSet, count: int | None, argument: str) -> ImageSet:
    if count is None:
        return image_set
    count = check_count(argument, count, least=2, most=len(image_set))
    rows = choose_evenly(len(image_set), count)
    return ImageSet(image_set.take(rows), image_set.labels[rows], image_set.class_names)


def _describe(value: object) -> str:
    return f"a value of type {type(value).__name__}"
