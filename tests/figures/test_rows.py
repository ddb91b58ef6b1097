import numpy as np
import plotly.graph_objects as go
import pytest

from aavae.figures.maps.embedding import plot_embedding
from aavae.figures.model_values import ModelValues
from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy
from aavae.figures.probes.accuracy_curves import AccuracyCurve, plot_accuracy_curves
from aavae.figures.probes.confusion import plot_confusion
from aavae.figures.probes.per_class import plot_per_class
from aavae.figures.rows import to_rows
from aavae.figures.studies.beta import BetaCurve, plot_beta_study
from aavae.figures.studies.points import Point


def test_bars_have_their_names_and_intervals_and_their_written_values_are_no_rows() -> None:
    bars = [AccuracyBar("AAVAE", "aavae", 0.6, 0.55, 0.62), AccuracyBar("<b>VAE</b>", "vae", 0.5, 0.47, 0.54)]
    rows = to_rows(plot_accuracy(bars, "Accuracy", chance=0.1))
    assert [row["name"] for row in rows] == ["AAVAE", "VAE"]
    assert [row["accuracy (%)"] for row in rows] == [60, 50]
    assert rows[0]["accuracy (%), low"] == pytest.approx(55)
    assert rows[0]["accuracy (%), high"] == pytest.approx(62)
    assert len(rows[0]) == 4


def test_a_map_has_a_row_for_each_image() -> None:
    rng = np.random.default_rng(0)
    places, labels, ids = rng.normal(size=(60, 2)), rng.integers(0, 3, 60), rng.permutation(1_000)[:60]
    rows = to_rows(plot_embedding(places, labels, ["cat", "dog", "frog"], ids, "A map"))
    by_id = {row["image"]: row for row in rows}
    assert len(rows) == len(by_id) == 60
    for place, label, number in zip(places, labels, ids, strict=True):
        row = by_id[number]
        assert (row["x"], row["y"], row["class"]) == (*place, ["cat", "dog", "frog"][label])
    assert {type(value) for row in rows for value in row.values()} == {str, float, int}


def test_a_heat_map_has_a_row_for_each_cell_with_the_names_of_its_row_and_column() -> None:
    rows = to_rows(plot_confusion(np.array([[3, 1], [0, 4]]), ["cat", "dog"], "Confusion"))
    cells = {(row["true class"], row["predicted class"]): row["of the true class (%)"] for row in rows}
    assert cells == {("cat", "cat"): 75, ("cat", "dog"): 25, ("dog", "cat"): 0, ("dog", "dog"): 100}
    assert len(rows) == 4


def test_joining_lines_and_bands_are_no_rows() -> None:
    figure = plot_per_class(
        [ModelValues("AE", "ae", np.array([0.25, 0.5])), ModelValues("VAE", "", np.array([1, np.nan]))],
        ["cat", "dog"],
    )
    rows = to_rows(figure)
    assert [(row["series"], row["accuracy (%)"], row["name"]) for row in rows] == [
        ("AE", 25, "cat"),
        ("AE", 50, "dog"),
        ("VAE", 100, "cat"),
    ]
    curve = AccuracyCurve("AE", "ae", [100, 1_000], [0.25, 0.5], [0.2, 0.4], [0.3, 0.6])
    rows = to_rows(plot_accuracy_curves([curve], "labels"))
    # A number that is written at its own place stays a number, thousands or not.
    assert [row["labels"] for row in rows] == [100, 1_000]
    assert [row["accuracy (%)"] for row in rows] == [25, 50]
    assert [row["accuracy (%), low"] for row in rows] == pytest.approx([20, 40])


def test_a_number_that_is_written_at_another_place_is_the_number() -> None:
    curve = BetaCurve("AAVAE", "aavae", {0.0: [Point(1.5, "run-a", "A")], 0.1: [Point(2.5, "run-b", "B")]})
    rows = [row for row in to_rows(plot_beta_study([curve], "MSE", "")) if row["label"]]
    assert [(row["beta"], row["MSE"]) for row in rows] == [(0, 1.5), (0.1, 2.5)]
    assert [(row["run"], row["label"]) for row in rows] == [("run-a", "A"), ("run-b", "B")]


def test_gaps_are_no_rows_and_what_is_left_out_is_counted() -> None:
    figure = go.Figure(
        [
            go.Scatter(x=[1, None, 2], y=[3, None, 4], name="line"),
            go.Bar(y=[5, 6], error_y={"type": "data", "array": [1, 2]}, name="bars"),
            go.Histogram(x=[7, 8], name="histogram"),
            go.Scatter(x=[0], y=[0], mode="text", text=["note"], name="note"),
        ]
    )
    rows = to_rows(figure)
    assert [(row["series"], row["x"], row["y"]) for row in rows] == [
        ("line", 1, 3),
        ("line", 2, 4),
        ("bars", 0, 5),
        ("bars", 1, 6),
        ("histogram", 7, None),
        ("histogram", 8, None),
    ]
    assert [(row["y, low"], row["y, high"]) for row in rows[2:4]] == [(4, 6), (4, 8)]
    assert rows[0]["y, low"] is None
    assert all(row.keys() == rows[0].keys() for row in rows)


def test_each_panel_reads_its_own_axes() -> None:
    figure = go.Figure([go.Bar(x=[0, 1], y=[1, 2]), go.Bar(x=[0, 1], y=[3, 4], xaxis="x2", yaxis="y2")])
    figure.update_layout(
        xaxis={"tickvals": [0, 1], "ticktext": ["left", "right"]},
        xaxis2={"tickvals": [0, 1], "ticktext": ["up", "<i>down</i><br>where y < z > 1"]},
    )
    assert [row["name"] for row in to_rows(figure)] == ["left", "right", "up", "down  where y < z > 1"]


def test_an_empty_figure_has_no_rows() -> None:
    assert to_rows(go.Figure()) == []
    assert to_rows(plot_accuracy([])) == []
    assert to_rows(go.Figure(go.Scatter(x=[], y=[]))) == []


def test_headings_are_the_axes_titles_and_no_two_are_alike() -> None:
    figure = go.Figure(
        go.Scatter(
            x=[1],
            y=[2],
            customdata=[["a", 3]],
            name="one",
            meta={"customdata": ["series", "kept"]},
            error_y={"array": [1]},
        )
    )
    figure.update_layout(
        xaxis={"title": {"text": "<b>share</b> of all"}, "ticksuffix": " %"},
        yaxis={"title": {"text": "share of all (%)"}},
    )
    (row,) = to_rows(figure)
    assert row == {
        "series": "one",
        "share of all (%)": 1,
        "share of all (%) (y)": 2,
        "share of all (%) (y), low": 1,
        "share of all (%) (y), high": 3,
        "series (2)": "a",
        "kept": 3,
    }


def test_panels_share_a_title_that_is_written_once() -> None:
    figure = go.Figure([go.Bar(x=[0], y=[1]), go.Bar(x=[0], y=[3], xaxis="x2", yaxis="y2")])
    figure.update_layout(xaxis={}, xaxis2={"title": {"text": "latent"}}, yaxis={}, yaxis2={})
    assert to_rows(figure) == [{"latent": 0, "y": 1}, {"latent": 0, "y": 3}]


def test_what_a_trace_keeps_for_the_page_alone_is_no_column() -> None:
    figure = go.Figure(go.Scatter(x=[1], y=[2], customdata=[["a", "b"]]))
    assert to_rows(figure) == [{"x": 1, "y": 2}]
