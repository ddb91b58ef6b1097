import numpy as np

from aavae.figures.dots import plot_dots
from aavae.figures.rows import to_rows
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

VALUES = {"AAVAE": np.array([0.2, np.nan]), "VAE": np.array([0.6, -0.3])}
METHODS = {"AAVAE": "aavae", "VAE": "vae"}


def test_each_model_has_a_dot_in_every_row_where_it_has_a_value() -> None:
    spans, first, second = get_traces(plot_dots(VALUES, ["crop", "flip"], METHODS, "invariance"))
    assert (first.x.tolist(), first.y.tolist(), first.marker.color) == ([0.2], [0], get_colour("aavae"))
    assert (second.x.tolist(), second.y.tolist()) == ([0.6, -0.3], [0, 1])
    assert first.marker.symbol != second.marker.symbol
    assert spans.x == (0.2, 0.6, None, -0.3, -0.3, None)


def test_the_axis_holds_its_range_and_what_lies_beyond() -> None:
    low, high = get_layout(plot_dots(VALUES, ["crop", "flip"], METHODS, "R²", (0, 1))).xaxis.range
    assert low < -0.3
    assert high > 1


def test_one_model_needs_no_joining_lines() -> None:
    assert len(get_traces(plot_dots({"VAE": VALUES["VAE"]}, ["crop", "flip"], METHODS, "R²"))) == 1


def test_no_values_are_a_figure_that_says_so() -> None:
    for values in ({}, {"AAVAE": np.array([np.nan])}):
        figure = plot_dots(values, ["crop"], METHODS, "R²", (0, 1))
        assert not get_traces(figure)
        assert [note.text for note in get_layout(figure).annotations] == ["No values to show"]


def test_intervals_are_bars_through_the_dots_that_are_there() -> None:
    ends = {"AAVAE": (np.array([0.1, np.nan]), np.array([0.5, np.nan]))}
    figure = plot_dots(VALUES, ["crop", "flip"], METHODS, "x", (0, 0.4), intervals=ends)
    _, first, second = get_traces(figure)
    np.testing.assert_allclose(first.error_x.arrayminus, [0.1])
    np.testing.assert_allclose(first.error_x.array, [0.3])
    assert "0.1 to 0.5" in first.hovertemplate[0]
    assert second.error_x.array is None
    assert get_layout(figure).xaxis.range[0] < -0.3


def test_rows_are_the_dots_that_are_there() -> None:
    assert read_saved(to_rows(plot_dots(VALUES, ["crop", "flip"], METHODS, "invariance"))) == [
        ["series", "invariance", "name"],
        ["AAVAE", 0.2, "crop"],
        ["VAE", 0.6, "crop"],
        ["VAE", -0.3, "flip"],
    ]


def test_rows_hold_the_ends_of_the_intervals() -> None:
    ends = {"AAVAE": (np.array([0.1, np.nan]), np.array([0.5, np.nan]))}
    assert read_saved(to_rows(plot_dots(VALUES, ["crop", "flip"], METHODS, "x", intervals=ends))) == [
        ["series", "x", "name", "x, low", "x, high"],
        ["AAVAE", 0.2, "crop", 0.1, 0.5],
        ["VAE", 0.6, "crop", "", ""],
        ["VAE", -0.3, "flip", "", ""],
    ]
