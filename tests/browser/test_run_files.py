"""A run leaves one browser as a file, and comes into the explorer again as somebody else's."""

import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, upload
from tests.browser.test_pages import assert_healthy, settle, visit


def test_a_run_is_saved_added_shown_and_deleted(server: Server, page: Page, tmp_path: Path) -> None:
    visit(page, server, "jobs?run=simclr")
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as a file").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    assert path.name == "simclr.zip"

    page.get_by_text("Add a run from a file").click()
    upload(page.locator(".st-key-add_run"), path)
    page.get_by_label("Name of the run", exact=True).fill("theirs")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("'theirs' is here, and every page offers it.")).to_be_visible()
    settle(page)
    expect(page.get_by_text("Not trained here: added from the file simclr.zip")).to_be_visible()
    expect(page.get_by_role("button", name="Resume")).to_have_count(0)
    assert_healthy(page)

    visit(page, server, "similarity?model_a=theirs&model_b=simclr")
    expect(page.get_by_text("theirs (received)").first).to_be_visible()
    assert_healthy(page)

    visit(page, server, "jobs?run=theirs")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("'theirs' is deleted.")).to_be_visible()


def test_a_model_is_exported_while_the_page_goes_on(server: Server, page: Page, tmp_path: Path) -> None:
    visit(page, server, "jobs?run=simclr")
    with page.expect_download(timeout=60_000) as started:
        page.get_by_role("button", name="Export the model").click()
        # The page answers before the export is there.
        page.get_by_text("Settings", exact=True).click()
        expect(page.get_by_text("temperature")).to_be_visible()
        assert started.is_done() is False
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    assert path.name == "simclr-export.zip"
    with zipfile.ZipFile(path) as archive:
        assert {"simclr-export/load.py", "simclr-export/encoder.onnx"} <= set(archive.namelist())
    assert_healthy(page)


def test_what_is_no_run_is_refused_on_the_page(server: Server, page: Page, tmp_path: Path) -> None:
    (tmp_path / "holiday.zip").write_bytes(b"PK\x03\x04 no run")
    visit(page, server, "jobs")
    page.get_by_text("Add a run from a file").click()
    upload(page.locator(".st-key-add_run"), tmp_path / "holiday.zip")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("holiday.zip is no zip of a run, or damaged")).to_be_visible()
    assert_healthy(page)
