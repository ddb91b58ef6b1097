"""What a test that fails in the browser leaves."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import conftest


def test_what_the_tabs_show_and_did_is_left(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conftest, "IN_CI", True)
    context = conftest.open_context(chromium, 200, 100)
    page = context.new_page()
    page.set_content("<h1>Here</h1>")
    left = conftest.leave_evidence(chromium, tmp_path / "results", "test_it[a/b]")
    context.close()
    assert {Path(path).name.rpartition("-")[2] for path in left} >= {"0.png"}
    assert all("test_it-a-b" in path and Path(path).stat().st_size > 500 for path in left)
    assert {Path(path).suffix for path in left} == {".png", ".zip"}
