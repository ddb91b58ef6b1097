"""The similarity page in Chromium: a pressed bar shows its pairs, and a link brings them back."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.browser.conftest import Server
from tests.browser.test_pages import assert_healthy, settle
from tests.patience import PATIENCE_MS


def test_a_pressed_bar_shows_its_pairs_and_the_link_brings_them_back(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 1200})
    page.goto(f"{server.url}/similarity")
    figure = page.locator(".js-plotly-plot").nth(1)
    # Thousands of views are encoded, where no result is at hand.
    expect(figure).to_contain_text("VAE, mu", timeout=PATIENCE_MS)
    settle(page)
    # The upper traces lie over the lower ones: the last bars are those of one image.
    bars = figure.locator(".bars path")
    box = bars.nth(bars.count() - 12).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 2)
    title = page.locator(".pairs-title")
    expect(title).to_contain_text(re.compile(r"VAE, (same image|different images): 0\.\d+ to 0\.\d+"))
    settle(page)
    assert_healthy(page)
    assert page.locator(".pairs figure").count() > 0
    expect(page).to_have_url(re.compile("bar_cosine="))
    text = title.inner_text()
    page.reload()
    expect(title).to_have_text(text)


def test_sections_and_measures_follow_the_keyboard(server: Server, page: Page, tiny_dataset: Dataset) -> None:
    # Few images: what does not ship is soon there.
    write_set(Path(server.environment["AAVAE_DATA"]), tiny_dataset, "drawn for a test")
    page.goto(f"{server.url}/similarity?data=tiny&similarity_section=Extreme+pairs")
    # Six of two images and six of one, for each model.
    expect(page.locator(".pairs figure")).to_have_count(24)
    settle(page)
    page.get_by_role("radio", name="distance", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".js-plotly-plot").first).to_contain_text("distance")
    settle(page)
    assert_healthy(page)
    expect(page).to_have_url(re.compile("measure=euclidean"))
