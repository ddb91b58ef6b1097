"""The app as a visitor meets it, in Chromium."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.browser.conftest import Server
from tests.patience import PATIENCE_MS

TITLES = {
    "": "Why does an AAVAE see better than a VAE?",
    "lesson": "Lesson",
    "class": "Class",
    "gone_wrong": "Gone wrong",
    "glossary": "Glossary",
    "reconstruct": "Reconstruct",
    "embedding_map": "Embedding map",
    "generate": "Generate",
    "similarity": "Similarity",
    "linear_probe": "Linear probe",
    "diagnostics": "Diagnostics",
    "results": "Results",
    "studies": "Studies",
    "images": "Images",
    "race": "Race",
    "train": "Train",
    "watch": "Watch",
    "jobs": "Jobs",
}
"""Address and heading of each page, in the order of the navigation."""


def settle(page: Page) -> None:
    """Wait until the script has run to its end, and what the browser fetches to draw it is there."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE_MS)
    # What is below an element that is still fetched moves once it is drawn.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def visit(page: Page, server: Server, path: str) -> None:
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[path.split("?")[0]])
    settle(page)
    assert_healthy(page)


def assert_healthy(page: Page) -> None:
    assert page.get_by_test_id("stException").count() == 0
    body = page.inner_text("body")
    assert "Traceback" not in body
    assert "fault of its own" not in body


def test_a_deep_link_works_on_a_fresh_server(fresh_server: Server, page: Page) -> None:
    visit(page, fresh_server, "similarity")
    expect(page.get_by_test_id("stSidebar").get_by_role("link")).to_have_count(len(TITLES))


def assert_fits(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert len(page.screenshot()) > 10_000


def test_the_navigation_leads_to_every_page_which_fits_the_screen_and_back(
    server: Server, page: Page
) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, server, "")
    assert_fits(page)
    for path, title in list(TITLES.items())[1:]:
        page.get_by_test_id("stSidebar").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        settle(page)
        assert_healthy(page)
        assert_fits(page)
        expect(page).to_have_url(re.compile(rf"{path}(\?|$)"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(list(TITLES.values())[-2])


def test_home_shows_the_answer(server: Server, page: Page) -> None:
    visit(page, server, "")
    expect(page.locator(".scores tbody tr")).to_have_count(8)
    # Originals, inputs and five decoders, ten images each.
    expect(page.locator(".pictures img")).to_have_count(70)
    for title in ("AAVAE", "VAE", "SimCLR"):
        expect(page.get_by_text(title, exact=True).first).to_be_visible()


def test_many_images_use_every_control(server: Server, page: Page) -> None:
    visit(page, server, "reconstruct?section=Many+images")
    first = page.locator(".pictures").nth(1).inner_html()
    page.get_by_label("Draw number of the augmentation", exact=True).fill("5")
    page.keyboard.press("Enter")
    expect(page.locator(".pictures").nth(1)).not_to_have_js_property("innerHTML", first)
    for name in ("one class", "random", "by index", "each class"):
        page.get_by_role("radio", name=name, exact=True).click()
        settle(page)
        assert_healthy(page)
    for name in ("by hand", "none"):
        page.get_by_role("radio", name=name, exact=True).click()
        settle(page)
        assert_healthy(page)
    expect(page).to_have_url(re.compile("how=none"))


def test_an_uploaded_picture_is_reconstructed_and_a_bad_one_is_a_sentence(
    server: Server, page: Page, tmp_path: Path
) -> None:
    from PIL import Image

    picture, broken = tmp_path / "picture.png", tmp_path / "broken.png"
    Image.new("RGB", (300, 200), "orange").save(picture)
    broken.write_bytes(b"no picture")
    visit(page, server, "reconstruct?section=Many+images")
    page.get_by_role("radio", name="my own").click()
    settle(page)
    page.locator('input[type="file"]').set_input_files(str(picture))
    expect(page.locator(".pictures figcaption").first).to_have_text("picture.png")
    settle(page)
    assert_healthy(page)
    page.locator('input[type="file"]').set_input_files(str(broken))
    expect(page.get_by_text("not a picture").first).to_be_visible()
    assert_healthy(page)


def test_similarity_shows_both_models_and_follows_the_controls(
    server: Server, page: Page, micro_dataset: Dataset
) -> None:
    write_set(Path(server.environment["AAVAE_DATA"]), micro_dataset, "drawn for a test")
    visit(page, server, "similarity?data=tiny")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    before = page.get_by_test_id("stMetricValue").first.inner_text()
    page.get_by_role("button", name="crop").click()
    expect(page.get_by_test_id("stMetricValue").first).not_to_have_text(before)
    page.get_by_role("radio", name="z", exact=True).click()
    settle(page)
    assert_healthy(page)
    expect(page).to_have_url(re.compile("representation_mu=z"))


def test_a_link_reproduces_a_page(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/similarity?model_b=SimCLR&representation_mu=h")
    settle(page)
    expect(page.locator(".js-plotly-plot").nth(1)).to_contain_text("SimCLR, h")


@pytest.mark.parametrize(
    "query", ["model_a=../../etc/passwd", "representation_mu=<script>", "labels=-1&data=x"]
)
def test_a_hostile_link_is_harmless(query: str, server: Server, page: Page) -> None:
    page.goto(f"{server.url}/similarity?{query}")
    settle(page)
    assert_healthy(page)
    expect(page.locator(".js-plotly-plot")).to_have_count(2)


def test_linear_probe_answers_with_fewer_labels(server: Server, page: Page) -> None:
    visit(page, server, "linear_probe")
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    page.goto(f"{server.url}/linear_probe?labels=3,000&baseline_models=AAVAE")
    expect(page.locator(".js-plotly-plot").first).to_contain_text("3,000 labels")
    settle(page)
    assert_healthy(page)
