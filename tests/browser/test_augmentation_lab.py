"""The augmentation lab with a real mouse and a keyboard, on models that need no training."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.distortion import Distortion
from aavae.methods import MethodName
from tests.browser.conftest import Server
from tests.browser.layout import measure
from tests.browser.test_pages import assert_healthy, settle
from tests.conftest import make_run
from tests.patience import PATIENCE_MS

NAMES: dict[str, MethodName] = {"one": "aavae", "two": "vae", "compares": "simclr"}
MODELS = "".join(f"&models={name} (yours)" for name in NAMES)
WARM = PATIENCE_MS
"""Milliseconds for the first visit: the models' classifiers are fitted then."""


@pytest.fixture(scope="module")
def lab(server: Server, tiny_dataset: Dataset) -> Server:
    """The server, with a few images and untrained models of its own."""
    write_set(server.folder / "data", tiny_dataset, "drawn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AAVAE_RUNS", str(server.folder / "runs"))
        for seed, (name, method) in enumerate(NAMES.items()):
            make_run(name, method, seed)
    return server


def visit(lab: Server, page: Page, query: str) -> None:
    page.goto(f"{lab.url}/reconstruct?data=tiny, 320 training images{MODELS}{query}")


def open_lab(lab: Server, page: Page, query: str = "") -> Locator:
    visit(lab, page, query)
    expect(page.locator(".lab-card")).to_have_count(4, timeout=WARM)
    settle(page)
    return page.locator(".crop-box-stage")


def read_distortion(page: Page) -> Distortion:
    return Distortion.from_text(parse_qs(urlsplit(page.url).query).get("distortion", [""])[0])


def read_box(box: Locator) -> list[float]:
    return [float(part) for part in (box.get_attribute("data-box") or "").split(",")]


