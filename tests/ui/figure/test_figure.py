"""What a figure's buttons are told, and what its CSV holds; what they save is tested in a browser."""

import csv
import io
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
import streamlit as st

from aavae.ui.figure import figure as module
from aavae.ui.figure.figure import render_figure
from aavae.ui.server import static_files

FIGURE = go.Figure(go.Bar(x=["a", "b"], y=[1, 2], name="counts"))
ROWS = [{"class": "a", "count": 1}, {"class": "b", "count": 2}]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What each part was given, by the part."""
    parts: dict[str, dict[str, Any]] = {}

    def take_chart(figure: go.Figure, **given: Any) -> str:
        parts["chart"] = {"figure": figure, **given}
        return "event"

    def take_button(label: str, data: Any, **given: Any) -> None:
        parts["csv"] = {"label": label, "data": data, **given}

    monkeypatch.setattr(st, "plotly_chart", take_chart)
    monkeypatch.setattr(st, "download_button", take_button)
    monkeypatch.setattr(module, "_show_downloads", lambda **given: parts.update(pictures=given))
    monkeypatch.setattr(static_files, "find_folder", lambda: tmp_path / "static" / "maps")
    return parts


def read_csv(drawn: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(drawn["csv"]["data"]().decode("utf-8-sig"))))


def test_the_chart_has_no_bar_of_tools_and_takes_what_it_is_given(drawn: dict[str, dict[str, Any]]) -> None:
    assert render_figure(FIGURE, ROWS, "bars", "Two bars", "counts", on_select="rerun") == "event"
    assert drawn["chart"] == {
        "figure": FIGURE,
        "key": "bars",
        "alt": "Two bars. count: a: 1; b: 2.",
        "config": {"displayModeBar": False},
        "on_select": "rerun",
    }
    render_figure(FIGURE, ROWS, "bars", "Two bars", "counts", config={"scrollZoom": True})
    assert drawn["chart"]["config"] == {"scrollZoom": True}


def test_the_buttons_know_the_chart_and_the_name_of_the_files(drawn: dict[str, dict[str, Any]]) -> None:
    render_figure(FIGURE, ROWS, " bars of 2", "Two bars", "the counts, by class/model")
    given = drawn["pictures"]["data"]
    assert given["chart"] == "st-key-bars-of-2"
    assert given["name"] == "the-counts-by-class-model"
    assert drawn["csv"]["file_name"] == "the-counts-by-class-model.csv"
    assert given["alt"] == "Two bars. count: a: 1; b: 2."


def test_plotly_is_published_once(drawn: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    render_figure(FIGURE, ROWS, "bars", "Two bars", "counts")
    (path,) = (tmp_path / "static" / "maps").iterdir()
    assert drawn["pictures"]["data"]["plotly"] == f"published/{path.name}"
    assert b"downloadImage" in path.read_bytes()
    before = path.stat().st_ino
    render_figure(FIGURE, ROWS, "bars", "Two bars", "counts")
    assert path.stat().st_ino == before


def test_without_a_served_folder_there_is_no_address(
    drawn: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static_files, "find_folder", lambda: None)
    render_figure(FIGURE, ROWS, "bars", "Two bars", "counts")
    assert drawn["pictures"]["data"]["plotly"] is None


def test_the_csv_holds_the_rows_it_is_given(drawn: dict[str, dict[str, Any]]) -> None:
    render_figure(FIGURE, ROWS, "bars", "Two bars", "counts")
    assert read_csv(drawn) == [{"class": "a", "count": "1"}, {"class": "b", "count": "2"}]
    render_figure(FIGURE, [{"class": "cat", "count": 3}], "bars", "Two bars", "counts")
    assert read_csv(drawn) == [{"class": "cat", "count": "3"}]


def test_the_words_follow_the_numbers_and_the_file_is_made_when_it_is_wanted(
    drawn: dict[str, dict[str, Any]],
) -> None:
    numbers = [5]

    def make() -> list[dict[str, Any]]:
        return [{"count": numbers[0]}]

    render_figure(FIGURE, make, "bars", "Two bars", "counts")
    assert drawn["chart"]["alt"] == "Two bars. count: 5."
    numbers[0] = 6
    assert read_csv(drawn) == [{"count": "6"}]
