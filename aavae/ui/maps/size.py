"""How many images a map shows."""

from aavae.analysis.maps.settings import MIN_POINTS
from aavae.data.image_set import Dataset
from aavae.data.pool import count_images
from aavae.evaluation.maps.settings import DEFAULT_NUM_POINTS
from aavae.language import _
from aavae.ui.controls.controls import choose_number

_SMALLER = (1_000, 3_000)


def choose_num_points(dataset: Dataset) -> int:
    """A few test images, all of them, or the training images too; at least enough for a map, if there are."""
    total, num_test = count_images(dataset), len(dataset.test)
    enough = num_test if num_test >= MIN_POINTS else total
    default = min(DEFAULT_NUM_POINTS, enough)
    options = sorted({*(count for count in _SMALLER if count < num_test), default, enough, total})
    return choose_number(
        _("Images"),
        options,
        default,
        "points",
        "all-last",
        help=_("How many points each map has: test images first, then training images."),
    )
