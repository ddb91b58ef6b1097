"""Which picture a command looks at."""

from dataclasses import dataclass

import numpy as np

from aavae.commands.subjects import OnRuns, Representation
from aavae.data.image_set import Dataset


@dataclass(frozen=True, kw_only=True)
class OnImage(OnRuns):
    """Flags of the commands that look at one image with one representation."""

    image: int = 0
    """Number of the image: the test images come first, then the training images."""
    representation: Representation = "h"
    """What is compared, and what the probe reads."""

    def get_image(self, dataset: Dataset) -> np.ndarray:
        """The image, uint8 (3, H, W).

        Raises:
            UserError: there is no image of this number.
        """
        from aavae.data.pool import get_images

        return get_images(dataset, np.array([self.image]))[0]
