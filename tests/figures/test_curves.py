import math

import pytest

from aavae.figures.curves import plot_curves
from tests.figures.reading import get_layout, get_traces

ROWS = [
    {"epoch": 1, "loss": 30.0, "knn_accuracy": None, "parts": {"kl": 5.0}},
    {"epoch": 2, "loss": math.nan, "knn_accuracy": 0.25, "parts": {"kl": 6.0}},
    {"epoch": 3, "loss": 10.0, "knn_accuracy": 0.5, "parts": {}},
    {"epoch": 4, "loss": math.inf, "knn_accuracy": 0.75},
]


def test_values_that_are_not_finite_are_left_out() -> None:
    (line,) = get_traces(plot_curves({"AAVAE": ROWS}, "loss", "Loss", "nats an image"))
    assert (line.x, line.y) == ((1, 3), (30, 10))
    assert line.name == "AAVAE"


def test_fields_are_found_among_the_parts_of_the_loss() -> None:
    (line,) = get_traces(plot_curves({"AAVAE": ROWS}, "kl", "KL", "nats an image"))
    assert (line.x, line.y) == ((1, 2), (5, 6))


def test_percent_scales_the_values_and_the_ticks() -> None:
    figure = plot_curves({"AAVAE": ROWS}, "knn_accuracy", "kNN", "accuracy", percent=True)
    assert get_traces(figure)[0].y == pytest.approx((25, 50, 75))
    assert get_layout(figure).yaxis.ticksuffix == " %"


def test_markers_only_when_epochs_are_few() -> None:
    many = [{"epoch": epoch, "loss": 1.0 / epoch} for epoch in range(1, 50)]
    few, long = get_traces(plot_curves({"few": ROWS, "long": many}, "loss", "Loss", "nats"))
    assert few.mode == "lines+markers" and long.mode == "lines"


def test_runs_have_the_given_colours_and_equal_colours_differ_in_their_dashes() -> None:
    colours = {"a": "#D55E00", "b": "#D55E00", "c": "#0072B2"}
    a, b, c = get_traces(plot_curves(dict.fromkeys("abc", ROWS), "loss", "Loss", "nats", colours=colours))
    assert (a.line.color, b.line.color, c.line.color) == ("#D55E00", "#D55E00", "#0072B2")
    assert a.line.dash != b.line.dash
    assert a.line.dash == c.line.dash


def test_a_run_without_values_has_no_trace() -> None:
    figure = plot_curves({"AE": [], "AAVAE": ROWS}, "loss", "Loss", "nats")
    assert [line.name for line in get_traces(figure)] == ["AAVAE"]
    assert get_layout(figure).showlegend is False


@pytest.mark.parametrize("histories", [{}, {"AE": []}, {"AE": ROWS[:1]}])
def test_no_values_is_a_figure_that_says_so(histories: dict) -> None:
    figure = plot_curves(histories, "knn_accuracy", "kNN", "accuracy", percent=True)
    assert not get_traces(figure)
    assert get_layout(figure).annotations[0].text == "No values yet"
