"""Where things live on disk, each overridable by an environment variable.

Every function here raises a UserError if its variable names no directory.
"""

import os
from pathlib import Path

from platformdirs import PlatformDirs

from aavae.errors import UserError
from aavae.language import _

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_shipped"
"""What a wheel brings beside the package, in it: there is no such folder in a checkout."""
IS_INSTALLED = _INSTALLED.is_dir()
ROOT = _INSTALLED if IS_INSTALLED else _PACKAGE.parent
"""The folder of the app's script, its pages and the shipped models; installed, nothing is written there."""

_user = PlatformDirs("aavae", appauthor=False)
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
    """Imported image sets: `AAVAE_DATA`, or `data/` of a checkout, or of the user's data."""
    return _directory("AAVAE_DATA", _find_writable("data"))


def runs_dir() -> Path:
    """Runs trained here: `AAVAE_RUNS`, or `runs/` of a checkout, or of the user's data."""
    return _directory("AAVAE_RUNS", _find_writable("runs"))


def _find_writable(name: str) -> Path:
    return _user.user_data_path / name if IS_INSTALLED else ROOT / name


def checkpoints_dir() -> Path:
    """Shipped models, never written by the app: `AAVAE_CHECKPOINTS`, or `checkpoints/`."""
    return _directory("AAVAE_CHECKPOINTS", ROOT / "checkpoints")


def study_models_dir() -> Path:
    """Shipped models of the studies, which lists of models leave out: there are dozens."""
    return checkpoints_dir() / "_studies"


def cache_dir() -> Path:
    """Computed results, safe to delete: `AAVAE_CACHE`, or `.cache/` of a checkout, or the user's cache."""
    return _directory("AAVAE_CACHE", _user.user_cache_path if IS_INSTALLED else ROOT / ".cache")
