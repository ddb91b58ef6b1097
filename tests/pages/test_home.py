"""The front door shows published numbers of the complete CIFAR-10, and no others under its name."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.evaluation.results import published_path, write_results
from aavae.evaluation.subject import find_subject
from aavae.paths import checkpoints_dir
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints")


def publish(name: str, data: str, accuracy: float) -> None:
    """A shipped run whose results.json holds numbers of some image set."""
    path = checkpoints_dir() / name
    path.parent.mkdir(exist_ok=True)
    make_run(name, "vae").layout.path.rename(path)
    subject = find_subject(name)
    row = {"representation": "h", "accuracy": accuracy, "interval": [accuracy - 0.01, accuracy + 0.01]}
    results = {
        "data": {"name": data, "title": data, "digest": ""},
        "subject_digest": subject.compute_digest(),
        "command": f"evaluate {name} --data {data}",
        "linear_probe": [row],
        "knn_probe": [row],
        "similarity": [{"representation": "h", "auc": 0.7}],
    }
    write_results(results, published_path(subject, "cifar10"))


def read_board(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_numbers_of_the_sample_do_not_stand_under_the_complete_set(tmp_path: Path) -> None:
    publish("first", "cifar10", 0.5135)
    publish("second", "bundled", 0.4723)
    app = open_page("home")
    assert_healthy(app)
    assert "51.4%" in read_board(app) or "51.3%" in read_board(app)
    assert "47.2%" not in read_board(app)
    assert any("Complete CIFAR-10" in caption.value for caption in app.caption)


def test_without_numbers_of_the_complete_set_there_is_no_board() -> None:
    publish("only", "bundled", 0.4723)
    app = open_page("home")
    assert_healthy(app)
    assert "47.2%" not in read_board(app)
    assert not any("Complete CIFAR-10" in caption.value for caption in app.caption)
