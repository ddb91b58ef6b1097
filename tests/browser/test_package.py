"""The wheel, installed where nothing of the checkout can be found or written."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from aavae.paths import ROOT
from tests.browser.conftest import find_free_port
from tests.patience import PATIENCE


class Installed:
    """An environment with the wheel, and what it needs from here; `home` is all that it may write."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AAVAE_", "XDG_", "PYTHON"))
        } | {"HOME": str(self.home), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
        self.bin = folder / "env" / "bin"
        (self.packages,) = (folder / "env" / "lib").glob("*/site-packages")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        wheels = folder / "wheels"
        build = [*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(ROOT)]
        subprocess.run(build, check=True)
        (self.wheel,) = wheels.iterdir()
        install = [*pip, "--python", str(self.bin / "python"), "install", "-q", "--no-deps", "--no-index"]
        subprocess.run([*install, str(self.wheel)], check=True)
        (self.packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))

    def run(self, *arguments: str) -> str:
        """What the command prints that the wheel brings, from the home."""
        done = subprocess.run(
            [self.bin / "aavae", *arguments],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def list_files(self) -> set[tuple[str, int]]:
        files = [path for path in self.packages.rglob("*") if path.is_file()]
        return {(str(path), path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("package"))


@pytest.fixture(autouse=True)
def nothing_is_written_beside_the_package(installed: Installed) -> Iterator[None]:
    before = installed.list_files()
    yield
    assert installed.list_files() == before


def test_the_wheel_holds_what_it_needs_and_no_more(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        paths = [Path(name) for name in wheel.namelist()]
    assert {path.parts[0].split("-")[0] for path in paths} == {"aavae", "aavae_explorer"}
    names = {path.name for path in paths}
    assert {"app.py", "serve.py", "lesson.py", "config.toml", "LICENSE", "aavae.mo"} <= names
    assert not [path for path in paths if path.suffix in (".po", ".pyc")]
    assert installed.wheel.stat().st_size < 125e6


def test_the_shipped_models_are_there_and_runs_go_to_the_users_folder(installed: Installed) -> None:
    models = json.loads(installed.run("models", "--json"))
    assert {"ae", "vae", "aavae", "simclr"} <= {model["name"] for model in models}
    assert all(Path(model["path"]).is_relative_to(installed.packages) for model in models)
    for number in range(40):
        picture = installed.home / "pictures" / "ab"[number % 2] / f"{number}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((32, 32), number).save(picture)
    installed.run("data", "import", "pictures", "--name", "noise")
    installed.run("train", "--name", "mine", "--data", "noise", "--num-epochs", "1")
    (mine,) = (row for row in json.loads(installed.run("models", "--json")) if row["name"] == "mine")
    assert Path(mine["path"]).is_relative_to(installed.home)
    assert mine["state"] == "finished"


def test_the_app_opens_from_anywhere(installed: Installed, page: Page) -> None:
    port = find_free_port()
    with open(installed.home / "log.txt", "wb") as log:
        process = subprocess.Popen(
            [installed.bin / "aavae", "app", "--port", str(port)],
            cwd=installed.home,
            env=installed.environment,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, (installed.home / "log.txt").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
        page.goto(f"http://127.0.0.1:{port}/embedding_map")
        with page.expect_response(lambda answer: "/published/" in answer.url) as fetched:
            expect(page.locator("canvas").first).to_be_visible()
        assert fetched.value.ok
        page.get_by_role("link", name="Home", exact=True).click()
        expect(page.get_by_role("heading", name="The answer at a glance")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
