"""Where numba keeps what it compiles, when it would find no place that it may write.

It compiles UMAP into a folder beside it, or in the home; with neither, as for an unprivileged user of a
container, it refuses to start. It looks once, when it is imported, so that this comes before every import.
The other libraries that the explorer uses write nothing, or do without.
"""

import os
import tempfile
from pathlib import Path

from aavae.errors import UserError
from aavae.paths import cache_dir

_VARIABLE = "NUMBA_CACHE_DIR"


def settle_library_caches() -> None:
    """Send numba's cache to `AAVAE_CACHE` if the home cannot be written and nobody said where it goes."""
    if not os.environ.get(_VARIABLE) and not _has_home():
        os.environ[_VARIABLE] = str(_choose_folder())


def _has_home() -> bool:
    try:
        home = Path.home()
    except RuntimeError:  # a user without a name, and no HOME
        return False
    caches = home / ".cache"
    return os.access(caches if os.path.isdir(caches) else home, os.W_OK | os.X_OK)


def _choose_folder() -> Path:
    """Below `AAVAE_CACHE`, or among the system's temporary files, for this process alone."""
    try:
        folder = cache_dir()
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()  # as numba itself finds out
        return folder / "numba"
    except (OSError, UserError):
        return Path(tempfile.gettempdir()) / f"aavae-numba-{os.getpid()}"
