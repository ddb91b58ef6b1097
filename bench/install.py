"""From an empty environment to the first page: `python -m bench.install [WAY ...] [--folder FOLDER]`.

Builds the wheel, then installs it in an empty environment as users do: `pip` and `uv` with what PyPI has, on
Linux a CUDA build of torch; `uv-cpu` with PyTorch's CPU build, where PyTorch's own index can be reached.
Nothing that was fetched before is used, except for what the configuration of pip and uv here has at hand.

Printed are the seconds until it is installed, the bytes of all files that pip fetched, the bytes of the
environment on the disk, and the seconds from `aavae app` to its first answer and to its first page in
Chromium with its pictures, twice: at the first start what uv installed is compiled, which pip does before.
"""

import argparse
import json
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from bench.installed import Environment, build_wheel
from bench.pythons import time_first_page

WAYS = ("pip", "uv", "uv-cpu")


def install(environment: Environment, way: str, wheel: Path, cache: Path) -> None:
    """Install the wheel and what it needs, without what earlier installations fetched.

    Raises:
        SystemExit: the installer failed, with what it said.
    """
    if way == "pip":
        pip = ("-m", "pip", "install", "-q", "--no-cache-dir")
        environment.run("python", *pip, "--report", cache / "report.json", wheel)
    else:
        backend = ("--torch-backend", "cpu") if way == "uv-cpu" else ()
        environment.install(wheel, "--cache-dir", cache, *backend)


def measure_files(folder: Path) -> int:
    """Bytes of all files below a folder, each once, however many names it has."""
    files = [path.lstat() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()]
    return sum({(file.st_dev, file.st_ino): file.st_size for file in files}.values())


def measure_downloads(report: Path) -> int:
    """Bytes of the files that pip fetched by its report, as their servers say; of those of this disk none."""
    total = 0
    for package in json.loads(report.read_text(encoding="utf-8"))["install"]:
        url = package["download_info"]["url"]
        if urlsplit(url).scheme != "file":
            request = urllib.request.Request(url, method="HEAD")
            with urllib.request.urlopen(request, timeout=60) as response:
                total += int(response.headers["Content-Length"])
    return total


def measure(way: str, wheel: Path, folder: Path, python: str) -> None:
    """Install in one way and open the first page; prints what that takes.

    Raises:
        SystemExit: it cannot be installed, or the app does not start.
    """
    environment = Environment(folder / way, python)
    cache = folder / f"{way}-cache"
    cache.mkdir()
    if way == "pip":
        environment.install("pip", "--cache-dir", folder / "uv-cache")
    start = time.perf_counter()
    install(environment, way, wheel, cache)
    print(f"{way}: installed after {time.perf_counter() - start:.0f} s", flush=True)
    if way == "pip":
        print(f"  {measure_downloads(cache / 'report.json') / 1e9:.2f} GB fetched", flush=True)
    print(f"  {measure_files(environment.bin.parent) / 1e9:.2f} GB in the environment", flush=True)
    for count in ("first", "second"):
        answered, drawn = time_first_page(environment)
        print(
            f"  {count} start: answers after {answered:.1f} s, the first page after {drawn:.1f} s", flush=True
        )


def main() -> None:
    """Print some lines for each way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ways", nargs="*", default=list(WAYS), metavar="WAY", help=" or ".join(WAYS))
    parser.add_argument("--python", default=sys.executable, help="a version or path of a Python")
    parser.add_argument("--folder", type=Path, help="for environments, on a disk with 20 GB free")
    arguments = parser.parse_args()
    if unknown := set(arguments.ways) - set(WAYS):
        parser.error(f"{' '.join(sorted(unknown))}: give {', '.join(WAYS)}.")
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="install-") as name:
        wheel = build_wheel(Path(name) / "wheel")
        print(f"wheel: {wheel.stat().st_size / 1e6:.0f} MB", flush=True)
        for way in arguments.ways:
            with tempfile.TemporaryDirectory(dir=name) as folder:
                try:
                    measure(way, wheel, Path(folder), arguments.python)
                except SystemExit as failed:
                    # The CPU build comes from an index of its own, which not every network reaches.
                    if way != "uv-cpu" or "Failed to fetch" not in str(failed):
                        raise
                    print(f"{way}: PyTorch's index is out of reach")


if __name__ == "__main__":
    main()
