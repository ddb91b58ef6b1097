"""Where things live on disk, each overridable by an environment variable."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _directory(variable: str, default: Path) -> Path:
    value = os.environ.get(variable)
    return Path(value).expanduser().resolve() if value else default


def data_dir() -> Path:
    """Imported image sets: `AAVAE_DATA`, or `data/` beside the code."""
    return _directory("AAVAE_DATA", ROOT / "data")


def runs_dir() -> Path:
    """Runs trained here: `AAVAE_RUNS`, or `runs/` beside the code."""
    return _directory("AAVAE_RUNS", ROOT / "runs")


def checkpoints_dir() -> Path:
    """Shipped models, never written by the app: `AAVAE_CHECKPOINTS`, or `checkpoints/`."""
    return _directory("AAVAE_CHECKPOINTS", ROOT / "checkpoints")


def study_models_dir() -> Path:
    """Shipped models of the studies, which lists of models leave out: there are dozens."""
    return checkpoints_dir() / "_studies"


def cache_dir() -> Path:
    """Computed results, safe to delete: `AAVAE_CACHE`, or `.cache/` beside the code."""
    return _directory("AAVAE_CACHE", ROOT / ".cache")
