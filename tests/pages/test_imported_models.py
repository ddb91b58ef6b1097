"""Pages on models that were imported: the same as on one's own, with their origin in their names."""

from pathlib import Path

import pytest

from aavae.data.disk import write_set
from tests.conftest import draw_dataset, make_imported_run
from tests.pages.conftest import assert_healthy, open_page, read_pictures

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes", "kept_cache")


@pytest.fixture(autouse=True)
def models(tmp_path: Path, quiet: None) -> None:
    """An AAVAE and an AE of the reference, and few images."""
    write_set(tmp_path / "data", draw_dataset(60, 40), "drawn for a test")
    make_imported_run("paper")
    make_imported_run("paper-ae", "deterministic")


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("reconstruct", {"models": "paper"}),
        ("reconstruct", {"models": "paper-ae", "section": "wall"}),
        ("linear_probe", {"baseline_models": "paper"}),
        ("diagnostics", {"baseline_models": "paper"}),
        ("generate", {"model_a": "paper", "model_b": "paper-ae"}),
        ("similarity", {"model_a": "paper", "model_b": "paper-ae"}),
        ("embedding_map", {"model_a": "paper", "model_b": "paper-ae"}),
    ],
)
def test_a_page_takes_an_imported_model_and_says_what_is_transfer(page: str, query: dict[str, str]) -> None:
    app = open_page(page, {"data": "tiny", **query})
    assert_healthy(app)
    assert not app.warning
    assert not app.error
    said = "\n".join(caption.value for caption in app.caption).replace("\\", "")
    assert "(imported)" in said
    assert "trained on cifar10, shown here on tiny: that is transfer." in said


def test_latents_of_an_ae_are_refused_as_those_of_one_s_own_are() -> None:
    app = open_page("diagnostics", {"data": "tiny", "baseline_models": "paper-ae"})
    assert_healthy(app)
    (error,) = app.error
    assert "None of the chosen models can be asked this" in error.value
    assert any("trained without noise" in caption.value for caption in app.caption)


def test_its_reconstructions_stand_beside_the_originals() -> None:
    app = open_page("reconstruct", {"data": "tiny", "models": "paper", "section": "images"})
    assert_healthy(app)
    rows = read_pictures(app)
    assert len(rows["paper (imported)"]) == len(rows["Original"])


@pytest.mark.parametrize("page", ["home", "watch", "race", "results", "studies", "train", "images"])
def test_pages_that_look_at_all_runs_stay_whole(page: str) -> None:
    assert_healthy(open_page(page))


def test_one_that_has_no_metrics_can_be_watched() -> None:
    app = open_page("watch", {"runs": "paper"})
    assert_healthy(app)
    assert app.multiselect(key="runs").value == ["paper"]
    assert app.multiselect(key="runs").options == ["paper-ae (imported)", "paper (imported)"]


def test_its_settings_fill_the_form_of_a_new_run() -> None:
    """No page links there; an address can."""
    app = open_page("train", {"from": "paper"})
    assert_healthy(app)
