"""A training from the form to its deletion, followed from two browsers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from aavae.data.disk import write_set
from tests.browser.conftest import Server, open_context
from tests.browser.test_pages import assert_healthy, settle, visit
from tests.conftest import draw_dataset

NAME = "from-the-browser"
EPOCH = re.compile(r"epoch [\d,]+ of 90,000")


@pytest.fixture
def second_page(chromium: Browser) -> Iterator[Page]:
    with open_context(chromium, 390, 844) as context:
        yield context.new_page()


def find_card(page: Page) -> Locator:
    """The active job's card."""
    return page.locator('[class*="st-key-job_"]', has_text=NAME)


def find_ended(page: Page, state: str) -> Locator:
    return page.locator('[class*="st-key-ended_"]', has_text=NAME).filter(has_text=state)


def test_a_training_is_started_stopped_resumed_and_deleted(
    server: Server, page: Page, second_page: Page
) -> None:
    # Small epochs, so that any machine soon has one, and so many that none comes to the end.
    write_set(server.folder / "data", draw_dataset(320, 100), "drawn for a test")
    visit(page, server, "train")
    page.get_by_role("combobox", name="Images").fill("tiny")
    page.keyboard.press("Enter")
    page.get_by_label("Epochs", exact=True).fill("90000")
    page.get_by_text("Optimiser", exact=True).click()
    page.get_by_label("Batch size", exact=True).fill("32")
    page.get_by_label("Name of the run", exact=True).fill(NAME)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Optimiser · 1 changed")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Start", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Watch")
    expect(page.get_by_test_id("stMultiSelect")).to_contain_text(NAME)
    runs = [path.name for path in (server.folder / "runs").iterdir() if not path.name.startswith(".")]
    assert runs == [NAME]

    both = (page, second_page)
    for each in both:
        visit(each, server, "jobs")
    for each in both:
        expect(find_card(each)).to_contain_text(EPOCH)
        assert each.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    for each in both:
        stop = find_card(each).get_by_role("button", name="Stop (saves first)")
        # At once, on what is there: after the first visitor's click the job may end at any moment.
        stop.evaluate_all("buttons => buttons.forEach((button) => { button.click(); button.click() })")
    for each in both:
        expect(find_ended(each, "stopped").first).to_be_visible()
        expect(find_card(each)).to_have_count(0)
        assert_healthy(each)

    # What was saved is a model like any other.
    page.goto(f"{server.url}/reconstruct?data=tiny&models={NAME}%20(yours)")
    expect(page.locator(".lab-card").last).to_contain_text(NAME)
    expect(page.locator(".lab-card").last).to_contain_text("Cosine")
    assert_healthy(page)
    visit(page, server, "jobs")

    second_page.get_by_role("button", name="Resume").click()
    for each in both:
        expect(find_card(each)).to_be_visible()
    expect(find_card(page)).to_contain_text(EPOCH)
    find_card(page).get_by_role("button", name="Stop (saves first)").click()
    for each in both:
        expect(find_card(each)).to_have_count(0)

    second_page.get_by_role("button", name="Delete").click()
    dialog = second_page.get_by_role("dialog")
    expect(dialog).to_contain_text("there is no way back")
    # A claim that nothing happens takes time: the question outlives several updates of the queue.
    second_page.wait_for_timeout(9_000)
    dialog.get_by_role("button", name="Delete").click()
    expect(second_page.get_by_text(f"'{NAME}' is deleted.")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert not (server.folder / "runs" / NAME).exists()
    # The first browser notices within its slow poll.
    expect(page.get_by_role("button", name="Resume")).to_have_count(0)
    for each in both:
        assert_healthy(each)
