"""`python -m aavae wall`."""

from dataclasses import dataclass

import numpy as np

from aavae.commands.output import print_rows
from aavae.commands.subjects import OnRuns
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject


@dataclass(frozen=True, kw_only=True)
class WallCommand(OnRuns):
    """Variance of the reconstructions of many views of an image, relative to the variance of the views."""

    image: int | None = None
    """Number of the one image: test images first, then training images; none: the mean over many."""
    num_images: int = 200
    """Test images, evenly spaced over the classes, where no image is named."""
    num_views: int | None = None
    """Views of each image; none: 64 of one image, 16 of each of many."""

    def __call__(self) -> None:
        """Print a row for each run; over many images also the first run minus the second, with intervals."""
        from aavae.errors import UserError

        if self.num_views is not None and not 2 <= self.num_views <= 1_024:
            raise UserError("--num-views: give a number from 2 to 1,024.")
        if self.num_images < 2:
            raise UserError("--num-images: give at least 2 images.")
        subjects = self.find_subjects()
        for subject in subjects:
            if not subject.has_decoder:
                raise UserError(f"'{subject.name}' has no decoder, so it has no wall; leave it out.")
        dataset = self.load_dataset(subjects)
        if self.image is None:
            print_rows(self._measure_many(subjects, dataset), self.json)
        else:
            print_rows(self._measure_one(subjects, dataset, self.image), self.json)

    def _measure_one(self, subjects: list[Subject], dataset: Dataset, image: int) -> list[dict[str, object]]:
        from aavae.data.pool import get_images
        from aavae.evaluation.augmentation.wall import DEFAULT_NUM_VIEWS, evaluate_wall

        (pixels,) = get_images(dataset, np.array([image]))
        num_views = self.num_views or DEFAULT_NUM_VIEWS
        rows = []
        for subject in subjects:
            wall = evaluate_wall(subject, dataset, pixels, seed=self.seed, num_views=num_views)
            rows.append(
                {
                    "run": subject.name,
                    "image": image,
                    "num_views": num_views,
                    "variance": wall.variance,
                    "variance_ratio": float(wall.variance_ratio),
                }
            )
        return rows

    def _measure_many(self, subjects: list[Subject], dataset: Dataset) -> list[dict[str, object]]:
        from aavae.analysis.augmentation.wall_variance import compare_wall_variances
        from aavae.evaluation.augmentation.wall import evaluate_wall_variance

        num_views = self.num_views or 16
        walls = [
            evaluate_wall_variance(
                subject, dataset, num_images=self.num_images, num_views=num_views, seed=self.seed
            )
            for subject in subjects
        ]
        rows: list[dict[str, object]] = [
            {
                "run": subject.name,
                "num_images": len(wall.per_image),
                "num_views": num_views,
                "variance_ratio": wall.mean,
                "interval": [wall.low, wall.high],
                "between": float(wall.between),
            }
            for subject, wall in zip(subjects, walls, strict=True)
        ]
        if len(walls) > 1:
            difference = compare_wall_variances(walls[0], walls[1], self.seed)
            rows.append(
                {
                    "run": f"{subjects[0].name} - {subjects[1].name}",
                    "num_images": len(walls[0].per_image),
                    "num_views": num_views,
                    "variance_ratio": difference.value,
                    "interval": [difference.low, difference.high],
                    "between": None,
                }
            )
        return rows
