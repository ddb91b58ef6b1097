"""Every page on small and odd image sets, of a collapsed model and another."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.disk import write_set
from tests.conftest import make_run
from tests.degenerate import list_degenerate, make_collapsed_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_processes", "kept_cache")

_NAMES = (
    "one-class",
    "four-images",
    "one-image",
    "one-test-image",
    "all-alike",
    "no-labels",
    "part-labelled",
    "test-without-labels",
)
SETS = {name: dataset for name, dataset in list_degenerate().items() if name in _NAMES}
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "reconstruct": ("section", ("One image", "Strength", "Wall", "Invariance profile", "Many images")),
    "generate": (
        "generate_section",
        ("Samples", "Between two images", "Directions", "Arithmetic", "Measured"),
    ),
    "diagnostics": (
        "diagnostic",
        (
            "Latents and noise",
            "Effective rank",
            "Probe by layer",
            "Number of labels",
            "Invariance",
            "Style",
        ),
    ),
    "similarity": (
        "similarity_section",
        ("Numbers", "Extreme pairs", "Alignment and uniformity", "Views"),
    ),
    "linear_probe": ("", ("",)),
    "embedding_map": ("", ("",)),
}
_CLASSES = {"Probe by layer", "Number of labels", "linear_probe"}
_PAIRS = {
    *("Invariance profile", "Latents and noise", "Effective rank", "Invariance", "Style"),
    *PAGES["similarity"][1],
}
WITHOUT: dict[str, set[str]] = {
    "one-class": _CLASSES,
    "one-image": {*_CLASSES, *_PAIRS, "Directions", "embedding_map"},
    "one-test-image": _PAIRS,
    "no-labels": _CLASSES,
    "test-without-labels": _CLASSES,
    # Images that are all alike have latents that are, whatever the model.
    "all-alike": {"Directions"},
}
"""The sections of which only a sentence is left; "Measured" of fewer than 40 test images."""
LEFT_OUT = {("test-without-labels", "generate"), ("test-without-labels", "similarity")}
"""Pages that name the classes of images, as they do of a set with labels of a part."""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    for dataset in SETS.values():
        write_set(tmp_path / "data", dataset, "drawn for a test")
    make_collapsed_run()
    make_run("plain")


def list_texts(app: AppTest) -> Iterator[str]:
    """Everything on a page that people read as words or numbers."""
    for kind in ("caption", "error", "info", "markdown", "metric", "warning"):
        for element in getattr(app, kind):
            yield str(element.value)
    for element in app.table:
        yield element.value.to_string()
    for element in app.get("html"):
        yield re.sub(r"data:[^\"']*|<style>.*?</style>", "", element.proto.body, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("name", "page"),
    [(name, page) for name in SETS for page in PAGES if (name, page) not in LEFT_OUT],
)
def test_every_section_shows_what_it_can_and_says_why_not_the_rest(name: str, page: str) -> None:
    key, sections = PAGES[page]
    models = {"models": ["collapsed (yours)", "plain (yours)"]}
    models |= {"baseline_models": [*models["models"], "Raw pixels"]}
    pair = {"model_a": "collapsed (yours)", "model_b": "plain (yours)"}
    without = set()
    for section in sections:
        query = {"data": SETS[name].title, **models, **pair, **({key: section} if key else {})}
        app = open_page(page, query)  # pyright: ignore[reportArgumentType]
        assert_healthy(app)
        assert app.sidebar.selectbox(key="data").value == name
        assert not [text for text in list_texts(app) if re.search(r"\bnan\b", text, re.IGNORECASE)], section
        assert len(app.error) <= 1
        if app.error:
            assert app.error[0].value.endswith(".")
            assert not app.get("progress"), section
            without.add(section or page)
    few = {"Measured"} if len(SETS[name].test) < 40 else set()
    expected = (WITHOUT.get(name, set()) | few) & {*sections, page}
    assert without == expected


def test_the_map_of_a_collapsed_model_says_that_there_is_nothing_to_trust() -> None:
    app = open_page(
        "embedding_map",
        {"data": SETS["one-class"].title, "model_a": "collapsed (yours)", "model_b": "plain (yours)"},
    )
    assert_healthy(app)
    (trust,) = [caption.value for caption in app.caption if "Trustworthiness" in caption.value]
    assert "nothing to trust, all images have the same representation (collapsed (yours))" in trust
    assert re.search(r"[01]\.\d{3} \(plain \(yours\)\)", trust)


@pytest.mark.parametrize("colour", ["linear", "knn", "density", "error"])
def test_a_map_of_one_class_has_every_colour_or_says_why(colour: str) -> None:
    app = open_page("embedding_map", {"data": SETS["one-class"].title, "model_a": "collapsed (yours)"})
    app.selectbox(key="colour").set_value(colour).run()
    assert_healthy(app)
    assert not app.error
    said = any("at least 2 classes" in caption.value for caption in app.caption)
    assert said == (colour == "linear")


def test_a_set_of_one_image_cannot_be_started() -> None:
    app = open_page("train")
    app.selectbox(key="new.data").set_value("one-image").run()
    assert_healthy(app)
    assert any("a run needs at least 2" in error.value for error in app.error)
    (start,) = [button for button in app.button if button.label == "Start"]
    assert start.disabled
