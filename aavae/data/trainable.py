"""Whether a run can train on an image set: asked before there is a run, and without reading an image."""

from pydantic import ValidationError

from aavae.config import ModelConfig, RunConfig
from aavae.data.store import describe_datasets, load_dataset
from aavae.errors import UserError
from aavae.language import _, ngettext

MIN_IMAGES = 2
"""Training images and test images: batch norm, and a pair of two images, need as many."""


def check_trainable(config: RunConfig) -> None:
    """Check that the images of a run are here, large enough a set, and of its size.

    Raises:
        UserError: they are not.
    """
    info = next((info for info in describe_datasets() if info.name == config.data), None)
    if info is None:
        load_dataset(config.data)  # says what is missing, or damaged
        return
    check_images(config, info.name, info.num_train, info.num_test, info.size)


def take_image_size(config: RunConfig) -> RunConfig:
    """The run at the size of its images; as it is where they are not here, or no run can have their size."""
    info = next((info for info in describe_datasets() if info.name == config.data), None)
    if info is None or not _is_usable(info.size):
        return config
    model = config.model.model_copy(update={"image_size": info.size[0]})
    return config.model_copy(update={"model": model})


def _is_usable(size: tuple[int, int]) -> bool:
    height, width = size
    try:
        ModelConfig(image_size=height)
    except ValidationError:
        return False
    return height == width


def check_images(config: RunConfig, name: str, num_train: int, num_test: int, size: tuple[int, int]) -> None:
    """Check that there are enough images for a run, of its size.

    Args:
        config: the run.
        name: of the image set.
        num_train: training images.
        num_test: test images.
        size: height and width of each.

    Raises:
        UserError: too few, or of another size.
    """
    texts = (
        ngettext(
            "'{name}' has {count} training image: a run needs at least {least}, choose a larger set.",
            "'{name}' has {count} training images: a run needs at least {least}, choose a larger set.",
            num_train,
        ),
        ngettext(
            "'{name}' has {count} test image: a run needs at least {least}, choose a larger set.",
            "'{name}' has {count} test images: a run needs at least {least}, choose a larger set.",
            num_test,
        ),
    )
    for count, text in zip((num_train, num_test), texts, strict=True):
        if count < MIN_IMAGES:
            raise UserError(text.format(name=name, count=count, least=MIN_IMAGES))
    height, width = size
    expected = config.model.image_size
    if not _is_usable(size):
        raise UserError(
            _(
                "The images of '{name}' are {width}x{height}, and a run needs square ones of an even "
                "number of pixels from 16 to 512: import them anew at such a size."
            ).format(name=name, width=width, height=height)
        )
    if height != expected:
        raise UserError(
            _(
                "The images of '{name}' are {width}x{height}, the model is set for "
                "{expected}x{expected}: leave the image size out, and it is that of the images."
            ).format(name=name, width=width, height=height, expected=expected)
        )
