"""What pages save opens without a network, and a figure is seen alone: in Chromium, light and dark."""

import contextlib
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

from tests.browser.conftest import Server, expect_soon
from tests.browser.test_pages import settle

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(16, 22, 30)"
PAPER_WIDTH = 670


def save_report(page: Page, path: Path) -> Path:
    page.get_by_role("button", name="Report", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this page as a report").click()
    download.value.save_as(path)
    return path


def read_background(page: Page, selector: str) -> str:
    return page.locator(selector).first.evaluate("element => getComputedStyle(element).backgroundColor")


def open_offline(chromium: Browser, path: Path, scheme: str) -> tuple[Page, list[str]]:
    """A report as somebody else opens it, and what went wrong: errors, warnings of ours, requests."""
    context = chromium.new_context(
        offline=True,
        color_scheme=scheme,  # pyright: ignore[reportArgumentType]
        viewport={"width": 1000, "height": 900},
    )
    page, wrong = context.new_page(), []

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(message.text)

    def note_request(request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            wrong.append(f"asked for {request.url}")

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", note_console)
    page.on("request", note_request)
    page.goto(path.as_uri())
    return page, wrong


def choose_kind(page: Page, kind: str) -> bool:
    """Whether it could be chosen: on a busy machine, what a page still draws closes an open list."""
    page.get_by_role("combobox", name="Kind").click()
    with contextlib.suppress(Error):
        page.get_by_role("option", name=kind).click(timeout=3_000)
        return True
    return False


def test_reports_of_two_pages_open_offline(
    server: Server, page: Page, chromium: Browser, tmp_path: Path
) -> None:
    page.goto(f"{server.url}/similarity?bar_cosine={quote('0.800 to 0.825')}")
    title = page.locator(".pairs-title")
    expect(title).to_contain_text("same image: 0.800 to 0.825")
    settle(page)
    # A fragment runs again alone: its new pairs take the place of the old ones.
    expect_soon(page, lambda: choose_kind(page, "different images"))
    expect(title).to_contain_text("different images: 0.800 to 0.825")
    settle(page)
    similarity = save_report(page, tmp_path / "similarity.html")
    page.goto(f"{server.url}/embedding_map")
    expect(page.locator(".linked-maps canvas").first).to_be_visible()
    settle(page)
    maps = save_report(page, tmp_path / "map.html")

    for scheme, background in (("light", LIGHT), ("dark", DARK)):
        report, wrong = open_offline(chromium, similarity, scheme)
        expect(report.locator(".plot .main-svg .bars").first).to_be_visible()
        assert report.locator(".plot").count() == 2
        expect(report.locator(".pairs-title")).to_have_count(1)
        expect(report.locator(".pairs-title")).to_contain_text("different images: 0.800 to 0.825")
        assert report.locator(".pairs img").first.evaluate("image => image.naturalWidth") == 32
        assert read_background(report, "body") == background
        letters = report.locator(".plot .xtitle").first.evaluate("text => getComputedStyle(text).fill")
        assert letters == ("rgb(22, 32, 44)" if scheme == "light" else "rgb(238, 243, 248)")
        assert not wrong
        # On paper everything is black, and no wider than it.
        report.emulate_media(media="print")
        expect(report.locator(".plot .xtitle").first).to_have_css("fill", "rgb(0, 0, 0)")
        expect(report.locator(".plot .main-svg").first).to_have_attribute("width", str(PAPER_WIDTH))
        report.context.close()

    report, wrong = open_offline(chromium, maps, "light")
    expect(report.locator(".plot canvas").first).to_be_visible()
    assert report.locator(".plot").count() == 2
    # The numbers in sight are some of them; all are in the CSV.
    report.get_by_text("The numbers").first.click()
    with report.expect_download() as download:
        report.get_by_role("link", name="Save as CSV").first.click()
    assert len(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()) == 10_001
    assert not wrong
    report.context.close()


def test_a_figure_is_seen_alone(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/similarity?different=by+class")
    link = page.get_by_role("link", name="Clean view").nth(1)
    expect(link).to_be_visible()
    settle(page)
    with page.context.expect_page() as opened:
        link.click()
    alone = opened.value
    address = alone.url
    assert "different=by+class" in address
    assert "embed_options=light_theme" in address
    assert_alone(alone, LIGHT)
    alone.goto(address.replace("light_theme", "dark_theme"))
    assert_alone(alone, DARK)
    alone.goto(address.replace("figure=similarity_1", "figure=none_such"))
    expect(alone.get_by_text("This page has no figure 'none_such' now")).to_be_visible()
    alone.close()


def assert_alone(page: Page, background: str) -> None:
    chart = page.locator(".st-key-clean_view .js-plotly-plot")
    expect(chart).to_contain_text("VAE, mu")
    expect(chart).to_contain_text("same class")
    expect(chart).to_be_visible()
    settle(page)
    assert page.locator(".js-plotly-plot:visible").count() == 1
    for text in ("AAVAE Explorer", "Each histogram shows", "Measure", "Save as"):
        assert not page.get_by_text(text).locator("visible=true").count()
    box, size = chart.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    assert box["width"] > 0.9 * size["width"]
    assert box["height"] > 0.85 * size["height"]
    assert read_background(page, "[data-testid=stApp]") == background
