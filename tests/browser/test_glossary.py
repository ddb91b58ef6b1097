"""A term explains itself to mouse, keyboard and finger (WCAG 1.4.13); the glossary opens terms in place."""

import re

from playwright.sync_api import Browser, expect

from aavae.teaching.glossary import GLOSSARY
from tests.browser.conftest import Server
from tests.browser.test_pages import settle, visit

OUTSIDE = (315, 560)


def test_a_term_explains_itself_by_mouse_by_keyboard_and_by_touch(chromium: Browser, server: Server) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 568}, has_touch=True)
    page = context.new_page()
    visit(page, server, "studies")
    tip, sentence = page.locator(".term-tip"), page.get_by_role("tooltip")
    term = page.get_by_role("link", name="seeds", exact=True)
    expect(tip).to_have_count(1)

    # It comes with the pointer, stays while the pointer is on it, and goes with Escape, and with the pointer.
    term.hover()
    expect(sentence).to_have_text(GLOSSARY["seed"].sentence)
    expect(term).to_have_accessible_description(GLOSSARY["seed"].sentence)
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    tip.hover(position={"x": 5, "y": 5})
    # Longer than it waits for a pointer that has left.
    page.wait_for_timeout(500)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.mouse.move(*OUTSIDE)
    term.hover()
    expect(tip).to_be_visible()
    page.mouse.move(*OUTSIDE)
    expect(tip).to_be_hidden()

    # It comes with the keyboard's focus, and goes with it.
    page.keyboard.press("Tab")
    term.focus()
    expect(sentence).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(tip).to_be_hidden()

    # A tap shows it and opens nothing, one elsewhere hides it; a second one opens the glossary in a tab.
    term.tap()
    expect(sentence).to_be_visible()
    assert len(context.pages) == 1
    page.touchscreen.tap(*OUTSIDE)
    expect(tip).to_be_hidden()
    term.tap()
    expect(sentence).to_be_visible()
    with context.expect_page() as opened:
        term.tap()
    glossary = opened.value
    expect(glossary).to_have_url(f"{server.url}/glossary?term=seed")
    expect(glossary.get_by_role("heading", name="Seed", exact=True)).to_be_visible()
    settle(glossary)

    # There a term opens in place, with the session and the search.
    glossary.get_by_role("textbox", name="Search").fill("bootstrap")
    glossary.keyboard.press("Enter")
    expect(glossary.get_by_text(re.compile(r"^\d of \d\d terms$"))).to_be_visible()
    glossary.get_by_role("link", name="Bootstrap", exact=True).first.click()
    expect(glossary.get_by_role("heading", name="Bootstrap", exact=True)).to_be_visible()
    expect(glossary.get_by_role("textbox", name="Search")).to_have_value("bootstrap")
    expect(glossary).to_have_url(re.compile("term=bootstrap"))
    assert glossary.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert len(context.pages) == 2
