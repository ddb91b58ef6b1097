"""`python -m aavae project`."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aavae.commands.output import check_out, print_note, save_arrays
from aavae.commands.subjects import OnRuns
from aavae.evaluation.maps.projection import NOTHING_TO_TRUST
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject

_DEFAULTS = ProjectionSettings()


@dataclass(frozen=True, kw_only=True)
class ProjectCommand(OnRuns):
    """Map: lay the representations of images out in the plane; the pages find the result."""

    method: Literal["umap", "tsne", "pca"] = _DEFAULTS.method
    """How: umap, t-SNE, or the two directions of largest variance."""
    representation: Literal["h", "mu", "z"] = _DEFAULTS.representation
    """What is laid out."""
    num_points: int = _DEFAULTS.num_points
    """Images, evenly spaced: test images, and training images where there are not enough of them."""
    n_neighbors: int = _DEFAULTS.n_neighbors
    """umap: neighbours that hold a point in place: small shows detail, large shows the whole."""
    min_dist: float = _DEFAULTS.min_dist
    """umap: how close points may lie, from 0 to 1."""
    perplexity: float = _DEFAULTS.perplexity
    """tsne: about how many neighbours hold a point in place."""
    out: Path | None = None
    """Also write coordinates, labels and ids to this .npz file (of a single run). Ids: the test images come
    first, from 0, then the training images."""

    def __call__(self) -> None:
        """Compute the map of each run."""
        from aavae.data.pool import get_labels
        from aavae.errors import UserError
        from aavae.evaluation.maps.projection import evaluate_projection

        if self.out is not None and len(self.runs) != 1:
            raise UserError("--out holds the map of one run: name a single run.")
        if self.out is not None:
            check_out(self.out)
        settings = ProjectionSettings(
            representation=self.representation,
            num_points=self.num_points,
            method=self.method,
            n_neighbors=self.n_neighbors,
            min_dist=self.min_dist,
            perplexity=self.perplexity,
            seed=self.seed,
        )
        subjects = self.find_subjects()
        dataset = self.load_dataset(subjects)

        def project(subject: Subject, representation: str) -> dict[str, object]:
            projection = evaluate_projection(subject, dataset, settings)
            if self.out is not None:
                arrays = {"coordinates": projection.coordinates, "ids": projection.ids}
                save_arrays(self.out, {**arrays, "labels": get_labels(dataset, projection.ids)})
            if math.isnan(projection.trustworthiness):
                print_note(f"{subject.name}: {NOTHING_TO_TRUST}.")
            return {
                "run": subject.name,
                "representation": representation,
                "method": self.method,
                "num_points": len(projection.ids),
                "trustworthiness": projection.trustworthiness,
                "out": None if self.out is None else str(self.out),
            }

        self.print_summaries([(subject, self.representation) for subject in subjects], project)
