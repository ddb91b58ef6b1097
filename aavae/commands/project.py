"""`python -m aavae project`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aavae.commands.output import save_arrays
from aavae.commands.subjects import OnRuns
from aavae.evaluation.projection import DEFAULT_NUM_POINTS, ProjectionSettings
from aavae.evaluation.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Project(OnRuns):
    """UMAP: lay the representations of test images out in the plane; the pages find the result."""

    representation: Literal["h", "mu", "z"] = "h"
    """What is laid out."""
    num_points: int = DEFAULT_NUM_POINTS
    """Test images, evenly spaced over the classes."""
    n_neighbors: int = 15
    """Neighbours that hold a point in place: small shows detail, large shows the whole."""
    min_dist: float = 0.1
    """How close points may lie, from 0 to 1."""
    out: Path | None = None
    """Also write coordinates, labels and indices to this .npz file (of a single run)."""

    def __call__(self) -> None:
        """Compute the map of each run."""
        from aavae.data.store import load_dataset
        from aavae.errors import UserError
        from aavae.evaluation.projection import evaluate_umap

        if self.out is not None and len(self.runs) != 1:
            raise UserError("--out holds the map of one run: name a single run.")
        settings = ProjectionSettings(
            self.representation, self.num_points, self.n_neighbors, self.min_dist, self.seed
        )
        subjects, dataset = self.find_subjects(), load_dataset(self.data)

        def project(subject: Subject, representation: str) -> dict[str, object]:
            projection = evaluate_umap(subject, dataset, settings)
            if self.out is not None:
                labels = dataset.test.labels[projection.indices]
                save_arrays(self.out, {**projection._asdict(), "labels": labels})
            return {
                "run": subject.name,
                "representation": representation,
                "num_points": len(projection.indices),
                "out": None if self.out is None else str(self.out),
            }

        self.print_summaries([(subject, self.representation) for subject in subjects], project)
