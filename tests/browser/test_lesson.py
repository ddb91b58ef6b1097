"""The lesson from start to end in Chromium: by mouse, by keyboard alone, and by touch on a phone."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from aavae.teaching.question import Answer, NumberQuestion
from aavae.teaching.questions import QUESTIONS
from aavae.teaching.truths import find_truth
from aavae.ui.lesson.steps import STEPS
from tests.browser.conftest import Server, add_style
from tests.pages.test_lesson import WRONG
from tests.patience import PATIENCE_MS

pytestmark = pytest.mark.slow
_MOST_TABS = 120


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_it(**options: Any) -> Page:
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        add_style(context, "* { animation: none !important }")
        contexts.append(context)
        return context.new_page()

    yield open_it
    for context in contexts:
        context.close()


class Reader:
    """Who goes through the lesson, with a mouse, a finger, or keys alone."""

    def __init__(self, page: Page, hand: Literal["mouse", "touch", "keys"]) -> None:
        self.page = page
        self.hand = hand

    def press(self, locator: Locator) -> None:
        if self.hand == "keys":
            self._tab_to(locator)
            self.page.keyboard.press("Enter")
        elif self.hand == "touch":
            locator.tap()
        else:
            locator.click()

    def _tab_to(self, locator: Locator) -> None:
        expect(locator).to_be_visible()
        for _ in range(_MOST_TABS):
            if locator.evaluate("element => element.getRootNode().activeElement === element"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {locator}.")

    def guess(self, question: str, answer: Answer) -> None:
        asked = QUESTIONS[question]
        if isinstance(asked, NumberQuestion):
            self._drag_to(asked, int(answer))
        else:
            group = self.page.locator(f".st-key-choice_{question}")
            option = group.get_by_role("radio", name=asked.options[str(answer)], exact=True)
            if self.hand == "keys":
                # Of a group of options Tab reaches one, and the arrow keys the others.
                self._tab_to(group.locator("[role=radio][tabindex='0']").first)
                for _ in range(list(asked.options).index(str(answer))):
                    self.page.keyboard.press("ArrowRight")
                self.page.keyboard.press("Enter")
            else:
                self.press(option)

    def _drag_to(self, question: NumberQuestion, answer: int) -> None:
        bar = self.page.get_by_role("slider", name="Your guess")
        if self.hand == "keys":
            self._tab_to(bar)
            middle = round((question.low + question.high) / 2)
            key = "ArrowRight" if answer > middle else "ArrowLeft"
            for _ in range(abs(answer - middle)):
                self.page.keyboard.press(key)
            return
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        part = (answer - question.low) / (question.high - question.low)
        # The browser's own thumb, 16 px wide, stays inside the slider.
        x, y = box["x"] + 8 + part * (box["width"] - 16), box["y"] + box["height"] / 2
        if self.hand == "touch":
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.move(box["x"] + box["width"] / 2, y)
            self.page.mouse.down()
            self.page.mouse.move(x, y, steps=4)
            self.page.mouse.up()


def take_lesson(reader: Reader, answers: dict[str, Answer]) -> list[str]:
    """Go through all steps; returns what each says of the guess."""
    page, told = reader.page, []
    for number, step in enumerate(STEPS.values(), 1):
        expect(page.get_by_role("heading", name=step.title)).to_be_visible()
        expect(page.locator(".lesson-formula")).to_be_in_viewport()
        reveal = page.get_by_role("button", name="Show the result")
        expect(reveal).to_be_disabled()
        reader.guess(step.question.name, answers[step.question.name])
        expect(reveal).to_be_enabled()
        reader.press(reveal)
        alert = page.get_by_role("status").filter(has_text="You said")
        expect(alert).to_be_visible()
        told.append(alert.inner_text())
        assert not page.locator("[data-testid=stAlertContentError]").count()
        last = number == len(STEPS)
        reader.press(page.get_by_role("button", name="To the end" if last else "Next step"))
    expect(page.get_by_role("heading", name="How close you came")).to_be_visible()
    expect(page.get_by_text("You said", exact=False)).to_have_count(len(STEPS))
    return told


def test_by_mouse_with_right_answers(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/lesson")
    told = take_lesson(Reader(page, "mouse"), {name: find_truth(name) for name in QUESTIONS})
    for line in told:
        assert "That is right" in line or "spot on" in line, told
    expect(page.get_by_text("You saw all of it coming")).to_be_visible()
    # What was guessed is in the link: another visit by it ends the same.
    page.goto(page.url)
    expect(page.get_by_text("You saw all of it coming")).to_be_visible()


def test_by_keys_alone_with_wrong_answers(server: Server, open_tab: Callable[..., Page]) -> None:
    page = open_tab(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    page.goto(f"{server.url}/lesson")
    told = take_lesson(Reader(page, "keys"), WRONG)
    assert not [line for line in told if "That is right" in line or "spot on" in line]
    expect(page.get_by_text("Worth another look")).to_be_visible()


def test_by_touch_on_a_phone(server: Server, open_tab: Callable[..., Page]) -> None:
    page = open_tab(
        viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True, is_mobile=True
    )
    page.goto(f"{server.url}/lesson")
    take_lesson(Reader(page, "touch"), WRONG | {"wall": find_truth("wall")})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_switches_light_the_loss_and_models_answer(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/lesson?step=augmenting")
    lit, model = page.locator(".lesson-on"), page.locator(".lesson-model")
    expect(lit).to_have_count(2)
    expect(model).to_have_text("VAE")
    seen = []
    for name, title, count in (
        ("Augment", "AAVAE with KL", 3),
        ("KL term", "AAVAE", 2),
        ("Sample", "Denoising AE", 1),
        ("Augment", "AE", 0),
    ):
        page.locator(".st-key-switches").get_by_role("button", name=name).click()
        expect(lit).to_have_count(count)
        expect(model).to_have_text(title)
        seen.append(page.locator(".lesson-pictures img").last.get_attribute("src"))
    assert len(set(seen)) == len(seen)


def test_a_room_is_shown_the_steps_by_arrow_keys_and_a_pointer(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/lesson?present=1&guess_ae=40")
    title = page.locator("h2").filter(has_text=" · ")
    expect(title).to_contain_text("What an autoencoder keeps")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "22px"
    pointer = page.locator(".presenting-pointer")
    expect(pointer).to_have_count(1)
    expect(page.get_by_role("button", name="Show the result")).to_be_enabled()
    page.keyboard.press("r")
    expect(page.get_by_text("You said 40 of 100")).to_be_visible()
    page.keyboard.press("PageDown")
    expect(title).to_contain_text("What the KL term does")
    page.keyboard.press("ArrowLeft")
    expect(title).to_contain_text("What an autoencoder keeps")
    expect(pointer).to_be_hidden()
    page.keyboard.press("p")
    page.mouse.move(700, 300)
    expect(pointer).to_be_visible()
    box = pointer.bounding_box()
    assert box is not None
    assert (box["x"] + 14, box["y"] + 14) == pytest.approx((700, 300), abs=2)
    page.get_by_role("button", name="Stop presenting").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(pointer).to_have_count(0)


def test_the_lab_leads_back_to_the_step_with_the_guess_kept(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/lesson?step=kl&guess_beta=30&revealed=beta")
    page.get_by_role("link", name="Studies: what β does").click()
    expect(page.get_by_role("heading", name="How much KL?")).to_be_visible()
    page.get_by_role("link", name="Back to the lesson").click()
    expect(page.get_by_text("You said 30 of 128")).to_be_visible()
