"""Four linked maps, and some of them in windows of their own, as on a second screen."""

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Server, expect_soon
from tests.browser.layout import measure
from tests.browser.test_linked_maps import (
    COUNT,
    LOWER_LEFT,
    UPPER_LEFT,
    Maps,
    maps_server,
    members,
    read_colour,
)
from tests.patience import scale

__all__ = ["maps_server"]
DETACH = "Open this map in a window of its own"


class MapWindow(Maps):
    """One map in a window of its own: side 0 there is the map `at` of the page."""

    def __init__(self, page: Page, at: int, maps: Maps) -> None:
        self.page = page
        self.places = [maps.places[at]]
        self.root = page.locator(".linked-maps[data-drawn]")
        expect(self.root).to_be_visible()


def open_window(maps: Maps, at: int) -> MapWindow:
    with maps.page.expect_popup() as opened:
        maps.page.get_by_role("button", name=DETACH).nth(at).click()
    return MapWindow(opened.value, at, maps)


@pytest.fixture
def maps(maps_server: Server, page: Page) -> Iterator[Maps]:
    page.set_viewport_size({"width": 1440, "height": 1000})
    yield Maps(page, maps_server.url, "&maps=4")


def test_four_maps_are_a_square_of_two_rows_and_linked_in_hover_lasso_and_colours(maps: Maps) -> None:
    boxes = measure(maps.page.locator(".overlay"))
    assert len(boxes) == 4
    assert len({box.y for box in boxes}) == len({box.x for box in boxes}) == 2
    assert all(box.height >= 280 and box.width >= 400 for box in boxes)
    maps.page.wait_for_load_state("networkidle")
    maps.overlay(3).scroll_into_view_if_needed()
    maps.hover(3, 8)
    expect(maps.root).to_have_attribute("data-hovered", "8")
    for side in range(4):
        expect_soon(maps.page, partial(maps.has_ring, side, 8, 7))
        # The first of its neighbours on this map.
        expect_soon(maps.page, partial(maps.has_ring, side, 9 + side, 4))
    expect(maps.page.locator(".card-model")).to_have_text([f"Nearest by model {side}" for side in range(4)])
    maps.overlay(2).scroll_into_view_if_needed()
    maps.draw(2, LOWER_LEFT)
    # The third map is turned by half.
    maps.expect_selected(members(2))
    for side in range(4):
        red, green, blue, _ = maps.pixel("points", side, maps.locate(side, 1))
        assert abs(red - green) < 3 and abs(green - blue) < 3
    maps.page.get_by_text("scales").click()
    for side in range(4):
        expect(maps.overlay(side)).to_have_attribute("data-colours", f"Surprise {side}")
    expect(maps.page.locator(".legend")).to_have_count(4)
    maps.page.get_by_text("class", exact=True).click()
    expect(maps.page.locator(".legend")).to_have_count(1)
    maps.page.locator(".legend-row").nth(2).click()
    for side in range(4):
        expect_soon(
            maps.page, lambda side=side: max(maps.pixel("points", side, maps.locate(side, 2))[:2]) > 200
        )


def test_the_first_map_s_points_go_to_each_of_the_others_in_turn(maps: Maps) -> None:
    maps.page.emulate_media(reduced_motion="reduce")
    button, title = maps.page.locator(".move"), maps.page.locator(".pane-title").first
    for side in (1, 2, 3):
        expect(button).to_have_text(f"Move to model {side}")
        button.click()
        expect(title).to_have_text(f"model {side}, moved here from model 0")
        maps.expect_under_mouse(0, 17, from_map=side)
    expect(button).to_have_text("Move back")
    button.click()
    maps.expect_under_mouse(0, 17)


