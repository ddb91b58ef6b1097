"""The walls of samples in Chromium: a press and the keyboard choose the same sample in every wall."""

import re
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.browser.conftest import Server
from tests.browser.test_pages import assert_healthy, settle


def test_a_pressed_sample_is_marked_in_every_wall_and_in_the_link(
    server: Server, page: Page, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    write_set(Path(server.environment["AAVAE_DATA"]), tiny_dataset, "drawn")
    page.goto(f"{server.url}/generate?data={quote(tiny_dataset.title)}&generate_num=16")
    settle(page)
    assert_healthy(page)
    samples = page.locator(".picture-walls")
    marked = samples.locator('button[aria-pressed="true"]')
    expect(samples.locator(".wall-tiles")).to_have_count(6)
    expect(marked).to_have_count(6)
    # What one points at is outlined in every wall.
    fifth = samples.get_by_role("button", name=re.compile("^AAVAE.*sample 5$")).first
    fifth.hover()
    expect(samples.locator("button[data-at]")).to_have_count(6)
    fifth.click()
    expect(page.get_by_label("Sample", exact=True)).to_have_value("5")
    settle(page)
    for button in marked.all():
        expect(button).to_have_attribute("data-number", "5")
    expect(page).to_have_url(re.compile("sample=5"))
    # One tab stop a wall; arrows move, Enter chooses.
    marked.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Sample", exact=True)).to_have_value("10")
    settle(page)
    assert_healthy(page)
    page.get_by_role("button", name="Save the walls").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="AAVAE: The prior, N(0, I)").click()
    assert started.value.suggested_filename == "samples_aavae_prior.png"
    started.value.save_as(tmp_path / "wall.png")
    assert (tmp_path / "wall.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
