import pytest

from aavae.figures.studies.effects import EffectRow, plot_effects, tabulate_effects
from tests.figures.reading import get_layout, get_traces, read_saved

ROWS = (
    EffectRow("augment", 9.0, (8.0, 11.0)),
    EffectRow("KL", -1.5, (-3.0, 0.5)),
    EffectRow("augment × KL", 0.5, None, secondary=True),
)


def test_dots_have_whiskers_to_the_ends_of_their_intervals() -> None:
    dots = get_traces(plot_effects(ROWS, "points"))[0]
    assert dots.x == (9.0, -1.5, 0.5)
    assert dots.error_x.array == pytest.approx((2.0, 2.0, 0.0))
    assert dots.error_x.arrayminus == pytest.approx((1.0, 1.5, 0.0))
    assert "no interval" in dots.text[2]


def test_values_are_written_beyond_the_whisker_away_from_zero() -> None:
    values = get_traces(plot_effects(ROWS, "points"))[1]
    assert values.x == (11.0, -3.0, 0.5)
    assert values.textposition == ("middle right", "middle left", "middle right")
    assert [text.strip() for text in values.text] == ["<b>+9.0</b>", "<b>-1.5</b>", "<b>+0.5</b>"]


def test_secondary_effects_are_smaller() -> None:
    first, second, secondary = get_traces(plot_effects(ROWS, "points"))[0].marker.size
    assert secondary < first == second


def test_zero_is_a_line_within_the_axis_even_if_all_effects_are_on_one_side() -> None:
    layout = get_layout(plot_effects(ROWS[:1], "points"))
    assert layout.shapes[0].x0 == layout.shapes[0].x1 == 0
    assert layout.xaxis.range[0] < 0 < 11 < layout.xaxis.range[1]
    assert layout.yaxis.ticktext == ("augment",)


def test_no_effects_is_a_figure_that_says_so() -> None:
    figure = plot_effects([], "points")
    assert not get_traces(figure)
    assert "No effects" in get_layout(figure).annotations[0].text


def test_rows_are_the_effects_one_without_an_interval_at_both_its_ends() -> None:
    assert read_saved(tabulate_effects(ROWS, "points")) == [
        ["points", "name", "points, low", "points, high"],
        [9, "augment", 8, 11],
        [-1.5, "KL", -3, 0.5],
        [0.5, "augment × KL", 0.5, 0.5],
    ]
