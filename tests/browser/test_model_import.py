"""A checkpoint becomes a model on the pages, with the mouse and the keyboard."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_pages import assert_healthy, settle, visit
from tests.foreign.onnx_files import write_encoder
from tests.foreign.reference_file import draw_weights, make_content, write_checkpoint


def test_a_checkpoint_is_imported_from_the_jobs_page(server: Server, page: Page, tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path / "aavae_cifar10.ckpt", make_content(draw_weights(latents=8)))
    visit(page, server, "jobs")
    page.get_by_text("Import a model").click()
    page.get_by_label("File of this computer", exact=True).fill(str(path))
    page.get_by_label("Name of the new model", exact=True).fill("paper")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("'paper' is read in the background")).to_be_visible()
    ended = page.locator('[class*="st-key-ended_"]', has_text="Import: paper")
    expect(ended.filter(has_text="finished")).to_be_visible()
    page.goto(f"{server.url}/jobs?run=paper")
    expect(page.get_by_text("Imported from aavae_cifar10.ckpt")).to_be_visible()
    expect(page.get_by_role("link", name="Re-run with changes")).to_have_count(0)
    assert_healthy(page)


def test_an_encoder_is_imported_and_stands_on_the_pages(server: Server, page: Page, tmp_path: Path) -> None:
    path = write_encoder(tmp_path / "net.onnx", outputs=("h", "stage"))
    visit(page, server, "jobs")
    page.get_by_text("Import a model").click()
    page.get_by_label("File of this computer", exact=True).fill(str(path))
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Normalisation of the images")).to_be_visible()
    page.get_by_label("Name of the new model", exact=True).fill("theirs")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Import", exact=True).click()
    ended = page.locator('[class*="st-key-ended_"]', has_text="Import: theirs")
    expect(ended.filter(has_text="finished")).to_be_visible()
    page.goto(f"{server.url}/linear_probe?baseline_models=theirs")
    expect(
        page.get_by_role("gridcell", name="theirs (imported)")
        .or_(page.get_by_text("theirs (imported)"))
        .first
    ).to_be_visible()
    assert_healthy(page)
    page.goto(f"{server.url}/diagnostics?baseline_models=theirs&diagnostic=layers")
    expect(page.get_by_text("Probe by layer").first).to_be_visible()
    assert_healthy(page)
