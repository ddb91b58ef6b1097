"""The live view as a visitor meets it: it follows a run's files, and the page stays as it is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.conftest import Server, expect_soon
from tests.patience import scale
from tests.ui.live.runs import finish_epoch, set_state, start_run

FOLLOWS_WITHIN = 3_000
"""Milliseconds from the trainer's writing to the visitor's seeing, on the reference machine."""
NOTICES_WITHIN = 9_000
"""The same for a run that starts again: the view asks seldom while nothing trains."""
ONCE = "This page ran 1 times."
MAIN = ".svg-plot.main .svg-plot-body > svg"

WATCH_FRAMES = """(main) => {
  const seen = (window.seen = { frames: 0, blank: 0, moved: 0 });
  let top = document.querySelector(main).getBoundingClientRect().top;
  const look = () => {
    const plot = document.querySelector(main);
    const pictures = [...document.querySelectorAll(".pictures img")];
    const drawn = plot && plot.querySelector(".series") && plot.clientHeight > 100;
    const decoded = pictures.length === 24 && pictures.every((picture) => picture.naturalWidth > 0);
    seen.frames += 1;
    seen.blank += drawn && decoded ? 0 : 1;
    if (plot && Math.abs(plot.getBoundingClientRect().top - top) > 1) seen.moved += 1;
    top = plot ? plot.getBoundingClientRect().top : top;
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture(scope="module")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("live"), "tests/browser/live_page.py") as server:
        yield server


@pytest.fixture(autouse=True)
def same_runs(live_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test writes the runs that the server reads."""
    runs = live_server.folder / "runs"
    monkeypatch.setenv("AAVAE_RUNS", str(runs))
    yield
    shutil.rmtree(runs, ignore_errors=True)


def watch(page: Page, server: Server, *names: str) -> None:
    page.goto(f"{server.url}/?{'&'.join(f'run={name}' for name in names)}")
    expect(page.locator(".live-run").first).to_be_visible()


def mark(page: Page, selector: str) -> None:
    """Leave a mark on each node; a node made anew has none."""
    page.evaluate(
        "(selector) => document.querySelectorAll(selector).forEach((n) => (n.kept = true))", selector
    )


def count_marked(page: Page, selector: str) -> int:
    return page.evaluate(
        "(selector) => [...document.querySelectorAll(selector)].filter((n) => n.kept).length", selector
    )


def count_bytes(page: Page) -> tuple[list[int], list[int]]:
    """Lengths of the messages that the page sends and receives, as they come."""
    sent: list[int] = []
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda message: sent.append(len(message)))
        socket.on("framereceived", lambda message: received.append(len(message)))

    page.on("websocket", listen)
    return sent, received


def test_it_follows_in_place_without_flicker_and_leaves_the_page_alone(
    live_server: Server, page: Page
) -> None:
    run = start_run("one")
    finish_epoch(run, 1)
    finish_epoch(run, 2)
    watch(page, live_server, "one")
    main = page.locator(".svg-plot.main")
    expect(main).to_contain_text("2.0 %")
    mark(page, MAIN)
    mark(page, ".pictures img")
    before = page.locator(".pictures img").last.get_attribute("src")
    page.evaluate(WATCH_FRAMES, MAIN)
    for epoch in (3, 4, 5):
        finish_epoch(run, epoch)
        expect(main).to_contain_text(f"{epoch}.0 %", timeout=scale(FOLLOWS_WITHIN))
        expect(page.locator(".live-run")).to_contain_text(f"epoch {epoch} of 10")
        expect(page.locator(".pictures-title").last).to_contain_text(f"epoch {epoch}")
    assert page.locator(".pictures img").last.get_attribute("src") != before
    assert count_marked(page, MAIN) == 1
    assert count_marked(page, ".pictures img") == 24
    seen = page.evaluate("window.seen")
    assert seen["frames"] > 10
    assert (seen["blank"], seen["moved"]) == (0, 0)
    expect(page.get_by_text(ONCE)).to_be_visible()


def test_while_nothing_changes_next_to_nothing_is_sent(live_server: Server, page: Page) -> None:
    finish_epoch(start_run("one"), 1)
    sent, received = count_bytes(page)
    watch(page, live_server, "one")
    expect(page.locator(".pictures img")).to_have_count(24)
    # Once the view asks for the first time, all that opening the page takes has come.
    opened = len(sent)
    expect_soon(page, lambda: len(sent) > opened)
    first = sum(received)
    sent.clear()
    received.clear()
    # A claim that next to nothing happens takes time.
    page.wait_for_timeout(5_000)
    assert 1 <= len(sent) <= 4
    assert sum(received) / len(sent) < min(10_000, first / 10)


def test_two_runs_are_overlaid(live_server: Server, page: Page) -> None:
    for name in ("one", "two"):
        run = start_run(name)
        finish_epoch(run, 1)
        finish_epoch(run, 2)
    watch(page, live_server, "one", "two")
    lines = page.locator(f"{MAIN} .series .line[d^=M]:first-child")
    expect(lines).to_have_count(2)
    assert len({line.get_attribute("stroke") for line in lines.all()}) == 1
    assert len({line.get_attribute("stroke-dasharray") for line in lines.all()}) == 2
    # Originals and inputs once, then a row for each run.
    expect(page.locator(".pictures img")).to_have_count(4 * 8)
    page.get_by_text("against minutes of training").click()
    expect(page.locator(".svg-plot.main .svg-plot-x-title")).to_have_text("minutes of training")
    expect(page.get_by_text(ONCE)).to_be_visible()


def test_when_the_run_ends_it_shows_so_and_asks_seldom_and_notices_a_resume(
    live_server: Server, page: Page
) -> None:
    sent, _ = count_bytes(page)
    run = start_run("one")
    finish_epoch(run, 1)
    watch(page, live_server, "one")
    state = page.locator(".live-state")
    expect(state).to_have_text("running")
    mark(page, MAIN)
    set_state(run, "stopped", 1)
    expect(state).to_have_text("stopped", timeout=scale(FOLLOWS_WITHIN))
    expect(page.locator("[data-test-script-state='notRunning']")).to_be_attached()
    sent.clear()
    # A claim that next to nothing happens takes time.
    page.wait_for_timeout(6_000)
    assert 1 <= len(sent) <= 2
    assert count_marked(page, MAIN) == 1
    set_state(run, "running", 1)
    expect(state).to_have_text("running", timeout=scale(NOTICES_WITHIN))
    finish_epoch(run, 2)
    expect(page.locator(".svg-plot.main")).to_contain_text("2.0 %", timeout=scale(FOLLOWS_WITHIN))


def test_a_run_that_is_deleted_or_damaged_is_a_sentence_and_the_other_goes_on(
    live_server: Server, page: Page
) -> None:
    runs = {name: start_run(name) for name in ("deleted", "damaged", "kept")}
    watch(page, live_server, *runs)
    expect(page.locator(".live-run")).to_have_count(3)
    shutil.rmtree(runs["deleted"].layout.path)
    runs["damaged"].layout.config.write_text("{")
    finish_epoch(runs["kept"], 1)
    expect(page.locator(".live-problem").first).to_contain_text(
        "'deleted' is not here any more", timeout=scale(5_000)
    )
    expect(page.locator(".live-problem").last).to_contain_text("'damaged' is damaged")
    expect(page.locator(".live-run")).to_have_count(1)
    expect(page.locator(".svg-plot.main")).to_contain_text("kept 1.0 %")
    assert page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen_and_every_figure_has_a_text(
    width: int, scheme: str, live_server: Server, page: Page, tmp_path: Path
) -> None:
    long = "one-with-a-long-name-that-has-no-end-in-sight"
    finish_epoch(start_run(long), 1)
    finish_epoch(start_run("two", "simclr"), 1)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    watch(page, live_server, long, "two")
    expect(page.get_by_text("two has no decoder")).to_be_visible()
    outside = "(e) => e.getBoundingClientRect().right > window.innerWidth + 1"
    assert page.evaluate(f"[...document.querySelectorAll('.in-place *')].filter({outside}).length") == 0
    plots, images = page.locator("figure.svg-plot").all(), page.get_by_role("img").all()
    texts = [plot.get_attribute("aria-label") for plot in plots]
    texts += [image.get_attribute("alt") for image in images]
    # Accuracy, four losses, two histograms, and three rows of pictures.
    assert (len(plots), len(images)) == (7, 3 * 8) and all(texts)
    page.screenshot(path=tmp_path / "page.png", full_page=True)
