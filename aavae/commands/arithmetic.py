"""`python -m aavae arithmetic`."""

from dataclasses import dataclass

from aavae.commands.painted import OnDecoders


@dataclass(frozen=True, kw_only=True)
class ArithmeticCommand(OnDecoders):
    """a + b - c of images, taken in the latents, and how far the answer is from that of the pixels alone."""

    a: int = 1_017
    """Number of an image: the test images first, from 0, then the training images."""
    b: int = 5
    """What is added."""
    c: int = 1_004
    """What is taken away."""

    def __call__(self) -> None:
        """Print one row a run; a picture has a, b, c and the answer."""
        import numpy as np

        from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
        from aavae.commands.output import print_rows
        from aavae.commands.painted import get_image
        from aavae.evaluation.generation.arithmetic import evaluate_arithmetic

        subjects = self.find_decoders()
        dataset = self.load_dataset(subjects)
        terms = [get_image(dataset, number) for number in (self.a, self.b, self.c)]
        results = [evaluate_arithmetic(subject, *terms) for subject in subjects]
        self.save(
            [
                {
                    "latent": result.latent,
                    "images": np.concatenate([result.reconstructions, result.image[None]]),
                }
                for result in results
            ]
        )
        rows = [
            {
                "run": subject.name,
                "a": self.a,
                "b": self.b,
                "c": self.c,
                "latent_length": float(np.linalg.norm(result.latent)),
                "mse_to_pixels": compute_reconstruction_error(result.pixels[None], result.image[None]).mse,
            }
            for subject, result in zip(subjects, results, strict=True)
        ]
        print_rows(rows, self.json)
