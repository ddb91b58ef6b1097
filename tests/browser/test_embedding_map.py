"""The embedding map with a real mouse, on the shipped models."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server
from tests.browser.layout import measure
from tests.browser.test_pages import assert_healthy, settle
from tests.patience import PATIENCE_MS


def open_map(server: Server, page: Page, query: str = "") -> Locator:
    page.goto(f"{server.url}/embedding_map{query}")
    maps = page.locator(".linked-maps")
    expect(maps).to_have_attribute("data-drawn", re.compile("[0-9]+"))
    settle(page)
    return maps


def draw_lasso(page: Page, canvas: Locator) -> None:
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    corners = [(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.31)]
    points = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def count_selected(page: Page) -> int:
    text = page.get_by_text(re.compile("[0-9,]+ selected image")).first
    expect(text).to_be_visible()
    found = re.search("([0-9,]+) selected", text.inner_text())
    assert found
    return int(found[1].replace(",", ""))


def test_a_lasso_drives_the_gallery_and_the_link_and_outlives_a_recolouring(
    server: Server, page: Page
) -> None:
    maps = open_map(server, page)
    draw_lasso(page, maps.locator(".overlay").first)
    count = count_selected(page)
    assert count > 50
    expect(maps).to_have_attribute("data-selected", str(count))
    settle(page)
    expect(page.locator(".picture-buttons img").nth(5)).to_be_visible()

    page.locator(".st-key-colour").get_by_role("combobox").click()
    page.get_by_role("option", name="kNN probe right").click()
    expect(maps.locator(".overlay").first).to_have_attribute("data-colours", "kNN probe right")
    assert count_selected(page) == count
    expect(maps).to_have_attribute("data-selected", str(count))
    settle(page)

    page.goto(page.url)
    expect(maps).to_have_attribute("data-selected", str(count))
    assert count_selected(page) == count
    settle(page)
    maps.locator(".overlay").first.focus()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nothing is selected").first).to_be_visible()
    expect(maps).to_have_attribute("data-selected", "0")
    settle(page)
    expect(page).not_to_have_url(re.compile("selected="))
    assert_healthy(page)


def test_a_click_opens_the_image_its_views_and_its_neighbours(server: Server, page: Page) -> None:
    maps = open_map(server, page, "?image=42")
    expect(maps).to_have_attribute("data-opened", "42")
    expect(page.get_by_text("of 64 views the nearest image").first).to_be_visible()
    page.get_by_role("radio", name="Open image").or_(
        page.get_by_role("button", name="Open image")
    ).first.click()
    expect(page.get_by_text("nearest of all 10,000 training images")).to_be_visible()
    neighbour = page.locator(".picture-buttons button").first
    label = neighbour.get_attribute("aria-label")
    assert label
    neighbour.click()
    expect(page.locator(".pictures figcaption", has_text=label).first).to_be_visible()
    page.get_by_role("button", name="Back to it").click()
    expect(maps).to_have_attribute("data-opened", "42")
    settle(page)
    page.locator("body").press("n")
    expect(maps).to_have_attribute("data-opened", "43")
    settle(page)
    expect(page).to_have_url(re.compile("image=43"))
    assert_healthy(page)


def test_the_map_fits_a_phone(server: Server, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    maps = open_map(server, page)
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    boxes = measure(maps.locator(".overlay"))
    assert boxes and all(box.width > 300 and 0 <= box.x <= box.right <= 390 for box in boxes)


def test_a_map_that_is_not_there_is_computed_in_the_background(server: Server, page: Page) -> None:
    maps = open_map(server, page, "?points=1,000&model_b=nothing")
    method = maps.locator(".pane-method")
    expect(method).to_have_text("PCA, UMAP to follow")
    expect(method).to_have_text("UMAP", timeout=PATIENCE_MS)
    assert_healthy(page)


def test_the_untrained_encoder_comes_with_one_press_and_goes_to_a_second_screen(
    server: Server, page: Page
) -> None:
    maps = open_map(server, page)
    expect(maps.locator(".pane-title")).to_have_text(["AAVAE", "VAE"])
    page.get_by_role("button", name="Untrained encoder").click()
    expect(maps.locator(".pane-title")).to_have_text(["AAVAE", "VAE", "Untrained encoder"])
    # It ships, so nobody waits for it.
    expect(maps.locator(".pane-method")).to_have_text(["UMAP"] * 3)
    expect(page).to_have_url(re.compile("more_maps=untrained"))
    settle(page)
    with page.expect_popup() as opened:
        maps.get_by_role("button", name="in a window of its own").nth(2).click()
    window = opened.value.locator(".linked-maps")
    expect(window).to_have_attribute("data-drawn", "10000")
    draw_lasso(opened.value, window.locator(".overlay"))
    count = count_selected(page)
    assert count > 50
    expect(maps).to_have_attribute("data-selected", str(count))
    opened.value.get_by_label("Colour by").select_option("density")
    for overlay in maps.locator(".overlay").all():
        expect(overlay).to_have_attribute("data-colours", "density")
    expect(window.locator(".overlay")).to_have_attribute("data-colours", "density")
    expect(page).to_have_url(re.compile("colour=density"))
    opened.value.close()
    page.set_viewport_size({"width": 390, "height": 844})
    boxes = measure(maps.locator(".overlay"))
    assert all(box.width > 300 and box.right <= 390 for box in boxes)
    assert [box.y for box in boxes] == sorted({box.y for box in boxes})
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert_healthy(page)
