"""`python -m aavae distort`."""

from dataclasses import dataclass, field

from aavae.commands.output import print_note, print_rows
from aavae.commands.pictures import OnImage
from aavae.commands.subjects import pair
from aavae.config import AugmentConfig


@dataclass(frozen=True, kw_only=True)
class DistortCommand(OnImage):
    """Distort one image: the error of its reconstruction, where its latent goes, and the probe's answer."""

    distortion: str | None = None
    """The distortion as a text, such as "crop=0.1,0.2,0.5,0.5;flip;hue=0.1"; see docs/augmentation_lab.md."""
    draw: int | None = None
    """Seed of a random draw, as a training draws, in place of a text."""
    augment: AugmentConfig = field(default_factory=AugmentConfig)

    def __call__(self) -> None:
        """Print a row for each run."""
        from aavae.augment.distortion import draw_distortion
        from aavae.distortion import Distortion
        from aavae.errors import UserError
        from aavae.evaluation.augmentation.distorted import evaluate_distorted

        if (self.distortion is None) == (self.draw is None):
            raise UserError("Give either --distortion, a text such as hue=0.1, or --draw, a seed.")
        distortion = Distortion.from_text(self.distortion or "")
        subjects = self.find_subjects()
        dataset = self.load_dataset(subjects)
        image, names = self.get_image(dataset), dataset.train.class_names
        if self.draw is not None:
            if not 0 <= self.draw < 2**31:
                raise UserError("--draw: give a seed from 0 to 2,147,483,647.")
            distortion = draw_distortion(self.draw, self.augment, *image.shape[1:])

        rows = []
        for subject, name in pair(subjects, self.representation):
            found = evaluate_distorted(
                subject, dataset, image, distortions=[distortion], representation=name, image_id=self.image
            )
            before, after = found.probabilities_before, found.probabilities[0]
            if found.no_answer:
                print_note(f"{subject.name} {name}: {found.no_answer}")
            rows.append(
                {
                    "run": subject.name,
                    "representation": name,
                    "distortion": distortion.to_text(),
                    "error_before": float(found.baseline_error),
                    "error": float(found.errors[0]),
                    "cosine": float(found.cosines[0]),
                    "rank": int(found.ranks[0]),
                    "num_others": found.num_others,
                    "answer_before": None if found.no_answer else names[before.argmax()],
                    "probability_before": float(before.max()),
                    "answer": None if found.no_answer else names[after.argmax()],
                    "probability": float(after.max()),
                }
            )
        print_rows(rows, self.json)
