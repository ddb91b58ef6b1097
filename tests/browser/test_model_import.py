"""A checkpoint becomes a model on the pages, with the mouse and the keyboard."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_pages import assert_healthy, visit
from tests.foreign.reference_file import draw_weights, make_content, write_checkpoint


def test_a_checkpoint_is_imported_from_the_jobs_page(server: Server, page: Page, tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path / "aavae_cifar10.ckpt", make_content(draw_weights(latents=8)))
    visit(page, server, "jobs")
    page.get_by_text("Import a model of the paper's reference implementation").click()
    page.get_by_label("File of this computer").fill(str(path))
    page.get_by_label("Name of the new run").fill("paper")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("'paper' is read in the background")).to_be_visible()
    ended = page.locator('[class*="st-key-ended_"]', has_text="Import: paper")
    expect(ended.filter(has_text="finished")).to_be_visible()
    page.goto(f"{server.url}/jobs?run=paper")
    expect(page.get_by_text("Imported from aavae_cifar10.ckpt")).to_be_visible()
    expect(page.get_by_role("link", name="Re-run with changes")).to_have_count(0)
    assert_healthy(page)
