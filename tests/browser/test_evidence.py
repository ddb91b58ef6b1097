"""What a test that fails in the browser leaves."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import conftest


def test_what_the_tabs_show_is_left(chromium: Browser, tmp_path: Path) -> None:
    context = conftest.open_context(chromium, 200, 100)
    context.new_page().set_content("<h1>Here</h1>")
    left = conftest.leave_evidence(chromium, tmp_path / "results", "test_it[a/b]")
    context.close()
    assert left
    assert all(Path(path).name.startswith("test_it-a-b-") for path in left)
    assert all(Path(path).stat().st_size > 500 for path in left)
