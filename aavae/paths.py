"""Where things live on disk, each overridable by an environment variable.

Every function here raises a UserError if its variable names no directory.
"""

import os
from pathlib import Path

from aavae.errors import UserError
from aavae.language import _

ROOT = Path(__file__).resolve().parent.parent


_VARIABLES = ("AAVAE_DATA", "AAVAE_RUNS", "AAVAE_CHECKPOINTS", "AAVAE_CACHE")


def _directory(variable: str, default: Path) -> Path:
    value = os.environ.get(variable)
    if not value:
        return default
    try:
        return Path(value).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:  # no such user, a loop of links, a null character
        raise UserError(
            _("{variable}={value!r} names no directory here ({error}): give its full path.").format(
                variable=variable, value=value, error=error
            )
        ) from error


def settle_environment() -> None:
    """Make the variables' paths absolute in the environment, for processes that start in another directory.

    Raises:
        UserError: one of them names no directory.
    """
    for variable in _VARIABLES:
        if os.environ.get(variable):
            os.environ[variable] = str(_directory(variable, ROOT))


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
