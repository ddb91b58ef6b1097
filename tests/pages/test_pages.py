"""Every page through AppTest: with no runs, with one, with forty; wrong choices are sentences."""

import numpy as np
import pytest

from aavae.data.store import load_dataset
from aavae.ui.pictures.pictures import encode_png
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page, read_pictures

pytestmark = pytest.mark.usefixtures("no_processes", "kept_cache")

PAGES = ("reconstruct", "embedding_map", "generate", "similarity", "linear_probe")


@pytest.mark.parametrize("page", ["home", *PAGES, "glossary", "images", "race", "train", "watch", "jobs"])
def test_opens_on_the_shipped_models(page: str) -> None:
    app = open_page(page)
    assert_healthy(app)
    assert not app.error


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("page", ["home", *PAGES])
def test_opens_with_no_runs_and_says_what_to_do(page: str) -> None:
    app = open_page(page)
    assert_healthy(app)
    said = " ".join(element.value for element in [*app.error, *app.info])
    links = [link.label for link in app.main.page_link]
    assert ("train" in said.lower() and "Train" in "".join(links)) or page == "linear_probe"


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("page", ["home", "reconstruct", "similarity"])
def test_opens_with_one_run(page: str) -> None:
    make_run("only", "vae")
    app = open_page(page)
    assert_healthy(app)
    assert not app.error


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("page", ["home", "reconstruct"])
def test_opens_with_forty_runs_one_of_them_damaged(page: str) -> None:
    for number in range(40):
        make_run(f"run-{number}", "ae")
    broken = make_run("broken")
    broken.layout.config.write_text("{")
    broken.layout.weights.write_bytes(b"")
    app = open_page(page)
    assert_healthy(app)
    assert not app.error


@pytest.mark.usefixtures("no_checkpoints")
def test_a_model_with_damaged_weights_is_a_sentence() -> None:
    make_run("broken").layout.weights.write_bytes(b"garbage")
    app = open_page("reconstruct")
    assert_healthy(app)
    assert any("cannot be read" in error.value for error in app.error)


@pytest.mark.parametrize("source", ["one class", "random", "by index", "my own"])
@pytest.mark.parametrize("how", ["by hand", "none"])
@pytest.mark.usefixtures("no_checkpoints")
def test_reconstruct_from_every_source_in_every_way(source: str, how: str) -> None:
    make_run("mine", "vae")
    app = open_page("reconstruct", {"section": "Many images", "distortion": "brightness=1.5"})
    app.button_group(key="source").set_value(source)
    app.button_group(key="how").set_value(how)
    app.run()
    assert_healthy(app)
    assert not app.error
    rows = read_pictures(app)
    originals, inputs = rows["Original"], rows["What the encoder sees"]
    _check_originals(source, [text for text, _ in originals], [picture for _, picture in originals])
    assert len(rows["mine (yours)"]) == len(inputs) == len(originals)
    same = [seen == original for (_, seen), (_, original) in zip(inputs, originals, strict=True)]
    assert same == [how == "none"] * len(originals)


def _check_originals(source: str, captions: list[str], pictures: list[str]) -> None:
    test = load_dataset("bundled").test
    names, labels = test.class_names, test.labels
    if source == "my own":
        # Until there are pictures of one's own.
        assert captions == list(names)
        return
    assert len(set(captions)) == len(captions) == (1 if source == "by index" else 10)
    indices = [int(caption.rpartition(" ")[2]) for caption in captions]
    assert captions == [f"{names[labels[index]]} {index}" for index in indices]
    assert pictures == [encode_png(image) for image in test.images[indices]]
    if source == "by index":
        assert indices == [0]
    elif source == "one class":
        assert indices == np.flatnonzero(labels == 0)[:10].tolist()
    else:
        # Neither of one class, nor one of each in their order.
        assert len(set(labels[indices])) > 1 and labels[indices].tolist() != list(range(10))


@pytest.mark.usefixtures("no_checkpoints")
def test_no_model_chosen_is_a_sentence() -> None:
    make_run("mine", "vae")
    app = open_page("reconstruct")
    app.multiselect(key="models").set_value([]).run()
    assert_healthy(app)
    assert [error.value for error in app.error] == ["Choose at least one model."]


@pytest.mark.usefixtures("no_checkpoints")
def test_simclr_is_listed_as_having_no_decoder() -> None:
    make_run("contrast", "simclr")
    app = open_page("reconstruct", {"section": "Many images"})
    app.multiselect(key="models").set_value(["contrast"]).run()
    assert_healthy(app)
    assert any("has no decoder" in info.value for info in app.info)


def test_pixels_have_no_mu_and_the_page_says_so() -> None:
    app = open_page("linear_probe", {"baseline_models": "pixels", "representation_h": "mu"})
    assert not app.exception
    assert [e.value for e in app.error] == ["None of the chosen models has a mu: choose h, or another model."]
    assert any("its pixels are its h" in caption.value for caption in app.caption)
