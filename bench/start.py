"""From Start to the first figures on screen: `python -m bench.start [TRIES]`.

Presses Start on the train page (the form's own settings) and on the race page, and waits for the first
images a second and for the first finished epoch in the page. Each run is stopped before the next begins.
"""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from aavae.runs.layout import RunLayout
from aavae.runs.status import read_status
from tests.browser.conftest import Server, launch_chromium

_FIRST_SPEED = "[...document.querySelectorAll('.live-run')].some(run => /images\\/s/.test(run.innerText))"
_FIRST_EPOCH = "[...document.querySelectorAll('.live-run')].some(run => /epoch 1 of/.test(run.innerText))"


def time_start(page: Page, address: str, name: str) -> tuple[float, float]:
    """Seconds from the press of a button to the first speed, and to the first epoch, in the page."""
    page.goto(address)
    # Playwright waits until the button is enabled, which on the train page is when the estimate is there.
    button = page.get_by_role("button", name=name)
    button.click(trial=True)
    began = time.perf_counter()
    button.click()
    page.wait_for_function(_FIRST_SPEED, timeout=120_000)
    speed = time.perf_counter() - began
    page.wait_for_function(_FIRST_EPOCH, timeout=300_000)
    return speed, time.perf_counter() - began


def stop_all(server: Server) -> None:
    """Stop what is in training, so that the next start has the machine to itself."""
    for path in Path(server.environment["AAVAE_RUNS"]).glob("*/config.json"):
        layout = RunLayout(path.parent)
        if read_status(layout.status).is_active:
            layout.stop.touch()
        while read_status(layout.status).is_active:
            time.sleep(0.2)


def main() -> None:
    """Print a line for each try."""
    tries = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        server = Server(Path(temporary))
        page = launch_chromium(playwright).new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(60_000)
        try:
            for path, button in (("train", "Start"), ("race", "Start the race")):
                for _ in range(tries):
                    speed, epoch = time_start(page, f"{server.url}/{path}", button)
                    print(
                        f"{button}: images/s after {speed:.1f} s, first epoch after {epoch:.1f} s", flush=True
                    )
                    stop_all(server)
        finally:
            # A trainer outlives its server.
            stop_all(server)
            server.stop()


if __name__ == "__main__":
    main()
