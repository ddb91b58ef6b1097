"""Two linked maps as a visitor meets them, with a real mouse, a finger and a keyboard."""

import io
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from aavae.ui.linked_maps.packing import find_extent
from tests.browser.conftest import Server, expect_soon
from tests.browser.layout import measure
from tests.browser.linked_maps_data import draw_colours, draw_maps, find_neighbours
from tests.patience import scale

COUNT = 400
PAGE = Path(__file__).with_name("linked_maps_page.py")

READ_PIXEL = """(canvas, [x, y]) => {
  const ratio = canvas.width / canvas.clientWidth;
  return [...canvas.getContext("2d").getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data];
}"""


class Maps:
    """The component on a page, and where its points are."""

    def __init__(self, page: Page, url: str, query: str = "") -> None:
        self.page = page
        self.places = [_find_unit(places) for places in draw_maps(COUNT)]
        page.goto(f"{url}/?count={COUNT}{query}")
        self.root = page.locator(".linked-maps[data-drawn]")
        expect(self.root).to_be_visible()
        self.overlay(0).scroll_into_view_if_needed()

    def overlay(self, side: int) -> Locator:
        return self.page.locator(".overlay").nth(side)

    def locate(self, side: int, point: int, from_map: int | None = None) -> tuple[float, float]:
        """Where a point is on a map's canvas."""
        return self.project(side, self.places[side if from_map is None else from_map][point])

    def project(self, side: int, unit: Sequence[float] | np.ndarray) -> tuple[float, float]:
        """Where a place of the map's unit square, y downwards, is on its canvas."""
        scale, x, y = (float(part) for part in (self.overlay(side).get_attribute("data-view") or "").split())
        return x + unit[0] * scale, y + unit[1] * scale

    def in_window(self, side: int, place: tuple[float, float]) -> tuple[float, float]:
        box = self.overlay(side).bounding_box()
        assert box is not None
        return box["x"] + place[0], box["y"] + place[1]

    def hover(self, side: int, point: int, from_map: int | None = None) -> None:
        self.page.mouse.move(*self.in_window(side, self.locate(side, point, from_map)))

    def expect_under_mouse(self, side: int, point: int, from_map: int | None = None) -> None:
        """Point at a place until a point that is on its way there has come."""

        def is_hovered() -> bool:
            self.page.mouse.move(5, 5)
            self.hover(side, point, from_map)
            return self.root.get_attribute("data-hovered") == str(point)

        expect_soon(self.page, is_hovered)

    def draw(self, side: int, corners: Sequence[tuple[float, float]]) -> None:
        """Drag the mouse around corners of the unit square."""
        self.drag(side, [self.project(side, corner) for corner in corners])

    def drag(
        self, side: int, places: Sequence[tuple[float, float]], button: Literal["left", "middle"] = "left"
    ) -> None:
        """Drag the mouse over places of the canvas."""
        self.page.mouse.move(*self.in_window(side, places[0]))
        self.page.mouse.down(button=button)
        for place in places[1:]:
            self.page.mouse.move(*self.in_window(side, place), steps=4)
        self.page.mouse.up(button=button)

    def pixel(self, kind: str, side: int, place: tuple[float, float]) -> list[int]:
        return self.page.locator(f"canvas.{kind}").nth(side).evaluate(READ_PIXEL, list(place))

    def has_ring(self, side: int, point: int, radius: float) -> bool:
        x, y = self.locate(side, point)
        return all(
            self.pixel("overlay", side, (x + radius * dx, y + radius * dy))[3] > 200 for dx, dy in RING
        )

    def expect_selected(self, chosen: Sequence[int], opened: int | None = None) -> None:
        """What Python has."""
        shown = ", ".join(map(str, chosen))
        expect(self.page.get_by_text(f"Selected {len(chosen)}: {shown}. Opened: {opened}.")).to_be_visible()
        expect(self.root).to_have_attribute("data-selected", str(len(chosen)))


RING = ((1, 0), (0, 1), (-1, 0), (0, -1))
LOWER_LEFT = [(-0.01, 0.55), (0.45, 0.55), (0.45, 1.01), (-0.01, 1.01)]
UPPER_LEFT = [(-0.01, -0.01), (0.45, -0.01), (0.45, 0.45), (-0.01, 0.45)]


def _find_unit(places: np.ndarray) -> np.ndarray:
    unit = find_extent(places).apply(places)
    return np.stack([unit[:, 0], 1 - unit[:, 1]], axis=1)


