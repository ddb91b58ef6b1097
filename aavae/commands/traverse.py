"""`python -m aavae traverse`."""

from dataclasses import dataclass
from typing import Literal

from aavae.commands.painted import OnDecoders


@dataclass(frozen=True, kw_only=True)
class TraverseCommand(OnDecoders):
    """Move an image's latent along a direction in which images vary: what changes in the picture?"""

    image: int = 1_017
    """Number of the image: the test images first, from 0, then the training images."""
    direction: int = 0
    """Its place, from 0, the largest variance first."""
    along: Literal["principal", "dimension"] = "principal"
    """Principal directions, or single latents."""
    num_steps: int = 9
    """Pictures; of an odd number the middle one is the reconstruction."""
    reach: float = 3.0
    """How far to either side, in standard deviations."""

    def __call__(self) -> None:
        """Print one row a run."""
        from aavae.commands.output import print_rows
        from aavae.commands.painted import get_image
        from aavae.evaluation.generation.directions import evaluate_traversal

        subjects = self.find_decoders()
        dataset = self.load_dataset(subjects)
        image = get_image(dataset, self.image)
        results = [
            evaluate_traversal(
                subject,
                dataset,
                image,
                direction=self.direction,
                along=self.along,
                num_steps=self.num_steps,
                reach=self.reach,
            )
            for subject in subjects
        ]
        self.save([{"latents": result.latents, "images": result.images} for result in results])
        rows = [
            {
                "run": subject.name,
                "along": self.along,
                "direction": self.direction,
                "dimension": result.dimension if self.along == "dimension" else None,
                "share": result.share,
                "deviation": result.deviation,
                "change": result.change,
            }
            for subject, result in zip(subjects, results, strict=True)
        ]
        print_rows(rows, self.json)
