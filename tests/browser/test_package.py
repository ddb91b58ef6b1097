"""The wheel, installed where nothing of the checkout can be found or written."""

import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from bench.installed import Environment, build_wheel


class Installed(Environment):
    """The wheel in an environment of its own, with what it needs from here."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "installed", sys.executable)
        (self.packages,) = (self.bin.parent / "lib").glob("*/site-packages")
        self.wheel = build_wheel(folder / "wheels", "--no-build-isolation", "-p", sys.executable)
        self.install("--no-deps", "--no-index", self.wheel)
        (self.packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))

    def list_files(self) -> set[tuple[str, int]]:
        """What is beside the package, but for what Python compiles."""
        files = [path for path in self.packages.rglob("*") if path.is_file() and path.suffix != ".pyc"]
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
    models = installed.read_json("models")
    assert {"ae", "vae", "aavae", "simclr"} <= {model["name"] for model in models}
    assert all(Path(str(model["path"])).is_relative_to(installed.packages) for model in models)
    for number in range(40):
        picture = installed.home / "pictures" / "ab"[number % 2] / f"{number}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((32, 32), number).save(picture)
    installed.run("aavae", "data", "import", "pictures", "--name", "noise")
    installed.run("aavae", "train", "--name", "mine", "--data", "noise", "--num-epochs", "1")
    (mine,) = (row for row in installed.read_json("models") if row["name"] == "mine")
    assert Path(str(mine["path"])).is_relative_to(installed.home)
    assert mine["state"] == "finished"


def test_the_app_opens_from_anywhere(installed: Installed, page: Page) -> None:
    with installed.serve() as address:
        page.goto(f"{address}/embedding_map")
        with page.expect_response(lambda answer: "/published/" in answer.url) as fetched:
            expect(page.locator("canvas").first).to_be_visible()
        assert fetched.value.ok
        page.get_by_role("link", name="Home", exact=True).click()
        expect(page.get_by_role("heading", name="The answer at a glance")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
