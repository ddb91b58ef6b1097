"""How long one waits in the augmentation lab: `python -m bench.augmentation_lab [ADDRESS]`, in Chromium.

From the release of a slider, and of the crop box, to the frame that shows the new pictures of the shipped AE,
VAE, AAVAE and SimCLR: median and 95th percentile of 30 releases, on a server whose models are warm. With an
address, on the server there; else on one of its own, whose first visit takes minutes.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import Server, launch_chromium

NUM_RELEASES = 30
BAR = 300
"""Milliseconds that a visitor may wait."""
_PATH = "reconstruct?models=AE&models=VAE&models=AAVAE&models=SimCLR"
_SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_WATCH = """() => {
  window.waits = [];
  let released = 0;
  window.addEventListener("pointerup", (event) => (released = event.timeStamp), true);
  new MutationObserver(() => {
    if (!released) return;
    const start = released;
    released = 0;
    // What the next frame draws is on the screen when the one after it begins.
    requestAnimationFrame(() => requestAnimationFrame(() => window.waits.push(performance.now() - start)));
  }).observe(document.querySelector(".lab-cards"), { attributeFilter: ["src"], subtree: true });
}"""


def open_lab(page: Page, address: str) -> None:
    """Open the lab, and wait until its models are warm."""
    page.goto(f"{address}/{_PATH}")
    expect(page.locator(".lab-card")).to_have_count(5, timeout=600_000)
    page.wait_for_selector(_SETTLED, timeout=600_000)
    page.evaluate(_WATCH)


def drag(page: Page, selector: str, places: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Drag over an element from one place to another, each across and down in parts of its size."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    (start, end) = (
        (box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in places
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def drag_slider(page: Page, number: int) -> None:
    """Drag the slider of the hue to another place."""
    rail = page.locator(".st-key-lab_hue [role=group] > [data-rac]")
    rail.scroll_into_view_if_needed()
    box, track = rail.locator("[data-rac]").bounding_box(), rail.bounding_box()
    assert box is not None and track is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    part = 0.1 + 0.8 * (number * 7 % NUM_RELEASES) / NUM_RELEASES
    page.mouse.move(track["x"] + part * track["width"], box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()


def draw_box(page: Page, number: int) -> None:
    """Make the crop box a little smaller by its lower right corner, which is near the image's at first."""
    part = 0.98 - 0.02 * number
    page.locator(".crop-box").scroll_into_view_if_needed()
    drag(page, ".crop-box", ((part, part), (part - 0.02, part - 0.021)))


def measure(page: Page, release: Callable[[Page, int], None]) -> list[float]:
    """Milliseconds from each release to the new pictures."""
    page.evaluate("() => { window.waits.length = 0; }")
    for number in range(NUM_RELEASES):
        release(page, number)
        page.wait_for_function(f"() => window.waits.length > {number}")
        page.wait_for_selector(_SETTLED)
        page.wait_for_timeout(150)
    return page.evaluate("window.waits")


def main() -> None:
    """Print a line for the slider and one for the box."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        server = Server(Path(temporary)) if len(sys.argv) < 2 else None
        try:
            page = launch_chromium(playwright).new_page(viewport={"width": 1440, "height": 900})
            open_lab(page, server.url if server else sys.argv[1])
            for what, release in (("slider", drag_slider), ("crop box", draw_box)):
                waits = measure(page, release)
                print(
                    f"{what}: {len(waits)} releases, median {statistics.median(waits):.0f} ms, "
                    f"95th percentile {np.percentile(waits, 95):.0f} ms; the bar is {BAR} ms"
                )
        finally:
            if server:
                server.stop()


if __name__ == "__main__":
    main()
