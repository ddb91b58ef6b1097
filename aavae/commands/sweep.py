"""`python -m aavae sweep`."""

from dataclasses import dataclass

from aavae.commands.output import print_note, print_rows
from aavae.commands.pictures import OnImage
from aavae.commands.subjects import pair
from aavae.distortion import DistortionName


@dataclass(frozen=True, kw_only=True)
class SweepCommand(OnImage):
    """One augmentation of one image from none to full strength, step by step."""

    augmentation: DistortionName = "crop"
    """What is strengthened."""
    steps: int = 16
    """Steps, none and full strength included."""

    def __call__(self) -> None:
        """Print a row for each run and step."""
        from aavae.errors import UserError
        from aavae.evaluation.augmentation.sweep import evaluate_sweep

        if not 2 <= self.steps <= 1_000:
            raise UserError("--steps: give a number from 2 to 1,000.")
        subjects = self.find_subjects()
        dataset = self.load_dataset(subjects)
        image, names = self.get_image(dataset), dataset.train.class_names
        rows = []
        for subject, name in pair(subjects, self.representation):
            sweep = evaluate_sweep(
                subject,
                dataset,
                image,
                name=self.augmentation,
                representation=name,
                image_id=self.image,
                num_steps=self.steps,
            )
            if sweep.no_answer:
                print_note(f"{subject.name} {name}: {sweep.no_answer}")
            rows += [
                {
                    "run": subject.name,
                    "representation": name,
                    "augmentation": self.augmentation,
                    "strength": float(sweep.strengths[step]),
                    "error": float(sweep.errors[step]),
                    "cosine": float(sweep.cosines[step]),
                    "rank": int(sweep.ranks[step]),
                    "num_others": sweep.num_others,
                    "answer_before": None if sweep.answer is None else names[sweep.answer],
                    "probability": float(sweep.probabilities[step]),
                    "changed": None if sweep.answer is None else bool(sweep.changed[step]),
                }
                for step in range(self.steps)
            ]
        print_rows(rows, self.json)
