"""A study's model is in no list, but a link to it opens it in every page."""

import shutil
from pathlib import Path

import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.paths import ROOT
from tests.pages.conftest import assert_healthy, open_page

NAME = "study-vae-seed-1"


@pytest.fixture(autouse=True)
def study_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny_dataset: Dataset) -> None:
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")
    folder = tmp_path / "checkpoints"
    for name in ("aavae", "vae"):
        (folder / name).mkdir(parents=True)
        for file in ("config.json", "model.safetensors.gz"):
            shutil.copy(ROOT / "checkpoints" / name / file, folder / name)
    shutil.copytree(folder / "vae", folder / "_studies" / NAME)
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(folder))


def test_a_link_opens_it_and_the_choice_keeps_it_on_the_next_page(tiny_dataset: Dataset) -> None:
    app = open_page("similarity", {"model_a": NAME, "data": tiny_dataset.title})
    assert_healthy(app)
    assert app.selectbox(key="model_a").value == NAME
    app = app.switch_page("pages/embedding_map.py").run()
    assert_healthy(app)
    assert app.selectbox(key="model_a").value == NAME


def test_a_link_opens_it_alone_where_several_can_be_chosen(tiny_dataset: Dataset) -> None:
    app = open_page("reconstruct", {"models": NAME, "data": tiny_dataset.title})
    assert_healthy(app)
    assert app.multiselect(key="models").value == [NAME]


def test_without_a_link_it_is_no_choice(tiny_dataset: Dataset) -> None:
    app = open_page("similarity", {"data": tiny_dataset.title})
    assert NAME not in app.selectbox(key="model_a").options
