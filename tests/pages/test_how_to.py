"""What documents tell a reader to write for a page works, where they say that it belongs."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.paths import ROOT
from tests.documents import DOCS, read_python
from tests.pages.conftest import TIMEOUT, assert_healthy


@pytest.fixture
def own_modules() -> Iterator[None]:
    """What is imported for the first time is forgotten afterwards."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if "brightness" in name:
            del sys.modules[name]


@pytest.mark.usefixtures("own_modules", "no_processes")
def test_the_page_of_the_how_to_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, figure, part = read_python(DOCS / "how_to" / "add_a_page.md")
    for package in ("aavae.figures", "aavae.ui"):
        module, folder = importlib.import_module(package), tmp_path / package
        folder.mkdir()
        monkeypatch.setattr(module, "__path__", [*module.__path__, str(folder)])
    (tmp_path / "aavae.figures" / "brightness.py").write_text(figure, encoding="utf-8")
    (tmp_path / "aavae.ui" / "brightness").mkdir()
    (tmp_path / "aavae.ui" / "brightness" / "__init__.py").touch()
    (tmp_path / "aavae.ui" / "brightness" / "page.py").write_text(part, encoding="utf-8")
    shutil.copy(ROOT / "app.py", tmp_path)
    shutil.copytree(ROOT / "pages", tmp_path / "pages")
    (tmp_path / "pages" / "brightness.py").write_text(page, encoding="utf-8")
    app = AppTest.from_file(str(tmp_path / "app.py"), default_timeout=TIMEOUT)
    app = app.switch_page("pages/brightness.py").run()
    assert_healthy(app)
    assert app.title[0].value == "Brightness"
    assert "Brightness of the test images" in [header.value for header in app.header]
    assert len(app.get("plotly_chart")) == 1


def test_the_line_for_a_class_on_another_page_runs() -> None:
    (script,) = read_python(DOCS / "class.md")
    app = AppTest.from_string(script, default_timeout=TIMEOUT).run()
    assert not app.exception
    # This reader has no class.
    assert not app.markdown
