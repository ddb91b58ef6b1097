"""What axe and a narrow window say of every page and section, which are found from the app itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import axe_playwright_python
from playwright.sync_api import Page

from aavae.paths import ROOT
from tests.patience import PATIENCE_MS

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
"""axe-core, as the package that brings it to Playwright has it; of that only the script is used."""
PAGES = ("", *sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
"""Their addresses; the front door's is empty."""

DESKTOP, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)

_SECTIONS = re.compile(r"(^|_)(section|diagnostic|study)$")
"""Keys of the controls that open a page's sections; all of their options are visited."""
_FURTHER = {"embedding_map": ("?image=7",), "reconstruct": ("?section=images&how=by+hand",)}
"""What a press on a picture, or another choice, opens, of which the address tells."""


class FrameworkFault(NamedTuple):
    """A violation that Streamlit or Plotly makes and that this product cannot mend.

    Attributes:
        rule: axe's.
        selector: of the element, or of one that it lies in.
        reason: what it is, and why it stays.
    """

    rule: str
    selector: str
    reason: str


FRAMEWORK = (
    FrameworkFault(
        "presentation-role-conflict",
        '[data-testid="stFileUploaderDropzone"]',
        "Streamlit's place to drop files is of no role and has a name; its button is what keyboards reach.",
    ),
)


class Pair(NamedTuple):
    """How a page is looked at: the colours, and the size of the window."""

    scheme: str
    size: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.scheme}, {self.size[0]} px"


class Violation(NamedTuple):
    """One element that breaks one of axe's rules.

    Attributes:
        place: the page, and what of it is open.
        pair: how it was looked at.
        rule: axe's name of it.
        impact: axe's opinion: minor, moderate, serious or critical.
        element: a short selector.
        html: how it begins.
        fault: the framework's fault that it is; None: this product's.
    """

    place: str
    pair: Pair
    rule: str
    impact: str
    element: str
    html: str
    fault: FrameworkFault | None


_RUN_AXE = """async (faults) => {
  const { violations } = await axe.run(document, {
    resultTypes: ["violations"], elementRef: true, rules: { "target-size": { enabled: true } },
  });
  const name = (element) => {
    const key = element.closest("[class*=st-key-]");
    const test = element.closest("[data-testid]");
    const own = typeof element.className === "string" && element.className.split(" ")
      .filter((part) => part && !part.startsWith("st-emotion") && !/^e[0-9a-z]{6,}$/.test(part))[0];
    return [key && [...key.classList].find((part) => part.startsWith("st-key-")), test && test.dataset.testid,
      element.localName + (own ? "." + own : "")].filter(Boolean).join(" ");
  };
  return violations.flatMap((violation) => violation.nodes.map((node) => ({
    rule: violation.id, impact: node.impact ?? violation.impact, element: name(node.element),
    html: node.html.slice(0, 300),
    why: (node.any[0] ?? node.all[0] ?? node.none[0] ?? {}).message ?? "",
    fault: faults.findIndex(([rule, selector]) => rule === violation.id && node.element.closest(selector)),
  })));
}"""

_FIND_OVERFLOW = """() => {
  const inner = document.querySelectorAll("[data-testid=stMain], [data-testid=stApp]");
  const wide = [document.documentElement, ...inner];
  const most = Math.max(...wide.map((element) => element.scrollWidth - element.clientWidth));
  if (most <= 0) return "";
  const main = document.querySelector("[data-testid=stMain]");
  const guilty = [...main.querySelectorAll("*")].filter((element) => {
    if (element.getBoundingClientRect().right <= innerWidth + 0.5) return false;
    for (let above = element.parentElement; above !== main; above = above.parentElement)
      if (getComputedStyle(above).overflowX !== "visible") return false;
    return true;
  });
  const last = guilty.at(-1);
  return `${most} px too wide: ${last ? last.outerHTML.slice(0, 300) : "?"}`;
}"""


def settle(page: Page) -> None:
    """Wait until the script has run to its end, and what it sent is drawn."""
    page.wait_for_timeout(150)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE_MS)
    page.wait_for_timeout(250)


def walk(page: Page, url: str, address: str) -> Iterator[str]:
    """Open a page and then each of its sections, all expanders open; yields the name of each place."""
    for query in ("", *_FURTHER.get(address, ())):
        page.goto(f"{url}/{address}{query}")
        page.wait_for_selector("h1", timeout=PATIENCE_MS)
        settle(page)
        _unfold(page)
        name = address or "home"
        yield f"{name}{query}"
        if query:
            continue
        for key, option in _list_sections(page):
            page.locator(f".st-key-{key}").get_by_role("radio", name=option, exact=True).click()
            settle(page)
            _unfold(page)
            yield f"{name}: {option}"


def _list_sections(page: Page) -> list[tuple[str, str]]:
    """Keys of the controls that open sections, and their options but those that are open already."""
    found: list[tuple[str, str, bool]] = page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMain] [role=radio]")].flatMap(
          (radio) => {
            const key = [...(radio.closest("[class*=st-key-]")?.classList ?? [])]
              .find((part) => part.startsWith("st-key-"));
            return key ? [[key.slice(7), radio.innerText.trim(), radio.ariaChecked === "true"]] : [];
          })"""
    )
    return [(key, option) for key, option, is_open in found if _SECTIONS.search(key) and not is_open]


def _unfold(page: Page) -> None:
    """Open every expander."""
    for _ in range(8):
        closed = page.locator("[data-testid=stMain] details:not([open]) > summary")
        if closed.count() == 0:
            return
        closed.first.click()
        settle(page)


def look(page: Page, pair: Pair) -> None:
    """Give the open page these colours and this window; on a phone its navigation is closed."""
    # Without motion nothing is looked at while its colours glide from light to dark.
    page.emulate_media(color_scheme="dark" if pair.scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": pair.size[0], "height": pair.size[1]})
    sidebar = page.locator('[data-testid="stSidebar"]')
    if pair.size[0] <= 640 and sidebar.get_attribute("data-collapsed") == "false":
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").dispatch_event("click")
    page.wait_for_timeout(250)


def find_violations(page: Page, place: str, pair: Pair) -> list[Violation]:
    """Ask axe for all of its rules about the page as it stands."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
    found: list[dict[str, Any]] = page.evaluate(
        _RUN_AXE, [[fault.rule, fault.selector] for fault in FRAMEWORK]
    )
    return [
        Violation(
            place,
            pair,
            one["rule"],
            one["impact"],
            one["element"],
            one["html"] + "  ## " + one["why"],
            FRAMEWORK[one["fault"]] if one["fault"] >= 0 else None,
        )
        for one in found
    ]


def find_overflow(page: Page) -> str:
    """What is wider than the page's window, in words; empty if nothing is."""
    return page.evaluate(_FIND_OVERFLOW)
