import pytest

from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy, tabulate_accuracy
from aavae.figures.theme import METHOD_COLOURS, make_translucent
from tests.figures.reading import get_layout, get_traces, read_saved

ROWS = (
    AccuracyBar(title="AAVAE", method="aavae", accuracy=0.586, low=0.576, high=0.595),
    AccuracyBar(title="raw pixels", method="pixels", accuracy=0.40, low=0.39, high=0.41, muted=True),
)


def test_bars_are_percentages_with_their_intervals() -> None:
    bars = get_traces(plot_accuracy(ROWS))[0]
    assert bars.x == pytest.approx((58.6, 40))
    assert bars.error_x.array == pytest.approx((0.9, 1.0))
    assert bars.error_x.arrayminus == pytest.approx((1.0, 1.0))


def test_values_are_written_beyond_the_error_bars() -> None:
    values = get_traces(plot_accuracy(ROWS))[1]
    assert [text.strip() for text in values.text] == ["<b>58.6 %</b>", "<b>40.0 %</b>"]
    assert values.x == pytest.approx((59.5, 41))


def test_titles_run_from_top_to_bottom_and_may_repeat() -> None:
    figure = plot_accuracy([ROWS[0], ROWS[0], ROWS[1]])
    assert get_layout(figure).yaxis.ticktext == ("AAVAE", "AAVAE", "raw pixels")
    assert get_traces(figure)[0].y == get_layout(figure).yaxis.tickvals == (0, 1, 2)
    top, bottom = get_layout(figure).yaxis.range[::-1]
    assert top < 0 and bottom > 2


def test_baselines_are_muted() -> None:
    colours = get_traces(plot_accuracy(ROWS))[0].marker.color
    assert colours == (
        make_translucent(METHOD_COLOURS["aavae"], 1),
        make_translucent(METHOD_COLOURS["pixels"], 0.5),
    )


def test_chance_is_a_line_only_if_given() -> None:
    figure = plot_accuracy(ROWS, chance=0.1)
    assert get_layout(figure).shapes[0].x0 == get_layout(figure).shapes[0].x1 == pytest.approx(10)
    assert get_layout(figure).annotations[0].text == "chance 10 %"
    assert not get_layout(plot_accuracy(ROWS)).shapes


def test_no_rows_is_a_figure_that_says_so() -> None:
    figure = plot_accuracy([], chance=0.1)
    assert not get_traces(figure)
    assert [note.text for note in get_layout(figure).annotations] == ["No models to compare"]


def test_rows_are_percentages_with_their_intervals() -> None:
    assert read_saved(tabulate_accuracy(ROWS)) == [
        ["accuracy (%)", "name", "accuracy (%), low", "accuracy (%), high"],
        pytest.approx([58.6, "AAVAE", 57.6, 59.5]),
        pytest.approx([40, "raw pixels", 39, 41]),
    ]
    assert not tabulate_accuracy([])
