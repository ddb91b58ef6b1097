import pytest

from aavae.figures.studies.two_runs import RunCurve, plot_two_runs, spans_decades, tabulate_two_runs
from aavae.figures.theme import GREY, get_colour
from tests.figures.reading import get_layout, get_traces

WRONG = RunCurve("Beta 10", [100, 200], [30.0, 2.0])
HEALTHY = RunCurve("Healthy VAE", [100, 200, 300], [30.0, 40.0, 45.0])


def test_the_two_are_told_apart_by_colour_and_by_dash() -> None:
    healthy, wrong = get_traces(plot_two_runs(WRONG, HEALTHY, "vae", "images", "KL, nats"))
    assert (healthy.name, healthy.line.color, healthy.line.dash) == ("Healthy VAE", GREY, "solid")
    assert (wrong.name, wrong.line.color, wrong.line.dash) == ("Beta 10", get_colour("vae"), "dash")
    assert (wrong.x, wrong.y) == ((100, 200), (30.0, 2.0))


def test_points_are_marked_where_there_are_few() -> None:
    many = RunCurve("steps", list(range(50)), [1.0] * 50)
    few, lines = get_traces(plot_two_runs(many, HEALTHY, "vae", "images", "loss"))
    assert (few.mode, lines.mode) == ("lines+markers", "lines")


@pytest.mark.parametrize(
    ("values", "is_logarithmic"), [([100.0, 4.0], True), ([3.0, 2.0], False), ([40.0, 0.0], False)]
)
def test_the_axis_is_logarithmic_where_the_values_lie_far_apart_and_says_so(
    values: list[float], is_logarithmic: bool
) -> None:
    wrong = RunCurve("wrong", [1, 2], values)
    assert spans_decades(wrong, RunCurve("healthy", [1], [4.5])) == is_logarithmic
    axis = get_layout(plot_two_runs(wrong, RunCurve("healthy", [1], [4.5]), "vae", "images", "loss")).yaxis
    assert axis.type == ("log" if is_logarithmic else "linear")
    assert axis.title.text == ("loss, logarithmic" if is_logarithmic else "loss")


def test_the_table_has_every_point() -> None:
    rows = tabulate_two_runs(WRONG, HEALTHY, "images", "KL")
    assert len(rows) == 5
    assert rows[-1] == {"series": "Beta 10", "images": 200, "KL": 2.0}


def test_without_values_the_figure_says_so() -> None:
    empty = RunCurve("none", [], [])
    figure = plot_two_runs(empty, empty, "vae", "images", "KL")
    assert get_traces(figure) == ()
    assert get_layout(figure).annotations[0].text == "No values to compare"
