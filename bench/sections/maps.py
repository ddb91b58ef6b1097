"""Linked maps beside Plotly's charts with WebGL points, in Chromium."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.linked_maps import (
    Waits,
    describe,
    measure_maps,
    measure_plotly,
    serve_both,
    wait_for_maps,
    wait_for_plotly,
    warm_up,
)
from bench.sections.record import Comparison, Side
from tests.browser.conftest import launch_chromium


def measure(is_tiny: bool) -> Iterator[Comparison]:
    """Milliseconds until two maps are drawn, coloured anew, and show what is pointed at."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        serve_both(Path(folder)) as (maps, plotly),
    ):
        browser = launch_chromium(playwright)
        for count, rounds in ((400, 1),) if is_tiny else ((10_000, 5), (60_000, 2)):
            warm_up(browser, f"{maps.url}/?count={count}&maps=2", wait_for_maps)
            warm_up(browser, f"{plotly.url}/?count={count}", wait_for_plotly)
            ours: list[Waits] = []
            theirs: list[Waits] = []
            for _ in range(rounds):
                ours.append(measure_maps(browser, maps, 2, count, num_hovers=10, num_colours=4))
                print(describe(f"linked maps of {count:,} points", ours[-1]), flush=True)
                theirs.append(measure_plotly(browser, plotly, count, num_hovers=10, num_colours=4))
                print(describe(f"Plotly's charts of {count:,} points", theirs[-1]), flush=True)
            yield from _compare(count, ours, theirs)
        browser.close()


def _compare(count: int, ours: list[Waits], theirs: list[Waits]) -> Iterator[Comparison]:
    for field, what in (
        ("drawn", "until the points are there"),
        ("colours", "until a new choice of colours is there"),
        ("hovers", "until what is pointed at is shown"),
    ):
        yield Comparison(
            what=f"two maps of {count:,} points, {what}",
            unit="ms",
            ours=Side(name="ours", values=[_take(waits, field) for waits in ours]),
            theirs=[Side(name="Plotly", values=[_take(waits, field) for waits in theirs])],
        )


def _take(waits: Waits, field: str) -> float:
    """Milliseconds, of a visit the median."""
    if field == "drawn":
        return 1_000 * waits.drawn
    return statistics.median(getattr(waits, field))
