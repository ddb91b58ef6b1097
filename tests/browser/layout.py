"""Where a page's elements lie, all read at one moment.

What the browser still fetches moves what is below it, so boxes that are asked for one after another may be of
two layouts.
"""

from typing import NamedTuple

from playwright.sync_api import Locator


class Box(NamedTuple):
    """Of an element, in CSS pixels from the window's upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


_MEASURE = """(elements) => elements.map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x, y, width, height];
})"""


def measure(elements: Locator) -> list[Box]:
    """The boxes of all elements that a locator finds, in the page's order."""
    return [Box(*box) for box in elements.evaluate_all(_MEASURE)]