def drag(page: Page, box: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag between two places on the image, each across and down, in parts of its side."""
    box.scroll_into_view_if_needed()
    bounds = box.bounding_box()
    assert bounds is not None
    places = [
        (bounds["x"] + across * bounds["width"], bounds["y"] + down * bounds["height"])
        for across, down in (start, end)
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=8)
    page.mouse.up()


def wait_for_link(page: Page, pattern: str) -> None:
    page.wait_for_url(re.compile(pattern), timeout=PATIENCE_MS)
    settle(page)


def test_the_box_is_dragged_by_a_corner_moved_and_drawn_anew_and_each_is_a_step(
    lab: Server, page: Page
) -> None:
    box = open_lab(lab, page)
    seen = page.locator(".lab-card img").nth(1)
    before = seen.get_attribute("src")
    # The corner at the lower right, just inside.
    drag(page, box, (0.985, 0.985), (0.5, 0.6))
    wait_for_link(page, "distortion=")
    expect(seen).not_to_have_attribute("src", before or "")
    first = read_distortion(page)
    assert (first.top, first.left) == (0, 0)
    assert (first.height, first.width) == (pytest.approx(0.6, abs=0.02), pytest.approx(0.5, abs=0.02))

    old = page.url
    drag(page, box, (0.25, 0.3), (0.45, 0.4))
    page.wait_for_function("(old) => location.href !== old", arg=old)
    settle(page)
    moved = read_distortion(page)
    assert (moved.height, moved.width) == (first.height, first.width)
    assert (moved.top, moved.left) == (pytest.approx(0.1, abs=0.02), pytest.approx(0.2, abs=0.02))

    old = page.url
    drag(page, box, (0.95, 0.95), (0.8, 0.75))
    page.wait_for_function("(old) => location.href !== old", arg=old)
    settle(page)
    drawn = read_distortion(page)
    assert (drawn.top, drawn.left) == (pytest.approx(0.75, abs=0.02), pytest.approx(0.8, abs=0.02))

    for expected in (moved, first, Distortion()):
        old = page.url
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function("(old) => location.href !== old", arg=old)
        settle(page)
        assert read_distortion(page) == expected
        corner = [expected.top, expected.left, expected.height, expected.width]
        assert read_box(box) == pytest.approx(corner, abs=2e-3)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert_healthy(page)


def test_the_box_by_keyboard_tells_its_place_in_words(lab: Server, page: Page) -> None:
    box = open_lab(lab, page, "&distortion=crop%3D0.25,0.25,0.5,0.5")
    frame = box.locator(".crop-box-frame")
    frame.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    wait_for_link(page, r"crop(=|%3D)0\.2188")
    found = read_distortion(page)
    pixel = 1 / 32
    expected = [0.25 - pixel, 0.25 + 2 * pixel, 0.5 + pixel, 0.5 - pixel]
    assert [found.top, found.left, found.height, found.width] == pytest.approx(expected, abs=1e-3)
    label = frame.get_attribute("aria-label") or ""
    assert "47 % of the width and 53 % of the height, from 31 % left and 22 % top" in label
    for _ in range(40):
        page.keyboard.press("Shift+ArrowUp")
    wait_for_link(page, r"0\.1(,|%2C)0\.4688")
    assert read_distortion(page).height == pytest.approx(0.1)
    assert_healthy(page)


def test_a_link_reproduces_pictures_and_numbers(lab: Server, page: Page) -> None:
    open_lab(lab, page)
    page.get_by_role("button", name="Roll").click()
    wait_for_link(page, "distortion=")
    cards = page.locator(".lab-cards").inner_html()
    assert "of 99 other images" in cards or "among 99 others" in cards
    page.goto(page.url)
    expect(page.locator(".lab-card")).to_have_count(4, timeout=WARM)
    settle(page)
    assert page.locator(".lab-cards").inner_html() == cards
    assert_healthy(page)


def test_only_simclr_has_no_picture_and_says_why(lab: Server, page: Page) -> None:
    open_lab(lab, page)
    cards = page.locator(".lab-card")
    assert [card.locator("img").count() for card in cards.all()] == [2, 2, 2, 0]
    expect(cards.last).to_contain_text("cannot paint an image")


def test_a_tile_stands_out_in_every_wall_by_mouse_and_by_keyboard(lab: Server, page: Page) -> None:
    visit(lab, page, "&section=Wall")
    walls = page.locator(".wall")
    expect(walls).to_have_count(3, timeout=WARM)
    settle(page)
    assert [wall.locator(".wall-tiles .tile").count() for wall in walls.all()] == [64] * 3
    assert len({(round(box.width), round(box.y)) for box in measure(walls.locator(".wall-tiles"))}) == 1

    walls.nth(1).locator(".wall-tiles .tile").nth(19).hover()
    expect(page.locator(".picture-walls")).to_have_attribute("data-at", "19")
    assert page.locator(".wall-tiles .tile[data-at]").count() == 3
    expect(walls.nth(2).locator(".wall-lens")).to_contain_text("view 20")
    # One tab stop a wall: the tile that stands out.
    tab_stop = walls.nth(2).locator('.wall-tiles [tabindex="0"]')
    expect(tab_stop).to_have_count(1)
    tab_stop.focus()
    page.mouse.move(0, 0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".picture-walls")).to_have_attribute("data-at", "28")
    expect(walls.nth(0).locator(".wall-lens")).to_contain_text("view 29")
    # At the wall's edge an arrow leads nowhere, and with Alt it is the browser's own.
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".picture-walls")).to_have_attribute("data-at", "31")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".picture-walls")).to_have_attribute("data-at", "31")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")

    sheet = walls.nth(0).locator(".wall-tiles").get_attribute("style")
    page.get_by_role("button", name="Draw again").click()
    expect(walls.nth(0).locator(".wall-tiles")).not_to_have_attribute("style", sheet or "")
    expect(page.locator(".picture-walls")).to_have_attribute("data-at", "28")
    assert_healthy(page)


def test_the_walls_are_kept_as_one_picture(lab: Server, page: Page) -> None:
    visit(lab, page, "&section=Wall")
    expect(page.locator(".wall")).to_have_count(3, timeout=WARM)
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG of the walls").click()
    picture = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert picture.format == "PNG"
    assert picture.width > 3 * 64 * 8
    assert len(np.unique(np.asarray(picture).reshape(-1, 3), axis=0)) > 1_000


@pytest.mark.parametrize("section", ["One image", "Strength", "Wall", "Invariance profile", "Many images"])
def test_every_section_fits_a_phone(section: str, lab: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(lab, page, f"&section={section}")
    page.wait_for_selector(".lab-card, .film-strip, .wall, .js-plotly-plot, .pictures", timeout=WARM)
    settle(page)
    assert_healthy(page)
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert all(box.width > 300 for box in measure(page.locator(".wall")))
