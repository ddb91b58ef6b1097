from aavae.figures.studies.points import Point
from aavae.figures.studies.sensitivity import Deviation, plot_sensitivity, tabulate_sensitivity
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved


def make_deviation(setting: str, value: str, is_higher: bool, method: str, points: float) -> Deviation:
    title = method.upper()
    return Deviation(
        setting=setting,
        value=value,
        is_higher=is_higher,
        method=method,
        method_title=title,
        point=Point(points, f"{method}-{value}", value),
    )


DEVIATIONS = [
    make_deviation("Batch size", "128", False, "aavae", 1.0),
    make_deviation("Batch size", "512", True, "aavae", 0.5),
    make_deviation("Latents", "32", False, "aavae", -2.0),
    make_deviation("Batch size", "128", False, "simclr", -3.0),
]


def test_a_line_joins_the_lowest_and_the_highest_of_each_setting() -> None:
    lines, _, others, _ = get_traces(plot_sensitivity(DEVIATIONS, noise=0.2))
    assert lines.x == (0.5, 1.0, None, -2.0, -2.0, None)
    assert others.x == (-3.0, -3.0, None)
    assert lines.name == "AAVAE"
    assert lines.line.color == get_colour("aavae")


def test_triangles_point_to_the_side_of_the_default_that_the_value_is_on() -> None:
    triangles = get_traces(plot_sensitivity(DEVIATIONS, noise=0.2))[1]
    assert triangles.marker.symbol == ("triangle-left", "triangle-right", "triangle-left")
    assert triangles.text == ("128", "512", "32")
    assert triangles.customdata == ("aavae-128", "aavae-512", "aavae-32")


def test_values_are_written_outside_of_the_line_between_them() -> None:
    triangles = get_traces(plot_sensitivity(DEVIATIONS, noise=0.2))[1]
    assert triangles.textposition == ("middle right", "middle left", "middle left")


def test_the_methods_of_a_setting_have_lanes_around_its_row() -> None:
    _, first, _, second = get_traces(plot_sensitivity(DEVIATIONS, noise=0.2))
    assert first.y[0] < 0 < second.y[0]
    assert first.y[0] == -second.y[0]
    assert get_layout(plot_sensitivity(DEVIATIONS, noise=0.2)).yaxis.ticktext == ("Batch<br>size", "Latents")


def test_the_noise_is_a_band_around_the_default_where_it_is_known() -> None:
    line, band = get_layout(plot_sensitivity(DEVIATIONS, noise=0.2)).shapes
    assert (line.x0, line.x1) == (0, 0)
    assert (band.x0, band.x1) == (-0.2, 0.2)
    assert len(get_layout(plot_sensitivity(DEVIATIONS)).shapes) == 1


def test_no_models_is_a_figure_that_says_so() -> None:
    figure = plot_sensitivity([], noise=0.2)
    assert not get_traces(figure)
    assert "No models" in get_layout(figure).annotations[0].text


def test_rows_are_the_ends_of_each_line_then_the_models() -> None:
    assert read_saved(tabulate_sensitivity(DEVIATIONS)) == [
        ["series", "points away from the default", "name", "label", "run"],
        ["AAVAE", 0.5, "Batch size", "", ""],
        ["AAVAE", 1, "Batch size", "", ""],
        ["AAVAE", -2, "Latents", "", ""],
        ["AAVAE", -2, "Latents", "", ""],
        ["", 1, "Batch size", 128, "aavae-128"],
        ["", 0.5, "Batch size", 512, "aavae-512"],
        ["", -2, "Latents", 32, "aavae-32"],
        ["SIMCLR", -3, "Batch size", "", ""],
        ["SIMCLR", -3, "Batch size", "", ""],
        ["", -3, "Batch size", 128, "simclr-128"],
    ]
