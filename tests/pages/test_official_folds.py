"""The linear probe's page on a set with official folds, and on one without."""

from dataclasses import replace

import numpy as np
import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.data.store import load_dataset
from aavae.evaluation.probes.official_folds import evaluate_official_folds
from aavae.evaluation.subject import find_subject
from aavae.paths import data_dir
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes")

FOLDS = np.array([np.arange(0, 40), np.arange(40, 80), np.arange(100, 140)])


def write(dataset: Dataset, folds: np.ndarray | None) -> None:
    """Labels for the first 200 training images; with folds or without, its digest is the same."""
    labels = np.where(np.arange(len(dataset.train)) < 200, dataset.train.labels, -1)
    train = replace(dataset.train, labels=labels)
    write_set(data_dir(), replace(dataset, train=train, folds=folds, digest="f" * 64), "drawn for a test")


def test_folds_are_shown_when_they_are_asked_for(tiny_dataset: Dataset) -> None:
    write(tiny_dataset, FOLDS)
    make_run("mine")
    app = open_page("linear_probe", {"data": "tiny", "baseline_models": "pixels"})
    assert_healthy(app)
    assert not app.error
    toggle = app.toggle(key="folds")
    assert (toggle.label, toggle.value) == ("By the 3 official folds", False)
    assert not any("Mean accuracy" in table.value for table in app.dataframe)
    toggle.set_value(True).run()
    assert_healthy(app)
    assert not app.error
    (table,) = [table.value for table in app.dataframe if "Mean accuracy" in table.value]
    found = evaluate_official_folds(find_subject("pixels"), load_dataset("tiny"))
    assert table.to_dict("records") == [
        {
            "Model": "Raw pixels",
            "Mean accuracy": pytest.approx(100 * found.mean),
            "Deviation": pytest.approx(100 * found.deviation),
            "Lowest": pytest.approx(100 * found.accuracies.min()),
            "Highest": pytest.approx(100 * found.accuracies.max()),
        }
    ]
    (caption,) = [caption.value for caption in app.caption if "of each fold" in caption.value]
    assert "the 40 images of each fold alone and tested on all 100 labelled test images" in caption


def test_a_link_shows_them_at_once_for_each_model(tiny_dataset: Dataset) -> None:
    write(tiny_dataset, FOLDS)
    make_run("mine")
    models = ["mine (yours)", "Raw pixels"]
    query = {"data": tiny_dataset.title, "baseline_models": models, "folds": "true"}
    app = open_page("linear_probe", query)  # pyright: ignore[reportArgumentType]
    assert_healthy(app)
    (table,) = [table.value for table in app.dataframe if "Mean accuracy" in table.value]
    assert list(table["Model"]) == models


def test_without_folds_there_is_nothing_to_ask_for(tiny_dataset: Dataset) -> None:
    write(tiny_dataset, None)
    make_run("mine")
    app = open_page("linear_probe", {"data": "tiny", "folds": "true"})
    assert_healthy(app)
    assert not app.error
    assert "folds" not in [toggle.key for toggle in app.toggle]


def test_a_set_that_is_imported_again_has_its_folds_and_keeps_what_does_not_need_them(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("mine")
    query = {"data": "tiny", "baseline_models": "pixels", "folds": "true"}
    write(tiny_dataset, None)
    assert "folds" not in [toggle.key for toggle in open_page("linear_probe", query).toggle]
    write(tiny_dataset, FOLDS)
    found: list[str] = []
    monkeypatch.setattr(
        "aavae.evaluation.probes.linear_probe.compute_linear_probe",
        lambda *args, **options: found.append("probed again"),
    )
    app = open_page("linear_probe", query)
    assert_healthy(app)
    assert app.toggle(key="folds").label == "By the 3 official folds"
    assert found == []
    write(tiny_dataset, FOLDS[:2])
    assert open_page("linear_probe", query).toggle(key="folds").label == "By the 2 official folds"
    write(tiny_dataset, None)
    app = open_page("linear_probe", query)
    assert_healthy(app)
    assert "folds" not in [toggle.key for toggle in app.toggle]
