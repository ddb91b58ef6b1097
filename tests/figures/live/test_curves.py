import math

import pytest

from aavae.figures.live.curves import get_points, plot_curves, tabulate_curves
from aavae.figures.live.svg_plot import DASHES, Line
from tests.figures.reading import get_layout, get_traces, read_saved

ROWS = [
    {"epoch": 1, "loss": 30.0, "knn_accuracy": None, "parts": {"kl": 5.0}},
    {"epoch": 2, "loss": math.nan, "knn_accuracy": 0.25, "parts": {"kl": 6.0}},
    {"epoch": 3, "loss": 10.0, "knn_accuracy": 0.5, "parts": {}},
    {"epoch": 4, "loss": math.inf, "knn_accuracy": 0.75},
]


def test_values_that_are_not_finite_are_left_out() -> None:
    assert get_points(ROWS, "loss") == [(1, 30.0), (3, 10.0)]
    assert get_points(ROWS, "knn_accuracy") == [(2, 0.25), (3, 0.5), (4, 0.75)]


def test_fields_are_found_among_the_parts_of_the_loss() -> None:
    assert get_points(ROWS, "kl") == [(1, 5.0), (2, 6.0)]


def test_points_against_time_leave_out_epochs_without_it() -> None:
    rows = [{"epoch": 1, "loss": 3.0}, {"epoch": 2, "loss": 2.0, "elapsed_seconds": 9.5}]
    assert get_points(rows, "loss", "elapsed_seconds") == [(9.5, 2.0)]


@pytest.mark.parametrize("row", [{"loss": "low"}, {"loss": None}, {"parts": ["loss"]}, {"loss": [1.0]}])
def test_what_is_no_number_is_left_out(row: dict) -> None:
    assert get_points([{"epoch": 1, **row}], "loss") == []


def test_a_figure_has_the_lines_their_dashes_and_the_unit() -> None:
    lines = [
        Line(name="a", colour="#123456", x=[1, 2], y=[3, 4]),
        Line(name="b", colour="#123456", x=[1], y=[5], dash=DASHES[1]),
    ]
    figure = plot_curves(lines, "epoch", title="Loss", unit=" %")
    assert [(list(trace.x), list(trace.y), trace.name) for trace in get_traces(figure)] == [
        ([1, 2], [3, 4], "a"),
        ([1], [5], "b"),
    ]
    assert [trace.line.dash for trace in get_traces(figure)] == ["solid", "10px,7px"]
    layout = get_layout(figure)
    assert (layout.title.text, layout.xaxis.title.text, layout.yaxis.ticksuffix) == ("Loss", "epoch", " %")


def test_rows_are_the_points_of_each_line() -> None:
    lines = [
        Line(name="a", colour="#123456", x=[1, 2], y=[3, 4]),
        Line(name="b", colour="#123456", x=[1], y=[5], dash=DASHES[1]),
    ]
    assert read_saved(tabulate_curves(lines, "epoch")) == [
        ["series", "epoch", "y"],
        ["a", 1, 3],
        ["a", 2, 4],
        ["b", 1, 5],
    ]
