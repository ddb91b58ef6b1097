"""The app through AppTest, with nothing slow in the background."""

import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.jobs.job import JobStatus, write_job_status
from aavae.paths import ROOT
from aavae.runs.process import describe_process
from tests.patience import PATIENCE

TIMEOUT = PATIENCE


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("aavae.ui.frame.start_warming", lambda: None)


@pytest.fixture
def no_checkpoints(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are submitted and then wait for ever, as if this process were theirs."""

    def launch(directory: Path) -> None:
        write_job_status(directory, JobStatus(state="waiting", **describe_process()))

    monkeypatch.setattr("aavae.jobs.local.launch", launch)


def open_page(name: str, query: Mapping[str, str | list[str]] | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
    if name != "home":
        app = app.switch_page(f"pages/{name}.py")
        app.query_params.update(query or {})
    return app.run()


def read_pictures(app: AppTest) -> dict[str, list[tuple[str, str]]]:
    """The last rows of pictures on the page by their titles: the text of each picture, and its address."""
    *_, body = (each.proto.body for each in app.get("html") if "<img " in each.proto.body)
    rows: dict[str, list[tuple[str, str]]] = {}
    for source, alt in re.findall(r'<img src="(.*?)" alt="(.*?)">', body):
        title, _, text = html.unescape(alt).partition(", ")
        rows.setdefault(title, []).append((text, source))
    return rows


def assert_healthy(app: AppTest) -> None:
    assert not app.exception
    faults = [error.value for error in app.error if "fault of its own" in error.value]
    assert not faults
    assert len(app.title) == 1
