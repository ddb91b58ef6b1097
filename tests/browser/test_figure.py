"""What a figure's buttons save."""

import csv
import io
import shutil
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server, expect_soon
from tests.browser.figure_page import BARS, COUNT, TITLE
from tests.browser.layout import measure

PAGE = Path(__file__).with_name("figure_page.py")
BARS_CHART, MAP_CHART = 0, 1


@pytest.fixture(scope="module")
def figure_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("figures")
    with Server(folder, str(shutil.copy(PAGE, folder))) as server:
        yield server


@pytest.fixture(scope="module")
def figures(figure_server: Server, chromium: Browser) -> Iterator[Page]:
    """The page, for what leaves it as it was."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    open_figures(page, figure_server)
    yield page
    context.close()


def open_figures(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.get_by_role("button", name="CSV")).to_have_count(2)


def save(page: Page, chart: int, kind: str) -> tuple[str, bytes]:
    """Press a button; the file's name and content."""
    name = "CSV" if kind == "CSV" else f"Save the figure as {kind}"
    with page.expect_download() as download:
        page.get_by_role("button", name=name).nth(chart).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def find_size(page: Page, chart: int) -> tuple[int, int]:
    (box,) = measure(page.locator(".js-plotly-plot").nth(chart))
    return round(box.width), round(box.height)


def has_colour(image: Image.Image, colour: tuple[int, int, int]) -> bool:
    return colour in {pixel for _, pixel in image.convert("RGB").getcolors(1 << 24) or []}


@pytest.mark.parametrize(
    ("scheme", "background", "text"),
    [("light", (255, 255, 255), (0x16, 0x20, 0x2C)), ("dark", (0x10, 0x16, 0x1E), (0xEE, 0xF3, 0xF8))],
)
def test_a_png_is_twice_as_large_as_the_chart_and_has_the_pages_colours(
    figure_server: Server,
    page: Page,
    scheme: str,
    background: tuple[int, int, int],
    text: tuple[int, int, int],
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_figures(page, figure_server)
    name, content = save(page, BARS_CHART, "PNG")
    assert name == "probes.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = find_size(page, BARS_CHART)
    assert struct.unpack(">II", content[16:24]) == (2 * width, 2 * height)
    image = Image.open(io.BytesIO(content))
    assert image.getpixel((2, 2)) == (*background, 255)
    assert has_colour(image, text)
    assert has_colour(image, (0xD5, 0x5E, 0x00))


def test_an_svg_holds_the_title_and_the_names(figures: Page) -> None:
    name, content = save(figures, BARS_CHART, "SVG")
    assert name == "probes.svg"
    root = ElementTree.fromstring(content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (int(root.get("width", 0)), int(root.get("height", 0))) == find_size(figures, BARS_CHART)
    texts = "\n".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text"))
    assert TITLE in texts
    for bar in BARS:
        assert bar.title in texts


def test_a_page_of_its_own_opens_without_a_network(figures: Page, chromium: Browser, tmp_path: Path) -> None:
    saved = {chart: save(figures, chart, "HTML") for chart in (BARS_CHART, MAP_CHART)}
    assert [name for name, _ in saved.values()] == ["probes.html", "map.html"]
    context = chromium.new_context(viewport={"width": 500, "height": 700}, offline=True)
    alone = context.new_page()
    faults: list[str] = []
    alone.on("pageerror", lambda error: faults.append(str(error)))
    for chart, (name, content) in saved.items():
        (tmp_path / name).write_bytes(content)
        alone.goto((tmp_path / name).as_uri())
        figure = alone.get_by_role("img", name="Two bars" if chart == BARS_CHART else "A map of points")
        expect(figure).to_be_visible()
        expect(alone.locator(".main-svg").first).to_be_visible()
        box = figure.bounding_box()
        assert box is not None and box["x"] + box["width"] <= 500
        counts = figure.evaluate("(figure) => figure._fullData.map((trace) => trace.x.length)")
        assert counts == ([len(BARS)] * 2 if chart == BARS_CHART else [COUNT // 10] * 10)
    assert not faults
    context.close()


def test_the_csv_equals_the_numbers(figures: Page) -> None:
    name, content = save(figures, BARS_CHART, "CSV")
    assert name == "probes.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == [bar.title for bar in BARS]
    for row, bar in zip(rows, BARS, strict=True):
        assert float(row["accuracy (%)"]) == pytest.approx(100 * bar.accuracy)
        assert float(row["accuracy (%), low"]) == pytest.approx(100 * bar.low)
        assert float(row["accuracy (%), high"]) == pytest.approx(100 * bar.high)
    _, content = save(figures, MAP_CHART, "CSV")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert sorted(int(row["image"]) for row in rows) == list(range(COUNT))


def test_what_is_saved_is_what_is_seen(figure_server: Server, page: Page) -> None:
    open_figures(page, figure_server)
    figure = page.locator(".js-plotly-plot").nth(MAP_CHART)
    figure.locator(".legendtoggle").first.click()
    # Plotly hides a trace once no second click of a double click can come any more.
    is_hidden = "(figure) => figure._fullData.some((trace) => trace.visible === 'legendonly')"
    expect_soon(page, lambda: figure.evaluate(is_hidden))
    _, content = save(page, MAP_CHART, "HTML")
    assert b'"visible":"legendonly"' in content


def test_without_the_pages_own_plotly_the_apps_copy_draws(figure_server: Server, page: Page) -> None:
    open_figures(page, figure_server)
    page.evaluate("delete window.Plotly")
    _, content = save(page, BARS_CHART, "PNG")
    assert content.startswith(b"\x89PNG")


def test_what_cannot_be_saved_is_a_sentence_and_the_next_press_tries_again(
    figure_server: Server, page: Page
) -> None:
    open_figures(page, figure_server)
    page.route("**/plotly-*.js", lambda route: route.abort())
    page.get_by_role("button", name="Save the figure as HTML").first.click()
    notice = page.get_by_role("alert").filter(has_text="saved")
    expect(notice).to_have_text("The figure could not be saved: reload the page and try again.")
    page.unroute("**/plotly-*.js")
    name, _ = save(page, BARS_CHART, "HTML")
    assert name == "probes.html"
    expect(notice).to_have_count(0)


def test_the_keyboard_reaches_every_button_and_a_phone_shows_them_in_one_line(
    figure_server: Server, page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_figures(page, figure_server)
    buttons = [page.get_by_role("button", name=f"Save the figure as {kind}").first for kind in ("PNG", "SVG")]
    buttons += [page.get_by_role("button", name="Save the figure as HTML").first]
    buttons += [page.get_by_role("button", name="CSV").first]
    boxes = measure(reduce(Locator.or_, buttons))
    middles = [box.y + box.height / 2 for box in boxes]
    assert len(boxes) == 4 and max(middles) - min(middles) < 6
    assert all(box.height >= 24 and box.right <= 390 for box in boxes)
    buttons[0].focus()
    for button in buttons:
        expect(button).to_be_focused()
        page.keyboard.press("Tab")
    buttons[1].focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "probes.svg"
