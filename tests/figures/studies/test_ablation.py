import pytest

from aavae.figures.studies.ablation import AblationCell, plot_ablation, tabulate_ablation
from aavae.figures.studies.points import Point
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

AE = AblationCell("AE", "ae", {"augment": False, "KL": False}, [Point(0.40, "ae-0", "AE, seed 0")])
AAVAE = AblationCell(
    "AAVAE",
    "aavae",
    {"augment": True, "KL": False},
    [Point(0.50, "aavae-0", "AAVAE, seed 0"), Point(0.54, "aavae-1", "AAVAE, seed 1")],
)
UNTRAINED = AblationCell("DAE", "dae", {"augment": True, "KL": True}, [])


def test_the_best_combination_is_at_the_top_and_one_without_models_is_left_out() -> None:
    axis = get_layout(plot_ablation([UNTRAINED, AE, AAVAE])).yaxis
    assert axis.ticktext == ("AAVAE", "AE")
    assert axis.range == (1.5, -0.5)


def test_switches_are_filled_where_they_are_on() -> None:
    figure = plot_ablation([AE, AAVAE])
    switches = get_traces(figure)[0]
    states = dict(zip(zip(switches.x, switches.y, strict=True), switches.marker.symbol, strict=True))
    assert states == {
        (0, 0): "circle",
        (1, 0): "circle-open",
        (0, 1): "circle-open",
        (1, 1): "circle-open",
    }
    assert get_layout(figure).xaxis.ticktext == ("augment", "KL")


def test_dots_are_seeds_in_percent_that_name_their_runs_beside_a_bar_at_their_mean() -> None:
    _, dots, mean, *_ = get_traces(plot_ablation([AE, AAVAE]))
    assert dots.x == pytest.approx((50, 54))
    assert dots.customdata == ("aavae-0", "aavae-1")
    assert dots.hovertext == ("AAVAE, seed 0", "AAVAE, seed 1")
    assert mean.x[0] == pytest.approx(52)
    assert mean.marker.line.color == get_colour("aavae")
    assert mean.text[1].strip() == "<b>52.0</b>"


def test_no_models_is_a_figure_that_says_so() -> None:
    figure = plot_ablation([UNTRAINED])
    assert not get_traces(figure)
    assert "No models" in get_layout(figure).annotations[0].text


def test_rows_are_the_models_the_best_combination_first() -> None:
    assert read_saved(tabulate_ablation([UNTRAINED, AE, AAVAE])) == [
        ["linear-probe accuracy", "name", "linear-probe accuracy (%)", "label", "run"],
        ["augment", "AAVAE", "", "", ""],
        ["KL", "AAVAE", "", "", ""],
        ["augment", "AE", "", "", ""],
        ["KL", "AE", "", "", ""],
        ["", "AAVAE", 50, "AAVAE, seed 0", "aavae-0"],
        ["", "AAVAE", 54, "AAVAE, seed 1", "aavae-1"],
        ["", "AE", 40, "AE, seed 0", "ae-0"],
    ]
