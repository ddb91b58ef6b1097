"""How long one waits in the lesson: `python -m bench.lesson [ADDRESS]`, in Chromium, on a warm server.

For each step, by its link and by the button of the step before, until its title, the loss and the model's
answer are painted; and for each reaction (a switch, the next picture, a guess, the result), from the press to
the frame that shows it. With an address, on the server there; else on one of its own. The first visits, which
load models, are not counted.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from aavae.teaching.question import NumberQuestion
from aavae.ui.lesson.step import Step
from aavae.ui.lesson.steps import STEPS
from tests.browser.conftest import Server, launch_chromium

ROUNDS = 5
PAINT_BAR = 1_000
"""Milliseconds until a step is painted."""
REACTION_BAR = 300
"""Milliseconds until what was pressed is seen, at the 95th percentile."""
_SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_WARM_UP_SECONDS = 45
_PRESS = """async ([press, read, wanted]) => {
  const get = () => (new Function(`return ${read}`))();
  const before = JSON.stringify(get());
  const start = performance.now();
  (new Function(press))();
  const deadline = start + 20000;
  const isThere = () => (wanted === null ? JSON.stringify(get()) !== before : get() === wanted);
  while (!isThere()) {
    if (performance.now() > deadline) throw new Error(`nothing came of ${press}`);
    await new Promise(requestAnimationFrame);
  }
  // What the next frame draws is on the screen when the one after it begins.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""
_PAINTED = """(title) =>
  [...document.querySelectorAll("h2")].some((head) => head.innerText.includes(title)) &&
  document.querySelector(".lesson-formula") !== null &&
  document.querySelectorAll(".lesson-pictures img").length === 3"""
_ANSWER = 'document.querySelector(".lesson-answer")?.innerHTML'


def press(page: Page, do: str, read: str, wanted: object = None) -> float:
    """Milliseconds from a press to the frame that shows its effect.

    Args:
        page: with the lesson.
        do: script that presses.
        read: script whose value changes.
        wanted: its value afterwards; None: any other one.
    """
    waited = page.evaluate(_PRESS, [do, read, wanted])
    page.wait_for_selector(_SETTLED)
    page.wait_for_timeout(100)
    return waited


def _click(selector: str) -> str:
    return f"document.querySelector({selector!r}).click()"


def time_steps(page: Page, address: str) -> tuple[list[float], list[float]]:
    """Milliseconds until each step is painted, by its link and by the button of the step before."""
    by_link, by_button = [], []
    for name, step in STEPS.items():
        start = time.perf_counter()
        page.goto(f"{address}/lesson?step={name}", wait_until="commit")
        page.wait_for_function(_PAINTED, arg=step.title, polling="raf")
        by_link.append(1_000 * (time.perf_counter() - start))
        page.wait_for_selector(_SETTLED)
    page.goto(f"{address}/lesson")
    page.wait_for_selector(_SETTLED)
    for step in list(STEPS.values())[1:]:
        page.wait_for_selector(".st-key-lesson_next button")
        read = f"[...document.querySelectorAll('h2')].some((head) => head.innerText.includes({step.title!r}))"
        by_button.append(press(page, _click(".st-key-lesson_next button"), read, wanted=True))
    return by_link, by_button


def time_reactions(page: Page, address: str) -> dict[str, list[float]]:
    """Milliseconds from each press in all steps to what it shows."""
    waits: dict[str, list[float]] = {"switch": [], "next picture": [], "guess": [], "result": []}
    for name, step in STEPS.items():
        page.goto(f"{address}/lesson?step={name}")
        page.wait_for_function(_PAINTED, arg=step.title)
        page.wait_for_selector(_SETTLED)
        # What is pressed is fetched by the browser at the first visit, after what a step is painted by.
        page.wait_for_selector(".st-key-switches [role=toolbar] > button")
        for number in (1, 2, 3, 1, 2, 3):
            switch = f".st-key-switches [role=toolbar] > button:nth-child({number})"
            waits["switch"].append(press(page, _click(switch), _ANSWER))
        for _ in range(2):
            waits["next picture"].append(press(page, _click(".st-key-lesson_next_picture button"), _ANSWER))
        waits["guess"].append(guess(page, step))
        result = 'document.querySelector("[role=status]")?.innerText.includes("You said") ?? false'
        waits["result"].append(press(page, _click(".st-key-lesson_reveal button"), result, wanted=True))
    return waits


def guess(page: Page, step: Step) -> float:
    """Milliseconds from a guess to the button that shows the result."""
    ready = 'document.querySelector(".st-key-lesson_reveal button")?.disabled === false'
    if isinstance(step.question, NumberQuestion):
        # In the component's own root, which a script of the page does not see into.
        bar = page.get_by_role("slider", name="Your guess")
        bar.focus()
        start = time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(ready, polling="raf")
        waited = 1_000 * (time.perf_counter() - start)
    else:
        option = f".st-key-choice_{step.question.name} [role=radio]"
        waited = press(page, _click(option), ready, wanted=True)
    page.wait_for_selector(_SETTLED)
    return waited


def describe(what: str, waits: list[float], bar: float) -> str:
    """A line of figures."""
    return (
        f"{what}: {len(waits)} times, median {statistics.median(waits):.0f} ms, 95th percentile "
        f"{np.percentile(waits, 95):.0f} ms, longest {max(waits):.0f} ms; the bar is {bar} ms"
    )


def main() -> None:
    """Print a line for each way to a step, and for each reaction."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        server = Server(Path(temporary)) if len(sys.argv) < 2 else None
        address = server.url if server else sys.argv[1]
        try:
            page = launch_chromium(playwright).new_page(viewport={"width": 1440, "height": 900})
            time_steps(page, address)
            time_reactions(page, address)
            page.wait_for_timeout(_WARM_UP_SECONDS * 1_000 if server else 0)
            by_link, by_button, reactions = [], [], {}
            for _ in range(ROUNDS):
                links, buttons = time_steps(page, address)
                by_link += links
                by_button += buttons
                for what, waits in time_reactions(page, address).items():
                    reactions.setdefault(what, []).extend(waits)
            print(describe("a step by its link", by_link, PAINT_BAR))
            print(describe("a step by the button", by_button, PAINT_BAR))
            for what, waits in reactions.items():
                print(describe(what, waits, REACTION_BAR))
            print(
                describe(
                    "all reactions", [wait for waits in reactions.values() for wait in waits], REACTION_BAR
                )
            )
        finally:
            if server:
                server.stop()


if __name__ == "__main__":
    main()
