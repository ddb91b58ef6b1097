"""What watching costs: `python -m bench.live_view [SESSIONS]` watches a training in 0, 1 and SESSIONS pages.

All pages are in one Chromium on this machine, so its drawing shares the cores, caches and memory with the
training. What the trainer loses beyond that is told apart by its own processor time, images for each second
of it, and by a last window in which nobody watches and busy loops take as much of the cores as the drawing.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from aavae.runs.layout import RunLayout
from aavae.runs.status import Status, read_status
from tests.browser.conftest import Server, launch_chromium

NAME = "watched"
BATCH_SIZE = 128
WINDOW_SECONDS = 45.0


class Cost(NamedTuple):
    """What a window of time showed.

    Attributes:
        images_per_cpu_second: of the trainer's own processor time.
        images_per_second: of the clock.
        app: processor seconds of the app's process a second.
        chromium: those of all of Chromium's processes.
    """

    images_per_cpu_second: float
    images_per_second: float
    app: float
    chromium: float


def start_training(server: Server, data: str = "bundled") -> RunLayout:
    """Put a long training on one thread in the server's queue, and wait for its first epoch."""
    environment = os.environ | server.environment
    command = [sys.executable, "-m", "aavae", "train", "--queue", "--name", NAME, "--num-epochs", "1000"]
    command += ["--data", data]
    command += ["--batch-size", str(BATCH_SIZE), "--threads", "1", "--precision", "32-true"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    layout = RunLayout(Path(server.environment["AAVAE_RUNS"]) / NAME)
    wait_for(layout, lambda status: status.epoch > 0)
    return layout


def wait_for(layout: RunLayout, condition: Callable[[Status], bool], seconds: float = 480) -> Status:
    """Wait until a run's status fulfils a condition."""
    deadline = time.monotonic() + seconds
    while not condition(status := read_status(layout.status)):
        if time.monotonic() > deadline:
            raise TimeoutError(str(status))
        time.sleep(0.2)
    return status


def open_pages(browser: Browser, server: Server, count: int) -> list[Page]:
    """Open pages that watch the run, each a session of its own, all at once."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    pages = [context.new_page() for _ in range(count)]
    for page in pages:
        page.goto(f"{server.url}/watch?runs={NAME}", wait_until="commit")
    for page in pages:
        page.wait_for_selector(".live-run", timeout=120_000)
    return pages


def _read_cpu(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:2])
    return total


def _find_chromium() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children(recursive=True):
        # A browser's helpers come and go.
        with contextlib.suppress(psutil.NoSuchProcess):
            if "chrom" in child.name():
                found.append(child)
    return found


def measure(layout: RunLayout, server: Server, seconds: float = WINDOW_SECONDS) -> Cost:
    """Watch the processes for a window of time."""
    pid = read_status(layout.status).pid
    assert pid is not None
    groups = [[psutil.Process(pid)], [psutil.Process(server.process.pid)], _find_chromium()]
    before, start = [_read_cpu(group) for group in groups], time.perf_counter()
    first = read_status(layout.status)
    time.sleep(seconds)
    after, elapsed = [_read_cpu(group) for group in groups], time.perf_counter() - start
    last = read_status(layout.status)
    images = (last.step - first.step) * BATCH_SIZE
    # The two readings of the status lie between heartbeats, so their own times count.
    clock = last.updated - first.updated
    trainer, app, chromium = (b - a for a, b in zip(before, after, strict=True))
    share = clock / elapsed
    return Cost(images / (trainer * share), images / clock, app / elapsed, chromium / elapsed)


def wait_for_warm_up(browser: Browser, server: Server, seconds: float = 300) -> None:
    """Let the server do what it does once, after its first visitor."""
    (page,) = open_pages(browser, server, 1)
    process, deadline = psutil.Process(server.process.pid), time.monotonic() + seconds
    page.wait_for_timeout(3_000)
    while process.cpu_percent(interval=2.0) > 20 and time.monotonic() < deadline:
        pass
    page.context.close()


def start_burning(cores: float) -> list[subprocess.Popen[bytes]]:
    """Start busy loops that together take so much of the processor, each at most one core."""
    count = max(1, round(cores))
    script = (
        f"import time\nwhile True:\n end = time.perf_counter() + 0.02 * {min(1.0, cores / count)}\n"
        " while time.perf_counter() < end: pass\n"
        f" time.sleep({0.02 * max(0.0, 1 - cores / count)})"
    )
    return [subprocess.Popen([sys.executable, "-c", script]) for _ in range(count)]


def read_epoch(page: Page) -> int:
    """The epoch that a page shows."""
    text = page.locator(".live-run").first.inner_text()
    return int(text.split("epoch ")[1].split(" of")[0].replace(",", ""))


def _print(what: str, cost: Cost) -> None:
    images = f"{cost.images_per_cpu_second:.0f} images per CPU second, {cost.images_per_second:.0f} a second"
    print(f"{what}: {images}; app {cost.app:.1%}, Chromium {cost.chromium:.1%} of a core")


def main() -> None:
    """Print a line for each number of sessions."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        server = Server(Path(temporary))
        browser = launch_chromium(playwright)
        layout = start_training(server)
        pages: list[Page] = []
        try:
            wait_for_warm_up(browser, server)
            for count in (0, 1, most):
                pages += open_pages(browser, server, count - len(pages))
                cost = measure(layout, server)
                _print(f"{count:3} sessions", cost)
            for page in pages:
                page.close()
            burning = start_burning(cost.app + cost.chromium)
            _print("as much work of another kind", measure(layout, server))
            for process in burning:
                process.kill()
                process.wait()
        finally:
            layout.stop.touch()
            wait_for(layout, lambda status: not status.is_active)
            server.stop()


if __name__ == "__main__":
    main()
