"""Where the libraries keep what they compute for later, where they would find no place that they may write.

Numba compiles UMAP into a folder beside it, or in the home; with neither, as for an unprivileged user of a
container, it refuses to start. Called once, before any library is imported: later they do not look again.
"""

import os
import tempfile
from pathlib import Path

from aavae.errors import UserError
from aavae.paths import cache_dir

_VARIABLES = {
    "NUMBA_CACHE_DIR": "numba",
    "MPLCONFIGDIR": "matplotlib",
    "TORCHINDUCTOR_CACHE_DIR": "torchinductor",
    "TRITON_CACHE_DIR": "triton",
}
"""The folder of each library's cache, by the variable that it reads; a variable that is set stays."""


def settle_library_caches() -> None:
    """Send the libraries' caches to `AAVAE_CACHE` if the home cannot be written."""
    missing = [variable for variable in _VARIABLES if not os.environ.get(variable)]
    if not missing or _has_home():
        return
    folder = _choose_folder()
    for variable in missing:
        os.environ[variable] = str(folder / _VARIABLES[variable])


def _has_home() -> bool:
    try:
        home = Path.home()
    except RuntimeError:  # a user without a name, and no HOME
        return False
    caches = home / ".cache"
    return _may_write(caches if os.path.isdir(caches) else home)


def _choose_folder() -> Path:
    """`AAVAE_CACHE`, or a folder among the system's temporary files, which this process alone uses."""
    try:
        folder = cache_dir()
        folder.mkdir(parents=True, exist_ok=True)
        if _may_write(folder):
            return folder / "libraries"
    except (OSError, UserError):
        pass
    return Path(tempfile.gettempdir()) / f"aavae-{os.getpid()}"


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