def test_a_window_follows_the_page_and_the_page_the_window(maps: Maps) -> None:
    window = open_window(maps, 3)
    expect(window.page).to_have_title("model 3")
    expect(window.page.locator(".overlay")).to_have_count(1)
    expect(window.page.get_by_role("button", name=DETACH)).to_have_count(0)
    maps.page.wait_for_load_state("networkidle")

    maps.hover(0, 13)
    expect(window.root).to_have_attribute("data-hovered", "13")
    expect_soon(window.page, partial(window.has_ring, 0, 13, 7))
    expect_soon(window.page, partial(window.has_ring, 0, 17, 4))
    maps.page.mouse.move(5, 5)
    expect(window.root).to_have_attribute("data-hovered", "-1")
    window.hover(0, 21)
    expect(maps.root).to_have_attribute("data-hovered", "21")
    for side in range(4):
        expect_soon(maps.page, partial(maps.has_ring, side, 21, 7))
    expect(window.page.locator(".card")).to_contain_text("image 21")
    expect(maps.page.locator(".card")).to_be_hidden()

    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    expect(window.root).to_have_attribute("data-selected", "100")
    window.draw(0, LOWER_LEFT)
    # The fourth map is turned by three quarters.
    maps.expect_selected(members(1))
    window.page.keyboard.down("Shift")
    window.draw(0, UPPER_LEFT)
    window.page.keyboard.up("Shift")
    maps.expect_selected(sorted(members(0) + members(1)))
    window.page.mouse.click(*window.in_window(0, window.locate(0, 42)))
    maps.expect_selected([42], 42)
    # The views of the open image, which the server finds.
    expect(window.page.locator(".pane-note")).to_have_text("◆ views")
    maps.page.get_by_role("button", name="Forget").click()
    expect(window.root).to_have_attribute("data-selected", "0")

    maps.page.get_by_text("scales").click()
    expect(window.overlay(0)).to_have_attribute("data-colours", "Surprise 3")
    expect(window.page.locator(".legend-title")).to_have_text("Surprise 3")
    maps.page.get_by_text("class", exact=True).click()
    expect(window.overlay(0)).to_have_attribute("data-colours", "Class")
    colour = window.page.get_by_label("Colour by")
    colour.select_option("scales")
    for side in range(4):
        expect(maps.overlay(side)).to_have_attribute("data-colours", f"Surprise {side}")
    expect(window.overlay(0)).to_have_attribute("data-colours", "Surprise 3")
    expect(maps.page.get_by_role("radio", name="scales")).to_be_checked()
    maps.page.get_by_text("class", exact=True).click()
    expect(colour).to_have_value("class")
    maps.page.locator(".legend-row").nth(1).click()
    expect(window.page.locator(".legend-row").nth(1)).to_have_attribute("aria-pressed", "false")
    window.page.locator(".legend-row").nth(2).click()
    expect(maps.page.locator(".legend-row").nth(2)).to_have_attribute("aria-pressed", "false")
    window.page.get_by_role("button", name="Labels").click()
    expect(maps.page.get_by_role("button", name="Labels")).to_have_attribute("aria-pressed", "true")


def test_windows_outlive_a_reload_of_the_page_and_the_page_outlives_them(maps: Maps) -> None:
    faults: list[str] = []
    first, second = open_window(maps, 1), open_window(maps, 2)
    for page in (maps.page, first.page, second.page):
        page.on("pageerror", lambda error: faults.append(str(error)))
    maps.draw(0, LOWER_LEFT)
    for window in (first, second):
        expect(window.root).to_have_attribute("data-selected", "100")

    maps.page.reload()
    expect(maps.root).to_be_visible()
    for window in (first, second):
        expect(window.root).to_have_attribute("data-selected", "0")
        expect(window.page.get_by_role("alert")).to_be_empty()
    first.draw(0, LOWER_LEFT)
    maps.expect_selected(members(3))
    expect(second.root).to_have_attribute("data-selected", "100")
    # What the page was before is gone, and yet a window can be loaded anew.
    second.page.reload()
    expect(second.root).to_have_attribute("data-selected", "100")
    second.draw(0, UPPER_LEFT)
    maps.expect_selected(members(1))

    first.page.close()
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    expect(second.root).to_have_attribute("data-selected", "100")
    maps.page.get_by_text("Shown").click()
    expect(second.page.get_by_role("alert")).to_contain_text("The page shows its maps no more")
    second.hover(0, 21)
    expect(second.root).to_have_attribute("data-hovered", "21")
    maps.page.get_by_text("Shown").click()
    expect(second.page.get_by_role("alert")).to_be_empty()
    assert not faults


