"""Where a subject's results are kept, and reading them; imports no torch: the front door opens at once.

There is one file for each subject and image set, so that the numbers of one set never replace those of
another. Those that came with the product lie beside its models, and only `evaluate --ship` writes them. Those
of one's own run lie in its directory; all others, of a shipped model or a baseline, in the cache.
"""

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aavae.atomic import require_writable
from aavae.data import cifar10
from aavae.data.image_set import Dataset
from aavae.data.store import DatasetInfo, describe_datasets
from aavae.errors import UserError
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.paths import cache_dir, checkpoints_dir, runs_dir
from aavae.runs.layout import write_json

Row = dict[str, Any]
LABEL_COUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000)
"""How many labelled images a visitor may give the probe, besides all of them."""


def published_path(subject: Subject, data: str) -> Path:
    """Where `evaluate --ship` keeps results: those of the complete CIFAR-10 have the plain name.

    Args:
        subject: a shipped model or a baseline.
        data: name of the image set.
    """
    mark = "" if data == cifar10.NAME else f"-{data}"
    weights = subject.weights
    if weights is None:
        return checkpoints_dir() / f"{subject.name}{mark}.json"
    stem = "results" if subject.epoch is None else str(subject.epoch)
    return weights.with_name(f"{stem}{mark}.json")


def results_path(subject: Subject, dataset: Dataset | DatasetInfo) -> Path:
    """Where `evaluate` keeps results: in one's own run, else in the cache; never among what was shipped."""
    run = subject.run
    if run is not None and run.layout.path.parent == runs_dir():
        folder = run.layout.path / "results"
        if subject.epoch is not None:
            folder /= f"epoch-{subject.epoch}"
        return folder / f"{dataset.name}.json"
    return _cached_path(subject, dataset)


def _cached_path(subject: Subject, dataset: Dataset | DatasetInfo) -> Path:
    inputs = f"{subject.name}\n{subject.compute_digest()}\n{dataset.digest}"
    return cache_dir() / f"results-{hashlib.sha256(inputs.encode()).hexdigest()[:20]}.json"


def require_publishable(subject: Subject, dataset: Dataset) -> Path:
    """Where results are to be published, checked before they are computed.

    Raises:
        UserError: the subject did not come with the product, or nothing can be written there.
    """
    if subject.run is not None and not subject.run.shipped:
        raise UserError(
            _("'{name}' is not a shipped model: publish it first, with `python -m aavae publish`.").format(
                name=subject.name
            )
        )
    path = published_path(subject, dataset.name)
    try:
        _require_room(path)
    except OSError as error:
        raise UserError(
            _("{path} cannot be written ({strerror}): nothing can be shipped.").format(
                path=path, strerror=error.strerror
            )
        ) from error
    return path


def find_writable_path(subject: Subject, dataset: Dataset) -> Path | None:
    """Where results can be kept, by trying: the run's directory, or the cache; None where neither lets us."""
    for path in (results_path(subject, dataset), _cached_path(subject, dataset)):
        with contextlib.suppress(OSError):
            _require_room(path)
            return path
    return None


def _require_room(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    require_writable(path)


def write_results(results: Row, path: Path) -> None:
    """Write results; the directory is made if needed.

    Raises:
        OSError: they cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, results)


def read_published(subject: Subject, data: str = cifar10.NAME) -> Row | None:
    """Results that came with the product; None where there are none of these weights on this set."""
    results = _read(published_path(subject, data), subject)
    return results if results is not None and results["data"].get("name") == data else None


def read_results(subject: Subject, dataset: Dataset | DatasetInfo) -> Row | None:
    """Results on an image set: one's own, else published ones; None where there are none.

    Results of other weights, or of other images under the set's name, do not count.
    """
    for path in (
        results_path(subject, dataset),
        _cached_path(subject, dataset),
        published_path(subject, dataset.name),
    ):
        results = _read(path, subject)
        if results is not None and results["data"].get("digest") == dataset.digest:
            return results
    return None


def list_results(subject: Subject) -> list[Row]:
    """All results of the subject's present weights: on the image sets that are here, and those that shipped.

    Those of the complete CIFAR-10, which shipped ones are of, come first.
    """
    found = [read_published(subject), *(read_results(subject, info) for info in describe_datasets())]
    return list({results["data"]["name"]: results for results in found if results is not None}.values())


def _read(path: Path, subject: Subject) -> Row | None:
    """Results of the subject's present weights, which name their images; None where there are none."""
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(results, dict) or not isinstance(results.get("data"), dict):
        return None
    return results if results.get("subject_digest") == subject.compute_digest() else None


def find_row(rows: Sequence[Row] | None, representation: str) -> Row | None:
    """The row of one representation; None where there is none, or nothing was measured."""
    return next((row for row in rows or () if row["representation"] == representation), None)
