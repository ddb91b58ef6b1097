"""Ten minutes in miniature: one's own pictures from a zip to a trained model, and every page on them."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sklearn.datasets import load_digits

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from tests.browser.conftest import Server
from tests.browser.test_pages import assert_healthy, settle, visit
from tests.degenerate import draw_set

NUM_PICTURES = 200
RUN = "on-digits"


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """Handwritten digits, 8×8 in 16 greys, in a folder for each of ten classes; and what is no picture."""
    pixels, target = (np.asarray(part) for part in load_digits(return_X_y=True))
    images = pixels.reshape(-1, 8, 8)
    path = tmp_path / "Digits.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(NUM_PICTURES):
            picture = io.BytesIO()
            Image.fromarray((images[number] * 15.9).astype(np.uint8)).resize((40, 40)).save(picture, "PNG")
            archive.writestr(f"Digits/digit {target[number]}/{number:03}.png", picture.getvalue())
        # More than what the labs take of a picture.
        archive.writestr("Digits/about.txt", bytes(11 * 2**20))
    return path


def test_from_a_zip_to_a_trained_model_and_every_page_on_it(server: Server, page: Page, digits: Path) -> None:
    visit(page, server, "images")
    page.get_by_role("radio", name="Add images").click()
    page.locator('input[type="file"]').set_input_files(str(digits))
    expect(page.get_by_text("As a model will see them")).to_be_visible()
    settle(page)
    expect(page.locator(".pictures img")).to_have_count(24)
    expect(page.get_by_text("images of 10 classes, 32×32 pixels")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert_healthy(page)

    page.get_by_label("Name of the set", exact=True).fill("handwritten")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("heading", name="handwritten")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("data=handwritten"))
    assert_healthy(page)
    # What was dropped is gone, and nothing of the work is left.
    data = server.folder / "data"
    assert sorted(path.name for path in data.iterdir()) == [".uploads", "handwritten"]
    assert list((data / ".uploads").iterdir()) == []

    page.get_by_role("link", name="Train on these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Train")
    settle(page)
    expect(page.get_by_role("combobox", name="Images")).to_have_value(re.compile("handwritten"))
    page.get_by_label("Epochs", exact=True).fill("1")
    page.get_by_text("Optimiser", exact=True).click()
    page.get_by_label("Batch size", exact=True).fill("32")
    page.get_by_label("Name of the run", exact=True).fill(RUN)
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Watch")
    expect(page.locator(".live-run")).to_contain_text("finished")

    for path, seen in (
        (f"reconstruct?models={RUN}", page.locator(".lab-card").last),
        (f"embedding_map?model_a={RUN}&model_b=none", page.locator("canvas").first),
        (f"similarity?model_a={RUN}&model_b=none", page.locator(".js-plotly-plot").first),
    ):
        page.goto(f"{server.url}/{path}&data=handwritten")
        expect(seen).to_be_visible()
        settle(page)
        expect(page.get_by_text("Images: handwritten")).to_be_visible()
        assert_healthy(page)
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)


def test_long_names_of_classes_stay_in_their_boxes(server: Server, page: Page) -> None:
    drawn = draw_set([0, 0, 1, 1], [0, 0, 1, 1], "ab")
    names = ("c" * 250, "d" * 250)
    train, test = (ImageSet(part.images, part.labels, names) for part in (drawn.train, drawn.test))
    long = Dataset("long", "long names", train, test, compute_digest(train, test))
    write_set(server.folder / "data", long, "drawn for a test")
    for path, boxes in (
        ("images", ".pictures-title"),
        ("reconstruct", ".lab-card dd"),
        ("embedding_map", ".legend-row"),
    ):
        visit(page, server, f"{path}?data=long")
        expect(page.locator(boxes).first).to_be_visible()
        wider = "all => all.filter(box => box.scrollWidth > box.clientWidth + 1).length"
        assert page.locator(boxes).evaluate_all(wider) == 0
