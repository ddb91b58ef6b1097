"""`python -m aavae generate`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aavae.commands.output import Attempts, print_rows
from aavae.commands.subjects import OnRuns
from aavae.data.image_set import Dataset
from aavae.evaluation.generation.sample_quality import MIN_NUM, SampleQuality
from aavae.evaluation.generation.samples import DENSITY_KINDS, DensityKind
from aavae.evaluation.subject import Subject

_SAMPLED = ("num", "log_likelihood", "log_likelihood_interval", "closer", "closer_interval")


@dataclass(frozen=True, kw_only=True)
class GenerateCommand(OnRuns):
    """Samples from the prior, a Gaussian or a mixture: likelihood, copies, distance to real images."""

    kind: Literal["prior", "gaussian", "mixture", "all"] = "all"
    """Density of the latents: N(0, I), or one fitted to those of the training images."""
    num: int = 64
    """Samples."""
    quality: bool = False
    """Also compare samples, reconstructions and training images with test images, in the features of the
    shipped SimCLR: Fréchet distance (not the Inception FID), precision, recall. Some 5 seconds a row."""
    num_quality: int = 5_000
    """Images on either side of that comparison; at most half of the test images are used."""
    against: Literal["test", "reconstructions"] = "test"
    """What that comparison is with: test images, or the run's own reconstructions of them, which leaves the
    decoder's blur out and shows what the density of the latents costs."""
    out: Path | None = None
    """Also write the samples of one run and kind: to .npz, latents and images, or to .png, one picture."""

    def __call__(self) -> None:
        """Print one row a run and kind."""
        from aavae.commands.painted import check_file
        from aavae.errors import UserError
        from aavae.evaluation.generation.samples import check_decoder

        if self.quality and self.num_quality < MIN_NUM:
            raise UserError(f"--num-quality: give at least {MIN_NUM} images.")
        kinds = [*DENSITY_KINDS] if self.kind == "all" else [self.kind]
        if self.out is not None:
            check_file(self.out, 1)
            if (len(self.runs), len(kinds)) != (1, 1):
                raise UserError("--out holds the samples of one run and kind: name a single run and --kind.")
        subjects = self.find_subjects()
        for subject in subjects:
            check_decoder(subject)
        dataset = self.load_dataset(subjects)
        rows = [*kinds, "reconstructions"] if self.quality else kinds
        if self.quality and self.against == "test":
            rows.append("training images")
        attempts = Attempts()
        summaries = self.compute_summaries(
            [(subject, row) for subject in subjects for row in rows],
            lambda subject, row: self._summarise(subject, dataset, row, attempts),
        )
        attempts.finish()
        print_rows(summaries, self.json)

    def _summarise(
        self, subject: Subject, dataset: Dataset, row: str, attempts: Attempts
    ) -> dict[str, Any] | None:
        """What can be computed of a row; None where nothing can."""
        what, sampled, compared = f"{subject.name} {row}", None, None
        if row in DENSITY_KINDS:
            sampled = attempts.attempt(what, lambda: self._sample(subject, dataset, row))
        if self.quality:
            compared = attempts.attempt(f"{what}, quality", lambda: self._compare(subject, dataset, row))
        if sampled is compared is None:
            return None
        columns = {"run": subject.name, "images": row, **(sampled or dict.fromkeys(_SAMPLED))}
        return {**columns, **(compared or dict.fromkeys(_COMPARED))} if self.quality else columns

    def _sample(self, subject: Subject, dataset: Dataset, row: DensityKind) -> Mapping[str, Any]:
        from aavae.commands.painted import save_painted
        from aavae.evaluation.generation.memorised import evaluate_memorised
        from aavae.evaluation.generation.samples import evaluate_density, evaluate_samples

        fit = evaluate_density(subject, dataset, row)
        copies = evaluate_memorised(subject, dataset, row, num=self.num, seed=self.seed)
        if self.out is not None:
            samples = evaluate_samples(subject, dataset, row, num=self.num, seed=self.seed)
            columns = max(1, round(self.num**0.5))
            save_painted(self.out, samples._asdict(), samples.images, columns)
        return {
            "num": self.num,
            "log_likelihood": fit.log_likelihood,
            "log_likelihood_interval": fit.interval,
            "closer": copies.closer,
            "closer_interval": copies.closer_interval,
        }

    def _compare(self, subject: Subject, dataset: Dataset, row: str) -> Mapping[str, Any]:
        from aavae.evaluation.generation.sample_quality import (
            QUALITY_KINDS,
            evaluate_floor,
            evaluate_sample_quality,
        )

        if row in QUALITY_KINDS:
            quality = evaluate_sample_quality(
                subject, dataset, row, num=self.num_quality, seed=self.seed, against=self.against
            )
        else:
            quality = evaluate_floor(dataset, num=self.num_quality)
        return {"against": self.against, **_rename(quality._asdict())}


def _rename(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a comparison; the number of its images beside that of the samples."""
    return {"num_quality" if name == "num" else name: value for name, value in columns.items()}


_COMPARED = ("against", *_rename(dict.fromkeys(SampleQuality._fields)))