def members(cluster: int) -> list[int]:
    return list(range(cluster, COUNT, 4))


def read_colour(element: Locator) -> np.ndarray:
    """The colour in the middle of what is seen of an element, int (3,)."""
    picture = np.asarray(Image.open(io.BytesIO(element.screenshot())).convert("RGB")).astype(int)
    return picture[picture.shape[0] // 2, picture.shape[1] // 2]


@pytest.fixture(scope="module")
def maps_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """In a folder of its own: Streamlit serves the files beside the script, and the app writes them there."""
    folder = tmp_path_factory.mktemp("maps")
    with Server(folder, str(shutil.copy(PAGE, folder))) as server:
        yield server


@pytest.fixture
def maps(maps_server: Server, page: Page) -> Maps:
    return Maps(page, maps_server.url)


def test_hover_shows_the_image_and_its_neighbours_and_rings_it_in_both_maps(maps: Maps) -> None:
    maps.hover(0, 0)
    maps.page.wait_for_load_state("networkidle")
    for point in (8, 13, 399):
        maps.hover(0, point)
        expect(maps.root).to_have_attribute("data-hovered", str(point))
        card = maps.page.locator(".card")
        expect(card).to_be_visible()
        expect(card).to_contain_text(f"{'test' if point < COUNT // 2 else 'training'} image {point}")
        colours = draw_colours(COUNT).astype(int)
        seen = read_colour(card.locator(".card-picture").first)
        assert np.abs(seen - colours[point]).max() < 30
        for side in (0, 1):
            row = card.locator(".card-neighbours").nth(side).locator(".card-picture")
            shown = [int(item.get_attribute("data-point") or -1) for item in row.all()]
            assert shown == find_neighbours(COUNT, side)[point].tolist()
            assert np.abs(read_colour(row.first) - colours[shown[0]]).max() < 30
            assert maps.has_ring(side, point, 7)
    maps.page.mouse.move(5, 5)
    expect(maps.root).to_have_attribute("data-hovered", "-1")
    expect(maps.page.locator(".card")).to_be_hidden()


def test_the_card_never_leaves_the_window(maps: Maps) -> None:
    for side, point in ((0, 0), (1, 1), (1, 2), (1, 0), (0, 3)):
        extreme = members(point)[int(maps.places[side][members(point)].sum(axis=1).argmax())]
        maps.hover(side, extreme)
        expect(maps.page.locator(".card")).to_be_visible()
        box = maps.page.locator(".card").bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1440
        assert box["y"] >= 0 and box["y"] + box["height"] <= 900


def test_a_lasso_greys_the_others_in_both_maps_and_python_has_it(maps: Maps) -> None:
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    for side in (0, 1):
        red, green, blue, _ = maps.pixel("points", side, maps.locate(side, 1))
        # Without the colour of its class, an orange.
        assert abs(red - green) < 3 and abs(green - blue) < 3
        assert maps.pixel("points", side, maps.locate(side, 0))[:3] == [0x3F, 0x90, 0xDA]


def test_shift_adds_alt_subtracts_and_escape_clears(maps: Maps) -> None:
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    maps.page.keyboard.down("Shift")
    maps.draw(0, UPPER_LEFT)
    maps.page.keyboard.up("Shift")
    maps.expect_selected(sorted(members(0) + members(3)))
    maps.page.keyboard.down("Alt")
    maps.draw(0, LOWER_LEFT)
    maps.page.keyboard.up("Alt")
    maps.expect_selected(members(3))
    maps.page.keyboard.press("Escape")
    expect(maps.page.get_by_text("Selected 0: . Opened: None.")).to_be_visible()
    assert maps.pixel("points", 1, maps.locate(1, 1))[:3] == [0xFF, 0xA9, 0x0E]


def test_a_box_selects_what_it_holds(maps: Maps) -> None:
    maps.page.get_by_role("button", name="Select with a box").click()
    maps.draw(1, [UPPER_LEFT[0], UPPER_LEFT[2]])
    # The second map is turned by a quarter.
    maps.expect_selected(members(2))


def test_a_click_opens_and_selects_and_its_ring_and_views_stay_in_both_maps(maps: Maps) -> None:
    maps.page.mouse.click(*maps.in_window(0, maps.locate(0, 42)))
    maps.expect_selected([42], 42)
    maps.page.mouse.move(5, 5)
    for side in (0, 1):
        expect(maps.root).to_have_attribute("data-hovered", "-1")
        expect_soon(maps.page, partial(maps.has_ring, side, 42, 9))
        extent = find_extent(draw_maps(COUNT)[side])
        view = maps.places[side][42] + np.array([0.2 / extent.side, 0.0])
        assert maps.pixel("overlay", side, maps.project(side, view))[3] == 255
        expect(maps.page.locator(".pane-note").nth(side)).to_have_text("◆ views")


def test_what_python_clears_is_cleared_and_stays_so(maps: Maps) -> None:
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    maps.page.get_by_role("button", name="Forget").click()
    expect(maps.root).to_have_attribute("data-selected", "0")
    maps.page.get_by_text("scales").click()
    expect(maps.page.get_by_text("Selected 0: . Opened: None. Runs: 4.")).to_be_visible()
    maps.draw(0, UPPER_LEFT)
    maps.expect_selected(members(3))


def test_new_colours_keep_the_selection_and_fetch_nothing_but_themselves(maps: Maps) -> None:
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    maps.page.wait_for_load_state("networkidle")
    fetched: list[str] = []
    maps.page.on("request", lambda request: fetched.append(request.url))
    maps.page.get_by_text("scales").click()
    expect(maps.overlay(1)).to_have_attribute("data-colours", "Surprise 1")
    expect(maps.root).to_have_attribute("data-selected", "100")
    assert len([url for url in fetched if url.endswith(".bin")]) == 2
    assert not [url for url in fetched if url.endswith((".webp", ".js"))]
    expect(maps.page.locator(".legend-low").first).to_have_text("expected")
    expect(maps.page.locator(".legend-high").last).to_have_text("new")
    fetched.clear()
    maps.page.get_by_text("class", exact=True).click()
    expect(maps.overlay(1)).to_have_attribute("data-colours", "Class")
    assert not [url for url in fetched if url.endswith(".bin")]


def test_the_legend_counts_mutes_and_shows_one_alone(maps: Maps) -> None:
    rows = maps.page.locator(".legend-row")
    expect(rows).to_have_text(["cat100", "dog100", "frog100", "ship100"])
    maps.draw(0, LOWER_LEFT)
    expect(rows).to_have_text(["cat100 of 100", "dog0 of 100", "frog0 of 100", "ship0 of 100"])
    rows.nth(1).click()
    expect(rows.nth(1)).to_have_attribute("aria-pressed", "false")
    maps.hover(0, 1)
    # A claim that nothing happens takes time: what is muted cannot be pointed at.
    maps.page.wait_for_timeout(scale(200))
    expect(maps.root).to_have_attribute("data-hovered", "-1")
    rows.nth(1).click()
    expect(rows.nth(1)).to_have_attribute("aria-pressed", "true")
    rows.nth(2).click(modifiers=["Alt"])
    expect(maps.page.locator(".legend-row[aria-pressed=true]")).to_have_count(1)
    expect(rows.nth(2)).to_have_attribute("aria-pressed", "true")
    rows.nth(2).dblclick()
    expect(maps.page.locator(".legend-row[aria-pressed=true]")).to_have_count(4)
    # Muted is what cannot be selected, too.
    rows.nth(0).click()
    expect(rows.nth(0)).to_have_attribute("aria-pressed", "false")
    maps.draw(0, [(-0.01, -0.01), (0.45, -0.01), (0.45, 1.01), (-0.01, 1.01)])
    maps.expect_selected(members(3))


def test_wheel_buttons_and_drags_move_the_view_and_a_double_click_resets_it(maps: Maps) -> None:
    start = maps.overlay(0).get_attribute("data-view")
    place = maps.locate(0, 20)
    maps.page.mouse.move(*maps.in_window(0, place))
    maps.page.mouse.wheel(0, -400)
    expect(maps.overlay(0)).not_to_have_attribute("data-view", start or "")
    # A browser tells a wheel's place in whole pixels.
    np.testing.assert_allclose(maps.locate(0, 20), place, atol=2)
    zoomed = maps.locate(0, 20)
    maps.drag(0, [(200, 200), (260, 200)], "middle")
    expect_soon(maps.page, lambda: maps.locate(0, 20)[0] > zoomed[0] + 20)
    maps.page.get_by_role("button", name="Move the map").click()
    before = maps.locate(0, 20)
    maps.drag(0, [(200, 200), (200, 260)])
    expect_soon(maps.page, lambda: maps.locate(0, 20)[1] > before[1] + 20)
    expect(maps.root).to_have_attribute("data-selected", "0")
    maps.page.mouse.dblclick(*maps.in_window(0, (5, 5)))
    expect(maps.overlay(0)).to_have_attribute("data-view", start or "")
    maps.page.get_by_role("button", name="Zoom in").click()
    expect(maps.overlay(1)).not_to_have_attribute("data-view", start or "")
    maps.page.get_by_role("button", name="Show everything").click()
    expect(maps.overlay(1)).to_have_attribute("data-view", start or "")


def test_what_the_visitor_set_survives_a_new_run(maps: Maps) -> None:
    maps.page.get_by_role("button", name="Select with a box").click()
    start = maps.overlay(0).get_attribute("data-view") or ""
    maps.page.get_by_role("button", name="Zoom in").click()
    expect(maps.overlay(0)).not_to_have_attribute("data-view", start)
    maps.page.locator(".legend-row").first.click()
    expect(maps.page.locator(".legend-row").first).to_have_attribute("aria-pressed", "false")
    view = maps.overlay(0).get_attribute("data-view") or ""
    maps.page.get_by_role("button", name="Forget").click()
    expect(maps.page.get_by_text("Runs: 2.")).to_be_visible()
    expect(maps.overlay(0)).to_have_attribute("data-view", view)
    expect(maps.overlay(0)).to_have_attribute("data-tool", "box")
    expect(maps.page.locator(".legend-row").first).to_have_attribute("aria-pressed", "false")


def test_every_point_moves_to_the_other_map_and_back(maps: Maps) -> None:
    button = maps.page.get_by_role("button", name="Move to the other map")
    maps.draw(0, LOWER_LEFT)
    button.click()
    expect(maps.page.locator(".pane-title").first).to_have_text("model 1, moved here from model 0")
    maps.expect_under_mouse(0, 17, from_map=1)
    expect(maps.root).to_have_attribute("data-selected", "100")
    maps.page.get_by_role("button", name="Move back").click()
    maps.expect_under_mouse(0, 17)
    expect(maps.page.locator(".pane-title").first).to_have_text("model 0")


def test_who_wants_no_motion_gets_none(maps_server: Server, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    maps = Maps(page, maps_server.url)
    maps.page.get_by_role("button", name="Move to the other map").click()
    maps.hover(0, 17, from_map=1)
    expect(maps.root).to_have_attribute("data-hovered", "17", timeout=scale(1_000))


def test_images_take_the_places_of_points(maps: Maps) -> None:
    maps.page.wait_for_load_state("networkidle")
    maps.page.get_by_role("button", name="Images").click()
    place = maps.locate(0, 0)

    def is_the_image_under_the_mouse() -> bool:
        maps.page.mouse.move(5, 5)
        maps.page.mouse.move(*maps.in_window(0, place))
        shown = int(maps.root.get_attribute("data-hovered") or -1)
        colour = draw_colours(COUNT)[shown].astype(int)
        seen = np.array(maps.pixel("points", 0, place)[:3])
        return shown >= 0 and shown % 4 == 0 and bool(np.abs(seen - colour).max() < 30)

    expect_soon(maps.page, is_the_image_under_the_mouse)


def test_labels_are_written_at_the_classes_places(maps: Maps) -> None:
    median = np.median(maps.places[0][members(1)], axis=0)
    x, y = maps.project(0, median)
    area = [(x + dx, y + dy) for dx in range(-12, 13, 3) for dy in range(-6, 7, 3)]
    assert not any(maps.pixel("overlay", 0, place)[3] for place in area)
    maps.page.get_by_role("button", name="Labels").click()
    expect_soon(maps.page, lambda: any(maps.pixel("overlay", 0, place)[3] for place in area))


def test_the_keyboard_does_it_all(maps: Maps) -> None:
    maps.overlay(0).focus()
    keyboard = maps.page.keyboard
    keyboard.press("ArrowRight")
    first = int(maps.root.get_attribute("data-hovered") or -1)
    assert first >= 0
    expect(maps.page.locator(".card")).to_be_visible()
    before = maps.locate(0, first)
    keyboard.press("ArrowRight")
    second = int(maps.root.get_attribute("data-hovered") or -1)
    assert second != first and maps.locate(0, second)[0] > before[0]
    expect(maps.page.locator(".live")).to_contain_text(f"image {second}")
    keyboard.press("Enter")
    expect(maps.page.get_by_text(f"Selected 0: . Opened: {second}.")).to_be_visible()
    keyboard.press("Space")
    maps.expect_selected([second], second)
    keyboard.press("Space")
    expect(maps.page.get_by_text(f"Selected 0: . Opened: {second}.")).to_be_visible()
    view = maps.overlay(0).get_attribute("data-view") or ""
    keyboard.press("+")
    expect(maps.overlay(0)).not_to_have_attribute("data-view", view)
    keyboard.press("0")
    expect(maps.overlay(0)).to_have_attribute("data-view", view)
    keyboard.press("Escape")
    expect(maps.page.get_by_text("Selected 0: . Opened: None.")).to_be_visible()
    assert maps.overlay(0).get_attribute("role") == "application"
    assert "Arrows" in (maps.overlay(0).get_attribute("aria-label") or "")
    for button in maps.page.locator(".linked-maps button:visible").all():
        box = button.bounding_box()
        assert box is not None and box["width"] >= 36 and box["height"] >= 36
        assert button.get_attribute("aria-label") or button.inner_text()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark"
    )
    yield context.new_page()
    context.close()


def swipe(maps: Maps, side: int, corners: Sequence[tuple[float, float]]) -> None:
    """Drag a finger."""
    session = maps.page.context.new_cdp_session(maps.page)
    places = [maps.in_window(side, maps.project(side, corner)) for corner in corners]
    for number, (x, y) in enumerate(places):
        kind = "touchMove" if number else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def pinch(maps: Maps, side: int) -> None:
    """Pull two fingers apart."""
    session = maps.page.context.new_cdp_session(maps.page)
    left, right = maps.in_window(side, (100, 150)), maps.in_window(side, (150, 150))
    for kind, way in (("touchStart", 0), ("touchMove", 20), ("touchMove", 50)):
        fingers = [
            {"x": left[0] - way, "y": left[1], "id": 0},
            {"x": right[0] + way, "y": right[1], "id": 1},
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def test_on_a_phone_a_finger_moves_the_map_and_draws_where_the_lasso_is_chosen(
    maps_server: Server, phone: Page
) -> None:
    maps = Maps(phone, maps_server.url)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    outside = "(e) => e.getBoundingClientRect().right > window.innerWidth + 1"
    shadow = "document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
    assert phone.evaluate(f"[...{shadow}.querySelectorAll('.linked-maps *')].filter({outside}).length") == 0
    first, second = measure(phone.locator(".overlay"))
    assert second.y >= first.bottom
    expect(maps.overlay(0)).to_have_attribute("data-tool", "pan")
    maps.overlay(0).scroll_into_view_if_needed()
    before, other_before = maps.locate(0, 5), maps.locate(0, 9)
    start = maps.overlay(0).get_attribute("data-view")
    swipe(maps, 0, [(0.5, 0.5), (0.55, 0.5), (0.7, 0.5)])
    expect_soon(phone, lambda: maps.locate(0, 5)[0] > before[0] + 20)
    pinch(maps, 0)
    apart = np.hypot(*np.subtract(before, other_before))
    expect_soon(phone, lambda: np.hypot(*np.subtract(maps.locate(0, 5), maps.locate(0, 9))) > 1.5 * apart)

    def shows_everything() -> bool:
        # To Chromium a tap right after two fingers may be none.
        phone.get_by_role("button", name="Show everything").tap()
        return maps.overlay(0).get_attribute("data-view") == start

    expect_soon(phone, shows_everything)
    phone.get_by_role("button", name="Select with a lasso").tap()
    maps.overlay(0).scroll_into_view_if_needed()
    swipe(maps, 0, LOWER_LEFT)
    maps.expect_selected(members(0))
    x, y = maps.in_window(0, maps.locate(0, 8))
    phone.touchscreen.tap(x, y)
    expect(phone.locator(".card")).to_be_visible()
    box = phone.locator(".card").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_in_the_dark_text_and_rings_are_light(maps_server: Server, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    maps = Maps(page, maps_server.url)
    maps.hover(0, 4)
    expect(maps.root).to_have_attribute("data-hovered", "4")
    x, y = maps.locate(1, 4)
    expect_soon(maps.page, lambda: min(maps.pixel("overlay", 1, (x + 7, y))[:3]) > 150)
    assert max(read_colour(maps.page.locator(".pane-title").first)) < 100
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    assert max(maps.pixel("points", 1, maps.locate(1, 1))[:3]) < 100


def test_one_map_has_nowhere_to_move_and_without_pictures_there_is_text(
    maps_server: Server, page: Page
) -> None:
    maps = Maps(page, maps_server.url, "&maps=1&bare=1")
    expect(page.locator(".overlay")).to_have_count(1)
    expect(page.get_by_role("button", name="Move to the other map")).to_be_hidden()
    expect(page.get_by_role("button", name="Images")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    maps.hover(0, 9)
    expect(page.locator(".card")).to_contain_text("dog")
    expect(page.locator(".card-word")).to_have_text(["frog", "ship", "cat", "dog", "frog"])


def test_what_cannot_be_fetched_is_a_sentence(maps_server: Server, page: Page) -> None:
    page.route(re.compile(r"\.bin$"), lambda route: route.abort())
    page.goto(f"{maps_server.url}/?count={COUNT}")
    expect(page.get_by_role("alert")).to_have_text(
        "The points of the map could not be fetched: reload the page."
    )


def test_a_late_answer_never_undoes_a_newer_choice(maps_server: Server, page: Page) -> None:
    maps = Maps(page, maps_server.url, "&slow=0.7")
    maps.root.evaluate(
        """(root) => {
          window.counts = [];
          new MutationObserver(() => window.counts.push(root.dataset.selected)).observe(
            root, { attributeFilter: ["data-selected"] });
        }"""
    )
    maps.draw(0, LOWER_LEFT)
    # The second choice is made while the server still works on the first.
    page.wait_for_function("document.querySelector(\"[data-test-script-state='running']\") !== null")
    page.keyboard.down("Shift")
    maps.draw(0, UPPER_LEFT)
    page.keyboard.up("Shift")
    maps.expect_selected(sorted(members(0) + members(3)))
    # A claim that nothing happens takes time: no answer comes after the last one.
    page.wait_for_timeout(scale(1_000))
    counts = page.evaluate("window.counts")
    assert counts == sorted(counts, key=int) and counts[-1] == "200"


def test_the_maps_leave_the_page_and_come_back(maps: Maps) -> None:
    faults: list[str] = []
    maps.page.on("pageerror", lambda error: faults.append(str(error)))
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    maps.page.get_by_text("Shown").click()
    expect(maps.page.locator(".linked-maps")).to_have_count(0)
    maps.page.get_by_text("Shown").click()
    maps.expect_selected(members(0))
    maps.draw(0, UPPER_LEFT)
    maps.expect_selected(members(3))
    assert not faults


def test_in_a_hidden_tab_it_waits_until_there_is_room(maps_server: Server, page: Page) -> None:
    page.goto(f"{maps_server.url}/?count={COUNT}&tab=1")
    expect(page.locator(".linked-maps[data-drawn]")).to_have_count(1)
    page.get_by_role("tab", name="Second").click()
    expect(page.locator(".overlay").first).to_have_attribute("data-view", re.compile(r"^\d"))
    assert page.locator("canvas.points").first.evaluate("(canvas) => canvas.width") > 100


def test_a_change_of_theme_is_followed_at_once(maps: Maps) -> None:
    maps.draw(0, LOWER_LEFT)
    maps.expect_selected(members(0))
    grey = maps.pixel("points", 1, maps.locate(1, 1))[0]
    maps.page.emulate_media(color_scheme="dark")
    expect_soon(maps.page, lambda: maps.pixel("points", 1, maps.locate(1, 1))[0] < grey - 80)


def test_under_a_base_path_and_on_a_page_of_its_own_everything_is_found(tmp_path: Path, page: Page) -> None:
    (tmp_path / "pages").mkdir()
    shutil.copy(PAGE, tmp_path / "pages" / "map.py")
    (tmp_path / "home.py").write_text("")
    with Server(tmp_path, str(tmp_path / "home.py"), path="/base") as server:
        maps = Maps(page, f"{server.url}/map")
        page.wait_for_load_state("networkidle")
        maps.hover(0, 8)
        seen = read_colour(page.locator(".card-picture").first)
        assert np.abs(seen - draw_colours(COUNT)[8].astype(int)).max() < 30


def test_where_no_file_can_be_served_the_maps_work_without_thumbnails(tmp_path: Path, page: Page) -> None:
    # A file where the folder should be.
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "published").write_bytes(b"")
    with Server(tmp_path, str(shutil.copy(PAGE, tmp_path))) as server:
        maps = Maps(page, server.url)
        maps.draw(0, LOWER_LEFT)
        maps.expect_selected(members(0))
        expect(page.get_by_role("button", name="Images")).to_be_hidden()