def test_pages_of_one_browser_are_not_linked_with_each_other(maps: Maps, maps_server: Server) -> None:
    window = open_window(maps, 0)
    other = Maps(maps.page.context.new_page(), maps_server.url, "&maps=2")
    # As a tab that is duplicated begins, with what the first one remembers.
    kept = maps.page.evaluate("JSON.stringify(sessionStorage)")
    copy = maps.page.context.new_page()
    copy.add_init_script(f"if (!sessionStorage.length) Object.assign(sessionStorage, JSON.parse({kept!r}))")
    duplicate = Maps(copy, maps_server.url, "&maps=4")
    for stranger in (other, duplicate):
        stranger.draw(0, LOWER_LEFT)
        stranger.expect_selected(members(0))
    # A claim that nothing happens takes time.
    maps.page.wait_for_timeout(scale(300))
    for linked in (maps, window):
        expect(linked.root).to_have_attribute("data-selected", "0")
    own = open_window(duplicate, 1)
    expect(own.root).to_have_attribute("data-selected", "100")
    maps.draw(0, UPPER_LEFT)
    maps.expect_selected(members(3))
    expect(window.root).to_have_attribute("data-selected", "100")
    expect(own.root).to_have_attribute("data-selected", "100")
    assert own.root.get_attribute("data-opened") == "-1"
    window.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    duplicate.expect_selected(members(0))


def test_a_window_that_the_browser_blocks_is_a_sentence(maps_server: Server, page: Page) -> None:
    page.goto(f"{maps_server.url}/_stcore/health")
    # A page in such a frame may open no windows.
    page.evaluate(
        """(address) => {
          const frame = document.createElement("iframe");
          frame.sandbox = "allow-scripts allow-same-origin";
          Object.assign(frame, { src: address, width: 1300, height: 800 });
          document.body.replaceChildren(frame);
        }""",
        f"{maps_server.url}/?count={COUNT}&maps=4",
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".linked-maps[data-drawn]")).to_be_visible()
    frame.get_by_role("button", name=DETACH).first.click()
    expect(frame.locator(".problem")).to_have_text(
        "The browser blocked the new window: allow pop-ups for this address, then press the button again."
    )
    assert len(page.context.pages) == 1


def test_a_second_press_brings_the_same_window_to_the_front(maps: Maps) -> None:
    window = open_window(maps, 1)
    maps.page.get_by_role("button", name=DETACH).nth(1).click()
    maps.draw(0, LOWER_LEFT)
    expect(window.root).to_have_attribute("data-selected", "100")
    assert len(maps.page.context.pages) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_window_looks_like_the_page_and_follows_its_theme(
    scheme: str, maps: Maps, desktop: BrowserContext
) -> None:
    maps.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    window = open_window(maps, 0)
    title = maps.page.locator(".pane-title").first
    expect_soon(maps.page, lambda: (max(read_colour(title)) < 128) == (scheme == "dark"))
    expect_soon(
        window.page,
        lambda: (
            abs(
                read_colour(window.page.locator(".stage")) - read_colour(maps.page.locator(".stage").first)
            ).max()
            < 5
        ),
    )
    assert window.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme
    # The window's own preference is another one, and counts for nothing.
    other = "light" if scheme == "dark" else "dark"
    maps.page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    expect_soon(
        window.page,
        lambda: window.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == other,
    )
    expect_soon(
        window.page,
        lambda: (read_colour(window.page.locator(".stage")).max() < 128) == (scheme == "light"),
    )
    height = window.page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert height <= 0
    assert int(window.root.get_attribute("data-drawn") or 0) == COUNT
