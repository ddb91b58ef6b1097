"""Vectors of other software come in with the mouse, stand on a map and in the linear probe, and go again."""

from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from aavae.data.disk import write_set
from tests.browser.conftest import Server, upload
from tests.browser.test_pages import assert_healthy, settle, visit
from tests.conftest import draw_dataset


def test_vectors_are_uploaded_probed_and_deleted(server: Server, page: Page, tmp_path: Path) -> None:
    dataset = draw_dataset(60, 40)
    write_set(Path(server.environment["AAVAE_DATA"]), dataset, "drawn for a test")
    labels = np.concatenate([dataset.train.labels, dataset.test.labels])
    vectors = np.eye(10)[labels] + np.random.default_rng(0).normal(0, 0.1, (100, 10))
    for split, part in (("train", vectors[:60]), ("test", vectors[60:])):
        np.save(tmp_path / f"dino_{split}.npy", part)

    visit(page, server, "jobs")
    page.get_by_text("Import vectors of any software").click()
    form = page.locator(".st-key-add_vectors")
    upload(form, tmp_path / "dino_train.npy", tmp_path / "dino_test.npy")
    form.get_by_role("combobox", name="Images that they are of").click()
    page.get_by_role("option", name="tiny").click()
    form.get_by_label("Name of the vectors", exact=True).fill("dino")
    settle(page)
    form.get_by_role("button", name="Import vectors").click()
    expect(page.get_by_text("'dino' is here, and pages offer it.")).to_be_visible()
    settle(page)
    assert_healthy(page)

    visit(page, server, "linear_probe?data=tiny&baseline_models=dino")
    expect(page.get_by_text("Not shown")).to_have_count(0)
    expect(page.locator(".st-key-accuracy").get_by_text("dino (imported)").first).to_be_visible()
    assert_healthy(page)

    visit(page, server, "embedding_map?data=tiny&model_a=dino&model_b=none&image=3")
    expect(page.get_by_text("No cloud of views.")).to_be_visible()
    assert_healthy(page)

    visit(page, server, "jobs")
    page.get_by_role("button", name="Delete 'dino'").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("'dino' is deleted.")).to_be_visible()
    expect(page.get_by_text("What other software made stands here once it is imported: ")).to_be_visible()
