"""`python -m aavae interpolate`."""

from dataclasses import dataclass
from typing import Literal

from aavae.commands.painted import OnDecoders


@dataclass(frozen=True, kw_only=True)
class InterpolateCommand(OnDecoders):
    """From one image to another through the latents: how far each step moves the picture."""

    first: int = 1_017
    """Where it starts: the number of an image, the test images first, from 0, then the training images."""
    second: int = 5
    """Where it ends."""
    num_steps: int = 11
    """Pictures, both ends included."""
    path: Literal["linear", "spherical"] = "linear"
    """Straight, or turning at a constant speed."""

    def __call__(self) -> None:
        """Print one row a run."""
        from aavae.commands.output import print_rows
        from aavae.commands.painted import get_image
        from aavae.evaluation.generation.interpolation import evaluate_interpolation

        subjects = self.find_decoders()
        dataset = self.load_dataset(subjects)
        first, second = get_image(dataset, self.first), get_image(dataset, self.second)
        results = [
            evaluate_interpolation(subject, first, second, num_steps=self.num_steps, path=self.path)
            for subject in subjects
        ]
        self.save([{"latents": result.latents, "images": result.images} for result in results])
        rows = [
            {
                "run": subject.name,
                "path": self.path,
                "length": result.length,
                "detour": result.detour,
                "smoothness": result.smoothness,
                "distances": result.distances.tolist(),
            }
            for subject, result in zip(subjects, results, strict=True)
        ]
        print_rows(rows, self.json)
