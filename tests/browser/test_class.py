"""A class in Chromium: a phone, the projector, many scripted phones, and who may steer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.classroom import hold_class, open_class
from tests.browser.conftest import Server, open_context
from tests.browser.test_pages import assert_healthy

WITHIN_SECONDS = 20.0
"""From an answer to the projector, on a machine however slow: it is there at all."""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = open_context(chromium, 390, 844)
    yield context.new_page()
    context.close()


def describe(answer: int) -> str:
    """What the figure of a single guess says."""
    return f"Guesses of 1 student. The lowest is {answer}, the middle one {answer}, the highest {answer}."


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_phone_joins_answers_changes_its_mind_and_goes_along(
    server: Server, page: Page, phone: Page
) -> None:
    code = open_class(page, server.url)
    phone.goto(f"{server.url}/class?class={code.lower()}")
    phone.get_by_role("button", name="Give this answer").click()
    expect(phone.get_by_text("Your answer is in: 50 of 100")).to_be_visible()
    assert phone.get_by_test_id("stSidebar").count() == 0
    assert_fits(phone)
    chart = page.locator(".class-chart")
    expect(chart).to_have_attribute("aria-label", describe(50))

    # Loaded again, it is the same student.
    phone.reload()
    expect(phone.get_by_text("Your answer is in: 50 of 100")).to_be_visible()
    phone.get_by_role("button", name="1 less").click()
    expect(phone.locator(".class-value")).to_have_text("49 of 100")
    phone.get_by_role("button", name="Change my answer to this").click()
    expect(page.locator(".class-projector p").first).to_have_text("1 student here · 1 answer")
    expect(chart).to_have_attribute("aria-label", describe(49))

    # So is the teacher, whose key no address and no other tab holds.
    page.reload()
    expect(page.locator(".class-code")).to_have_text(code)
    assert "class=" not in page.url
    kept = page.evaluate("sessionStorage.getItem('class.host')")
    assert kept.startswith(f"{code} ") and kept.split()[1] not in page.inner_text("body")
    page.get_by_role("button", name="Show the answer").click()
    for tab in (page, phone):
        expect(tab.locator(".class-answer")).to_have_text("The answer: 48 of 100")
    expect(phone.locator(".class-yours")).to_have_text("Your answer: 49 of 100")
    expect(phone.get_by_role("button")).to_have_count(0)
    assert_fits(phone)

    # A student who has the teacher's page open, and forges a key, steers nothing.
    forged = phone.context.new_page()
    forged.add_init_script(f"sessionStorage.setItem('class.host', '{code} forged')")
    forged.goto(f"{server.url}/class")
    expect(forged.get_by_role("button", name="Open a class")).to_be_visible()
    assert forged.get_by_role("button", name="Next question").count() == 0
    forged.close()

    page.get_by_role("button", name="Next question").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("With β = 10")
    page.get_by_role("button", name="End the class").click()
    page.get_by_role("button", name="End it").click()
    expect(phone.get_by_text(f"There is no class {code} here")).to_be_visible()
    expect(page.get_by_role("button", name="Open a class")).to_be_visible()
    for tab in (page, phone):
        assert_healthy(tab)


def test_what_a_class_of_twelve_answers_is_on_the_projector(server: Server, page: Page) -> None:
    measured = hold_class(page, server, 12, seconds=3)
    assert len(measured.delays) == 12
    assert measured.delays[-1] < WITHIN_SECONDS and measured.reveal < WITHIN_SECONDS
    assert_healthy(page)
    expect(page.locator(".class-chart")).to_have_attribute(
        "aria-label",
        "Guesses of 12 students. The lowest is 3, the middle one 40, the highest 94. "
        "The true answer is 48 of 100. At most 5 away: 1 of 12 guesses.",
    )
