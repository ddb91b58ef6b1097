"""A Python that has torch and safetensors, what these two need, and nothing else."""

import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.patience import PATIENCE

WANTED = ("torch", "safetensors")


def list_needed(names: tuple[str, ...]) -> dict[str, Distribution]:
    """Distributions by their names: some, and what they need by their own metadata, without extras."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = distribution(name)
        needs = [Requirement(text) for text in found[name].requires or ()]
        waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found


def make_bare_packages(folder: Path) -> Path:
    """Fill a folder with links to the files of torch, safetensors and what they need; returns the folder."""
    folder.mkdir()
    for found in list_needed(WANTED).values():
        place = Path(str(found.locate_file("")))
        tops = {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}
        for top in tops:
            link = folder / top
            # Several distributions have parts of one package: nvidia's libraries.
            if not link.exists() and (place / top).exists():
                link.symlink_to(place / top)
    return folder


def run_bare(packages: Path, code: str, folder: Path) -> str:
    """Run Python code in a folder with these packages and the standard library; returns what it printed.

    -I leaves out the present folder, the user's packages and all variables; -S this environment's packages.
    """
    start = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(packages)!r}]\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", start + code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
