import numpy as np
import pytest

from aavae.figures.dots import plot_dots, tabulate_dots
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

AAVAE = ModelValues("AAVAE", "aavae", np.array([0.2, np.nan]))
VAE = ModelValues("VAE", "vae", np.array([0.6, -0.3]))
BOTH = [AAVAE, VAE]
NAMES = ["crop", "flip"]
ENDS = (np.array([0.1, np.nan]), np.array([0.5, np.nan]))


def test_each_model_has_a_dot_in_every_row_where_it_has_a_value() -> None:
    spans, first, second = get_traces(plot_dots(BOTH, NAMES, "invariance"))
    assert (first.x.tolist(), first.y.tolist(), first.marker.color) == ([0.2], [0], get_colour("aavae"))
    assert (second.x.tolist(), second.y.tolist()) == ([0.6, -0.3], [0, 1])
    assert first.marker.symbol != second.marker.symbol
    assert spans.x == (0.2, 0.6, None, -0.3, -0.3, None)


def test_the_axis_holds_its_range_and_what_lies_beyond() -> None:
    low, high = get_layout(plot_dots(BOTH, NAMES, "R²", x_range=(0, 1))).xaxis.range
    assert low < -0.3
    assert high > 1


def test_the_axis_speaks_the_readers_language_and_the_table_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.figures.dots._", {"invariance": "Invarianz"}.__getitem__)
    assert get_layout(plot_dots([VAE], NAMES, "invariance")).xaxis.title.text == "Invarianz"
    assert read_saved(tabulate_dots([VAE], NAMES, "invariance"))[0] == ["series", "invariance", "name"]


def test_one_model_needs_no_joining_lines() -> None:
    assert len(get_traces(plot_dots([VAE], NAMES, "R²"))) == 1


def test_no_values_are_a_figure_that_says_so() -> None:
    for models in ([], [AAVAE._replace(values=np.array([np.nan]))]):
        figure = plot_dots(models, ["crop"], "R²", x_range=(0, 1))
        assert not tabulate_dots(models, ["crop"], "R²")
        assert not get_traces(figure)
        assert [note.text for note in get_layout(figure).annotations] == ["No values to show"]


def test_intervals_are_bars_through_the_dots_that_are_there() -> None:
    figure = plot_dots([AAVAE._replace(intervals=ENDS), VAE], NAMES, "x", x_range=(0, 0.4))
    _, first, second = get_traces(figure)
    np.testing.assert_allclose(first.error_x.arrayminus, [0.1])
    np.testing.assert_allclose(first.error_x.array, [0.3])
    assert "0.1 to 0.5" in first.hovertemplate[0]
    assert second.error_x.array is None
    assert get_layout(figure).xaxis.range[0] < -0.3


def test_rows_are_the_dots_that_are_there() -> None:
    assert read_saved(tabulate_dots(BOTH, NAMES, "invariance")) == [
        ["series", "invariance", "name"],
        ["AAVAE", 0.2, "crop"],
        ["VAE", 0.6, "crop"],
        ["VAE", -0.3, "flip"],
    ]


def test_rows_hold_the_ends_of_the_intervals() -> None:
    assert read_saved(tabulate_dots([AAVAE._replace(intervals=ENDS), VAE], NAMES, "x")) == [
        ["series", "x", "name", "x, low", "x, high"],
        ["AAVAE", 0.2, "crop", 0.1, 0.5],
        ["VAE", 0.6, "crop", "", ""],
        ["VAE", -0.3, "flip", "", ""],
    ]
