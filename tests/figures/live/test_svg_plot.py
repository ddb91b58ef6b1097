import re

import pytest

from aavae.figures.live.svg_plot import Axis, Line, choose_axis, make_svg_plot


def read_points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def read_lines(plot: str) -> list[list[tuple[float, float]]]:
    """Points of each series' outline, in units of a thousandth of the drawing, from the upper left corner."""
    groups = re.findall(r'<g class="series">.*?</g>', plot)
    return [read_points(re.findall(r'class="line" d="([^"]*)"', group)[0]) for group in groups]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 1.0], (0.0, 1.0, 0.25 * 2)),
        ([21.3, 48.0], (20.0, 50.0, 10.0)),
        ([3039.3, 4124.2], (3000.0, 4500.0, 500.0)),
        ([-0.9, 0.4], (-1.0, 0.5, 0.5)),
        ([7.0], (6.0, 8.0, 0.5)),
    ],
)
def test_an_axis_holds_its_values_between_round_ticks(
    values: list[float], expected: tuple[float, float, float]
) -> None:
    assert choose_axis(values, 5) == pytest.approx(expected)


def test_epochs_have_whole_ticks() -> None:
    axis = choose_axis([1, 2, 3], 6, whole=True)
    assert axis.ticks == [1, 2, 3]
    assert [axis.format(tick) for tick in axis.ticks] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("step", "value", "expected"),
    [(0.5, -1.0, "-1.0"), (0.05, 0.1, "0.10"), (500.0, 4500.0, "4,500"), (0.5, -1e-12, "0.0")],
)
def test_numbers_have_the_decimals_of_the_step(step: float, value: float, expected: str) -> None:
    assert Axis(-1, 1, step).format(value) == expected


def test_points_are_where_their_values_are() -> None:
    plot = make_svg_plot(
        "Accuracy",
        [Line(name="a", colour="#D55E00", x=[0, 5, 10], y=[20, 40, 30])],
        "alt",
        x_axis=Axis(0, 10, 5),
        y_axis=Axis(20, 40, 10),
    )
    assert read_lines(plot) == [[(0, 1000), (500, 0), (1000, 500)]]


def test_thousands_of_points_are_thinned_and_the_last_one_stays() -> None:
    epochs = list(range(1, 3201))
    (points,) = read_lines(
        make_svg_plot("Loss", [Line(name="a", colour="#D55E00", x=epochs, y=epochs)], "alt")
    )
    assert len(points) == 500
    assert points[-1] == (800, 200)


def test_each_line_is_in_the_legend_with_its_value_and_dash() -> None:
    lines = [
        Line(name="a", colour="#D55E00", x=[1, 2], y=[1, 2], value="2 %"),
        Line(name="b", colour="#D55E00", x=[1, 2], y=[2, 3], dash="10 7", value="3 %"),
        Line(name="", colour="#0072B2", x=[1, 2], y=[3, 4]),
    ]
    plot = make_svg_plot("Accuracy", lines, "alt", unit=" %")
    assert len(read_lines(plot)) == 3
    assert plot.count('class="swatch"') == 2
    assert "a <b>2 %</b>" in plot and "b <b>3 %</b>" in plot
    assert plot.count('stroke-dasharray="10 7"') == 2
    assert ">4.0 %<" in plot or ">4 %<" in plot


def test_a_plot_without_values_says_so() -> None:
    plot = make_svg_plot("Accuracy", [], "alt", x_title="epoch")
    assert "No values yet" in plot
    assert "<svg" not in plot


def test_hostile_names_become_text() -> None:
    name = '"><script>alert(1)</script>'
    plot = make_svg_plot(
        name, [Line(name=name, colour="#D55E00", x=[1], y=[1], value=name)], name, x_title=name, note=name
    )
    assert "<script>" not in plot
    assert 'aria-label="&quot;&gt;&lt;script&gt;' in plot
