import pytest

from aavae.figures.studies.beta import BetaCurve, plot_beta_study, tabulate_beta_study
from aavae.figures.studies.points import Point
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

AAVAE = BetaCurve(
    "AAVAE",
    "aavae",
    {
        1.0: [Point(40.0, "one", "AAVAE, beta 1")],
        0.0: [Point(50.0, "zero-0", "seed 0"), Point(54.0, "zero-1", "seed 1")],
        0.1: [Point(48.0, "tenth", "AAVAE, beta 0.1")],
    },
)
VAE = BetaCurve("VAE", "vae", {10.0: [Point(30.0, "ten", "VAE, beta 10")]})


def test_a_decade_is_one_wide_and_zero_stands_apart_at_the_left() -> None:
    layout = get_layout(plot_beta_study([AAVAE, VAE], "Probe", unit=" %"))
    assert layout.xaxis.ticktext == ("0", "0.1", "1", "10")
    assert layout.xaxis.tickvals == pytest.approx((0, 1.5, 2.5, 3.5))
    assert layout.shapes[0].x0 == layout.shapes[0].x1 == pytest.approx(0.75)


def test_the_line_joins_the_means_in_the_order_of_beta() -> None:
    line = get_traces(plot_beta_study([AAVAE, VAE], "Probe", unit=" %"))[0]
    assert line.x == pytest.approx((0, 1.5, 2.5))
    assert line.y == pytest.approx((52, 48, 40))
    assert line.name == "AAVAE"
    assert line.line.color == get_colour("aavae")


def test_every_dot_names_its_run() -> None:
    dots = get_traces(plot_beta_study([AAVAE, VAE], "Probe", unit=" %"))[1]
    assert dots.customdata == ("zero-0", "zero-1", "tenth", "one")
    assert dots.y == (50, 54, 48, 40)
    assert dots.x == pytest.approx((0, 0, 1.5, 2.5))


def test_without_beta_zero_the_axis_starts_at_the_smallest() -> None:
    layout = get_layout(plot_beta_study([VAE], "Probe", unit=" %"))
    assert layout.xaxis.tickvals == (0,)
    assert not layout.shapes


def test_a_logarithmic_measure_leaves_out_what_has_no_logarithm() -> None:
    collapsed = BetaCurve("VAE", "vae", {1.0: [Point(100.0, "one", "")], 10.0: [Point(0.0, "ten", "")]})
    figure = plot_beta_study([collapsed], "KL", is_log=True)
    assert get_traces(figure)[1].customdata == ("one",)
    assert get_layout(figure).yaxis.type == "log"


def test_ticks_are_powers_of_ten_only_where_the_values_span_some() -> None:
    def draw(low: float) -> float | None:
        curve = BetaCurve("VAE", "vae", {0.0: [Point(100.0, "a", "")], 1.0: [Point(low, "b", "")]})
        return get_layout(plot_beta_study([curve], "KL", is_log=True)).yaxis.dtick

    assert (draw(1.0), draw(50.0)) == (1, None)


def test_no_models_is_a_figure_that_says_so() -> None:
    for curves in ([], [BetaCurve("SimCLR", "simclr", {})]):
        figure = plot_beta_study(curves, "KL")
        assert not get_traces(figure)
        assert "No models" in get_layout(figure).annotations[0].text


def test_rows_are_the_means_of_each_method_then_its_models() -> None:
    assert read_saved(tabulate_beta_study([AAVAE, VAE], "Probe")) == [
        ["series", "beta", "Probe", "label", "run"],
        ["AAVAE", 0, 52, "", ""],
        ["AAVAE", 0.1, 48, "", ""],
        ["AAVAE", 1, 40, "", ""],
        ["", 0, 50, "seed 0", "zero-0"],
        ["", 0, 54, "seed 1", "zero-1"],
        ["", 0.1, 48, "AAVAE, beta 0.1", "tenth"],
        ["", 1, 40, "AAVAE, beta 1", "one"],
        ["VAE", 10, 30, "", ""],
        ["", 10, 30, "VAE, beta 10", "ten"],
    ]


def test_rows_of_a_logarithmic_measure_leave_out_what_is_not_drawn() -> None:
    collapsed = BetaCurve("VAE", "vae", {1.0: [Point(100.0, "one", "")], 10.0: [Point(0.0, "ten", "")]})
    assert read_saved(tabulate_beta_study([collapsed], "KL", is_log=True)) == [
        ["series", "beta", "KL", "label", "run"],
        ["VAE", 1, 100, "", ""],
        ["", 1, 100, "", "one"],
    ]
