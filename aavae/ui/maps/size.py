"""How many images a map shows."""

from aavae.data.image_set import Dataset
from aavae.data.pool import count_images
from aavae.evaluation.projection import DEFAULT_NUM_POINTS
from aavae.ui.controls import choose_number

_SMALLER = (1_000, 3_000)


def choose_num_points(dataset: Dataset) -> int:
    """A few test images, all of them, or the training images too."""
    total, num_test = count_images(dataset), len(dataset.test)
    default = min(DEFAULT_NUM_POINTS, num_test)
    options = sorted({*(count for count in _SMALLER if count < num_test), default, num_test, total})
    return choose_number("Images", options, default, "points", "all-last")
