"""What a training and its watchers survive: the app's death, and ten browsers at once."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from aavae.data.disk import write_set
from aavae.runs.layout import RunLayout
from bench.live_view import (
    measure,
    open_pages,
    read_epoch,
    start_burning,
    start_training,
    wait_for,
    wait_for_warm_up,
)
from tests.browser.conftest import Server
from tests.browser.test_pages import assert_healthy, visit
from tests.conftest import draw_dataset
from tests.patience import PATIENCE_MS

NUM_SESSIONS = 10
WINDOW_SECONDS = 12.0


def stop(layout: RunLayout) -> None:
    layout.stop.touch()
    wait_for(layout, lambda status: not status.is_active)


def test_a_training_outlives_the_app_and_the_app_finds_it_again(
    tmp_path: Path, warm_cache: Path, page: Page
) -> None:
    first = Server(tmp_path, cache=warm_cache)
    visit(page, first, "train")
    page.get_by_label("Epochs", exact=True).fill("500")
    page.get_by_label("Name of the run", exact=True).fill("survivor")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Watch")
    layout = RunLayout(tmp_path / "runs" / "survivor")
    before = wait_for(layout, lambda status: status.state == "running" and status.step > 0)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    after = wait_for(layout, lambda status: status.step > before.step + 5)
    assert (after.state, after.pid) == ("running", before.pid)

    second = Server(tmp_path, cache=warm_cache)
    try:
        page.goto(f"{second.url}/watch?runs=survivor")
        expect(page.locator(".live-run").first).to_contain_text("running")
        visit(page, second, "jobs")
        page.get_by_role("button", name="Stop (saves first)").first.click()
        stopped = wait_for(layout, lambda status: not status.is_active)
        assert stopped.state == "stopped"
        assert stopped.step > after.step
        assert_healthy(page)
    finally:
        stop(layout)
        second.stop()


@pytest.mark.alone
@pytest.mark.timeout(1_800)
def test_ten_browsers_cost_the_trainer_nothing_of_its_own(
    tmp_path: Path, warm_cache: Path, chromium: Browser
) -> None:
    # An epoch is a few seconds, of a slow machine a minute.
    write_set(tmp_path / "data", draw_dataset(4_096, 100), "drawn for a test")
    server = Server(tmp_path, cache=warm_cache)
    layout = start_training(server, "tiny")
    try:
        wait_for_warm_up(chromium, server)
        pages = open_pages(chromium, server, NUM_SESSIONS)
        watched = measure(layout, server, WINDOW_SECONDS)
        epoch = wait_for(layout, lambda status: status.epoch > 1).epoch
        for page in pages:
            page.wait_for_function(
                "epoch => Number(document.querySelector('.live-run').innerText"
                ".match(/epoch ([0-9,]+) of/)[1].replace(',', '')) >= epoch",
                arg=epoch,
                timeout=PATIENCE_MS,
            )
            assert_healthy(page)
        assert len({read_epoch(page) for page in pages}) <= 2
        for page in pages:
            page.close()
        # What drawing takes of the shared cores, and of their caches, other work of that size takes as well.
        burning = start_burning(watched.app + watched.chromium)
        try:
            control = measure(layout, server, WINDOW_SECONDS)
        finally:
            for process in burning:
                process.kill()
                process.wait()
        # The caches part the two differently: a wide margin; `python -m bench.live_view` measures for longer.
        assert watched.images_per_cpu_second > 0.6 * control.images_per_cpu_second, (control, watched)
    finally:
        stop(layout)
        server.stop()
