"""Whom the app leaves out: axe and a narrow window on every page and section, keyboards, phones.

`python -m bench.accessibility` asks the same in more ways of looking.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessibility import (
    DESKTOP,
    FRAMEWORK,
    NARROW,
    PAGES,
    PHONE,
    FrameworkFault,
    Pair,
    Violation,
    find_overflow,
    find_violations,
    look,
    walk,
)
from tests.browser.conftest import Server, expect_soon, open_context
from tests.browser.layout import measure
from tests.browser.pseudo_language import CODE, find_plain, is_name
from tests.browser.test_pages import assert_healthy, settle
from tests.ui.live.runs import finish_epoch, start_run

RUN = "learning"
"""Name of the run that is watched."""
ON_PHONE, ON_DESKTOP = PAIRS = (Pair("dark", PHONE), Pair("light", DESKTOP))

seen: set[FrameworkFault] = set()
visited: set[str] = set()


@pytest.fixture(scope="module")
def watched_server(server: Server) -> Server:
    """The server, with a run that two epochs of are known of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AAVAE_RUNS", str(server.folder / "runs"))
        run = start_run(RUN)
        for epoch in (1, 2):
            finish_epoch(run, epoch)
    return server


@pytest.fixture(scope="module")
def pseudo(chromium: Browser) -> Iterator[Page]:
    """A reader of the pseudo language: axe finds the same, and what is not translated is seen."""
    context = open_context(chromium, *PHONE, locale=CODE)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = open_context(chromium, *PHONE)
    yield context.new_page()
    context.close()


def find_lasting(page: Page, place: str, pair: Pair) -> list[Violation]:
    """What axe finds, and finds again after a while: a colour on its way to another one is no fault."""
    for seconds in (2, 4, 8):
        found = list(find_violations(page, place, pair))
        if all(violation.fault is not None for violation in found):
            return found
        page.wait_for_timeout(1_000 * seconds)
        settle(page)
    return list(find_violations(page, place, pair))


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address or "home")
def test_axe_finds_nothing_320_pixels_are_enough_and_every_text_is_translated(
    address: str, watched_server: Server, pseudo: Page
) -> None:
    page = pseudo
    # The page opens on a phone; `look` needs one that is open.
    width, height = ON_PHONE.size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    faults = []
    for number, place in enumerate(walk(page, watched_server.url, address)):
        assert_healthy(page)
        # Further sections are drawn by the same parts, so one way of looking is enough for each.
        for pair in PAIRS if number == 0 else (PAIRS[number % 2],):
            look(page, pair)
            if overflow := find_overflow(page):
                faults.append(f"{place} ({pair}): {overflow}")
            for violation in find_lasting(page, place, pair):
                if violation.fault is None:
                    faults.append(f"{place} ({pair}): {violation.rule}: {violation.html}")
                else:
                    seen.add(violation.fault)
        look(page, Pair("dark", NARROW))
        if overflow := find_overflow(page):
            faults.append(f"{place}, 320 px: {overflow}")
        look(page, ON_DESKTOP)
        faults += [
            f"{place}, not translated: {text}"
            for text in find_plain(page, lambda word: is_name(word) or word == RUN)
        ]
    visited.add(address)
    assert not faults, "\n".join(faults)


def test_what_is_said_of_the_framework_is_still_so() -> None:
    if visited != set(PAGES):
        pytest.skip("Not all pages were visited.")
    assert set(FRAMEWORK) == seen


def test_a_page_that_is_chosen_on_a_phone_is_seen(server: Server, phone: Page) -> None:
    phone.goto(f"{server.url}/results")
    settle(phone)
    sidebar = phone.get_by_test_id("stSidebar")
    phone.get_by_test_id("stExpandSidebarButton").click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    sidebar.get_by_role("link", name="Studies").click()
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Studies")


def test_a_page_that_is_chosen_on_a_large_screen_leaves_the_navigation_open(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/results")
    settle(page)
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_role("link", name="Studies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Studies")
    settle(page)
    expect(sidebar).to_have_attribute("data-collapsed", "false")


def test_on_a_phone_what_a_slider_changes_is_in_sight(server: Server, phone: Page) -> None:
    phone.goto(f"{server.url}/reconstruct")
    expect(phone.locator(".lab-card").nth(1)).to_be_visible()
    settle(phone)
    for name in ("brightness", "blur"):
        slider = phone.locator(f".st-key-lab_{name}").get_by_role("slider")
        # As Tab does: what has the focus is not left under what stays at the top.
        slider.focus()
        before = phone.locator(".lab-card img").nth(1).get_attribute("src")
        slider.press("End")
        expect(phone.locator(".lab-card img").nth(1)).not_to_have_attribute("src", before or "")
        for shown in (1, 2):
            expect(phone.locator(".lab-card img").nth(shown)).to_be_in_viewport(ratio=1)
        bounds = slider.bounding_box()
        assert bounds and 0 <= bounds["y"] <= PHONE[1]
        assert not overlap(slider, phone.locator(".lab-cards"))


def overlap(one: Locator, other: Locator) -> bool:
    first, second = measure(one.or_(other))
    return first.y < second.bottom and second.y < first.bottom


def test_the_crop_box_needs_no_drag(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/reconstruct")
    stage = page.locator(".crop-box-stage")
    expect(stage).to_have_attribute("data-box", "0.000,0.000,1.000,1.000")
    settle(page)
    for name in ("Narrower", "Lower"):
        button = page.get_by_role("button", name=name)
        for _ in range(4):
            button.press("Enter")
    expect(stage).to_have_attribute("data-box", "0.250,0.250,0.500,0.500")
    page.wait_for_url(re.compile("distortion="))
    settle(page)
    bounds = stage.bounding_box()
    assert bounds
    stage.click(position={"x": bounds["width"] * 0.9, "y": bounds["height"] * 0.1})
    expect(stage).to_have_attribute("data-box", "0.000,0.500,0.500,0.500")
    # By keyboard alone, and what has the focus is seen.
    page.locator(".crop-box-frame").focus()
    page.keyboard.press("ArrowDown")
    expect(stage).to_have_attribute("data-box", "0.031,0.500,0.500,0.500")
    assert has_outline(page.locator(".crop-box-frame"))


def test_walls_and_maps_are_worked_by_keyboard(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/reconstruct?section=wall")
    wall = page.locator(".picture-walls")
    wall.locator(".wall-tiles > .tile").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(wall).to_have_attribute("data-at", "9")
    assert has_outline(wall.locator(".wall-tiles").first)

    page.goto(f"{server.url}/embedding_map")
    expect(page.locator(".linked-maps[data-drawn]")).to_be_visible()
    settle(page)
    overlay = page.locator(".linked-maps .overlay").first
    overlay.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("selected="))
    assert has_outline(overlay)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("image="))


def has_outline(element: Locator) -> bool:
    """Whether an element is ringed by at least two pixels."""
    return element.evaluate(
        """(element) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
        }"""
    )


def test_who_wants_no_motion_gets_none(server: Server, chromium: Browser) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server.url}/results")
    settle(page)
    find_moving = """() => [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
          const longest = (times) => Math.max(...times.split(",").map(parseFloat));
          const isAnimated = animationName !== "none" && longest(animationDuration) > 0.01;
          return isAnimated || longest(transitionDuration) > 0.01;
        }).map((element) => element.outerHTML.slice(0, 200))"""
    # A script may be at its end before the browser has the styles that it sent.
    expect_soon(page, lambda: page.evaluate(find_moving) == [])
    context.close()
