"""The documents' pictures, taken anew in Chromium: `python -m bench.screenshots [ADDRESS]`.

With an address, of the server there; else of one of its own, with nothing but what ships.
"""

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from aavae.paths import ROOT
from tests.browser.conftest import Server, launch_chromium

_SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_PLOT = ".js-plotly-plot .main-svg"
_PAINTERS = "&".join(f"models={name}" for name in ("ae", "vae", "dae", "aavae", "aavae-features"))
_WIDTH = 1440
_MOST_SECONDS = 120


class Picture(NamedTuple):
    """One picture.

    Attributes:
        name: of the file in docs/, without its suffix.
        address: of the page, with its state.
        seen: what is on the page when all of it is there.
        height: of the window, in pixels.
        part: of the page, if the picture is of no more.
    """

    name: str
    address: str
    seen: str
    height: int = 900
    part: str = ""


PICTURES = (
    Picture("home", "", ".pictures img"),
    Picture(
        "lesson", "lesson?step=simclr&guess_simclr=60&revealed=simclr", ".guess-bars, .pictures img", 1150
    ),
    Picture(
        "reconstruct",
        "reconstruct?distortion=crop=0.1,0.15,0.7,0.7;flip;brightness=1.3",
        ".lab-card img",
        1100,
    ),
    Picture("embedding_map", "embedding_map", ".linked-maps", 1200),
    Picture("similarity", "similarity", _PLOT, 1200),
    Picture("results", "results", ".board"),
    Picture("studies", "studies", _PLOT, 1150),
    Picture("race", "race", ".live-figures", 1150),
    Picture("wall", f"reconstruct?section=Wall&{_PAINTERS}", ".wall", 1150, ".picture-walls"),
    Picture(
        "profile",
        f"reconstruct?section=Invariance+profile&representation=mu&{_PAINTERS}&models=simclr",
        _PLOT,
        1150,
        ".js-plotly-plot",
    ),
    Picture(
        "samples",
        "generate?models=aavae&models=vae&generate_num=36",
        ".picture-walls",
        1150,
        ".picture-walls",
    ),
)
BY_HAND = {
    "images": "digits are dropped as PNGs, a model trains on them for minutes: the README says more",
}
"""What no command takes, by its name, and how it was made."""


def take(page: Page, address: str, picture: Picture) -> None:
    """Write one picture into docs/."""
    page.set_viewport_size({"width": _WIDTH, "height": picture.height})
    page.goto(f"{address}/{picture.address}")
    page.wait_for_selector(picture.seen, timeout=1_000 * _MOST_SECONDS)
    page.wait_for_selector(_SETTLED, timeout=1_000 * _MOST_SECONDS)
    # Figures and maps draw after the script has ended.
    page.wait_for_timeout(2_500)
    shown = page.locator(picture.part).first if picture.part else page
    shown.screenshot(path=ROOT / "docs" / f"{picture.name}.png")


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        server = Server(Path(temporary)) if len(sys.argv) < 2 else None
        try:
            page = launch_chromium(playwright).new_page(color_scheme="light")
            for picture in PICTURES:
                take(page, server.url if server else sys.argv[1], picture)
                print(f"docs/{picture.name}.png")
        finally:
            if server:
                server.stop()


if __name__ == "__main__":
    main()
