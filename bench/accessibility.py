"""Whom the app leaves out: `python -m bench.accessibility` asks axe about every page and section in Chromium.

Each is looked at in light and in dark colours, 1,440 and 390 pixels wide, and at 720 and 320 pixels for
whether the page scrolls sideways. Writes the figures of docs/accessibility.md: those from now, or with
`--before CHECKOUT` those from before, of the app in that folder.
"""

import argparse
import os
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from aavae.paths import ROOT
from tests.browser.accessibility import (
    DESKTOP,
    FRAMEWORK,
    PAGES,
    PHONE,
    Pair,
    Violation,
    find_overflow,
    find_violations,
    look,
    walk,
)
from tests.browser.conftest import Server, launch_chromium
from tests.patience import PATIENCE_MS
from tests.ui.live.runs import finish_epoch, start_run

REPORT = ROOT / "docs" / "accessibility.md"
PAIRS = [Pair(scheme, size) for size in (DESKTOP, PHONE) for scheme in ("light", "dark")]
NARROW = (720, 320)
"""Widths at which nothing may scroll sideways: a window of 1,440 pixels at 200 %, and of 1,280 at 400 %."""


def measure(server: Server, pages: Sequence[str]) -> tuple[list[Violation], list[str], list[str]]:
    """All violations, what is too wide, and the places that were looked at."""
    violations, overflows, places = [], [], []
    with sync_playwright() as playwright:
        context = launch_chromium(playwright).new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        for address in pages:
            for place in walk(page, server.url, address):
                places.append(place)
                before = len(violations)
                for pair in PAIRS:
                    look(page, pair)
                    violations += find_violations(page, place, pair)
                for width in NARROW:
                    look(page, Pair("dark", (width, 900)))
                    if found := find_overflow(page):
                        overflows.append(f"{place}, {width} px: {found}")
                look(page, PAIRS[0])
                print(f"{place}: {len(violations) - before}", flush=True)
    return violations, overflows, places


def describe(violations: Sequence[Violation], overflows: Sequence[str], places: Sequence[str]) -> str:
    """The figures as Markdown: this product's by rule, the framework's by element."""
    ours = [violation for violation in violations if violation.fault is None]
    lines = [
        f"{len(places)} places (pages, their sections, and what opens in them), each in {len(PAIRS)} ways: "
        f"{len(ours)} violations of this product in {len({one.place for one in ours})} places. "
        f"Too wide at 720 or 320 px: {len(overflows)}.",
        "",
    ]
    if ours:
        lines += ["| Rule | Impact | Violations | Places | Elements |", "| --- | --- | --- | --- | --- |"]
        for (rule, impact), count in Counter((one.rule, one.impact) for one in ours).most_common():
            these = [one for one in ours if (one.rule, one.impact) == (rule, impact)]
            elements = Counter(one.element.split()[-1] for one in these).most_common(4)
            named = ", ".join(f"`{element}`" for element, _ in elements)
            lines.append(f"| {rule} | {impact} | {count} | {len({one.place for one in these})} | {named} |")
        lines.append("")
    if overflows:
        lines += [f"- {re.sub(':.*', '', overflow)}" for overflow in overflows] + [""]
    lines += [
        "Of the framework:",
        "",
        "| Rule | Element | Violations | Reason |",
        "| --- | --- | --- | --- |",
    ]
    for fault in FRAMEWORK:
        count = sum(violation.fault == fault for violation in violations)
        lines.append(f"| {fault.rule} | `{fault.selector}` | {count} | {fault.reason} |")
    return "\n".join(lines) + "\n"


def replace_part(text: str, part: str, figures: str) -> str:
    """Put figures between the report's marks of a part."""
    pattern = rf"(<!-- {part} -->\n).*?(<!-- end of {part} -->)"
    return re.sub(pattern, lambda marks: f"{marks[1]}{figures}{marks[2]}", text, flags=re.DOTALL)


def main() -> None:
    """Measure, print each violation of this product, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="an older checkout, to compare with")
    parser.add_argument(
        "--pages", nargs="+", default=PAGES, metavar="PAGE", help="only these; nothing is written"
    )
    arguments = parser.parse_args()
    root = ROOT if arguments.before is None else arguments.before.resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AAVAE_RUNS"] = str(Path(folder) / "runs")
        run = start_run("learning")
        finish_epoch(run, 1)
        finish_epoch(run, 2)
        with Server(Path(folder), root=root) as server:
            violations, overflows, places = measure(server, arguments.pages)
    for one in violations:
        if one.fault is None:
            print(f"{one.place} ({one.pair}): {one.rule} ({one.impact}) {one.element}\n    {one.html}")
    for overflow in overflows:
        print(overflow)
    if arguments.pages == PAGES:
        text = REPORT.read_text(encoding="utf-8")
        figures = describe(violations, overflows, places)
        part = "after" if arguments.before is None else "before"
        REPORT.write_text(replace_part(text, part, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
