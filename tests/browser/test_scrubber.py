"""The slider through the training in Chromium: what AppTest has not is a browser's address and its pages."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.browser.conftest import Server, expect_soon
from tests.browser.test_pages import assert_healthy, settle
from tests.conftest import make_run, make_snapshots


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, warm_cache: Path, tiny_dataset: Dataset
) -> Iterator[Server]:
    """A server whose shipped models are two small runs with snapshots."""
    folder = tmp_path_factory.mktemp("scrubber")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AAVAE_CHECKPOINTS", str(folder / "checkpoints"))
        patch.setenv("AAVAE_RUNS", str(folder / "checkpoints"))
        make_snapshots(make_run("aavae", "aavae"), 0, 1)
        make_snapshots(make_run("vae", "vae"), 0, 1)
        write_set(folder / "data", tiny_dataset, "drawn for a test")
        with Server(folder, cache=warm_cache) as server:
            yield server


IMAGES = "tiny"
"""A few, of which everything is computed at once."""


def expect_address(page: Page, path: str, **query: str) -> None:
    expected = (f"/{path}", {"data": [IMAGES]} | {key: [value] for key, value in query.items()})

    def is_there() -> bool:
        address = urlsplit(page.url)
        return (address.path, parse_qs(address.query)) == expected

    expect_soon(page, is_there)


def press(page: Page, key: str) -> None:
    slider = page.locator('.st-key-training [tabindex="0"], .st-key-training input').first
    slider.press(key)
    settle(page)


def follow(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    settle(page)
    assert_healthy(page)


def test_an_epoch_follows_from_page_to_page_with_the_link(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/reconstruct?data={IMAGES}&training=1")
    expect(page.locator(".lab-card h2", has_text="AAVAE, epoch 1")).to_be_visible()
    settle(page)
    # One that came with the link and was left as it is, which Streamlit alone forgets.
    follow(page, "Similarity")
    expect(page.locator(".js-plotly-plot", has_text="AAVAE, epoch 1, mu")).to_be_visible()
    expect(page.locator(".js-plotly-plot", has_text="VAE, epoch 1, mu").last).to_be_visible()
    expect_address(page, "similarity", training="1")

    press(page, "ArrowRight")
    expect(page.locator(".js-plotly-plot", has_text="epoch")).to_have_count(0)
    expect_address(page, "similarity")
    press(page, "ArrowLeft")
    press(page, "ArrowLeft")
    expect(page.locator(".js-plotly-plot", has_text="AAVAE, epoch 0, mu")).to_be_visible()
    follow(page, "Train")
    follow(page, "Reconstruct")
    expect(page.locator(".lab-card h2", has_text="AAVAE, epoch 0")).to_be_visible()
    expect_address(page, "reconstruct", training="0")
    page.reload()
    expect(page.locator(".lab-card h2", has_text="AAVAE, epoch 0")).to_be_visible()


@pytest.mark.parametrize("path", ["reconstruct", "similarity"])
def test_the_slider_fits_a_phone(path: str, server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/{path}?data={IMAGES}")
    slider = page.locator(".st-key-training")
    expect(slider).to_contain_text("trained")
    settle(page)
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    box = slider.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
