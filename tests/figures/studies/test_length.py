import math

import pytest

from aavae.figures.studies.length import LengthCurve, PublishedPoint, plot_lengths, tabulate_lengths
from aavae.figures.studies.points import Point
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

AAVAE = LengthCurve(
    "AAVAE",
    "aavae",
    {
        10_000_000: [Point(70.0, "long", "AAVAE, 200 epochs")],
        1_000_000: [Point(58.0, "short-0", "seed 0"), Point(62.0, "short-1", "seed 1")],
    },
)
VAE = LengthCurve("VAE", "vae", {2_000_000: [Point(50.0, "vae", "VAE")]})
PAPER = PublishedPoint("the paper's", "aavae", 160_000_000, 87.1)


def test_the_line_joins_the_means_from_few_images_to_many() -> None:
    line, dots, *_ = get_traces(plot_lengths([AAVAE, VAE], PAPER))
    assert line.x == (1_000_000, 10_000_000)
    assert line.y == (60, 70)
    assert (line.name, line.line.color) == ("AAVAE", get_colour("aavae"))
    assert dots.customdata == ("short-0", "short-1", "long")
    assert dots.y == (58, 62, 70)


def test_the_published_figure_is_a_star_that_no_line_leads_to() -> None:
    *_, star = get_traces(plot_lengths([AAVAE, VAE], PAPER))
    assert (star.x, star.y, star.mode) == ((160_000_000,), (87.1,), "markers+text")
    assert star.text[0].strip() == "the paper's"
    assert star.marker.color == get_colour("aavae")


def test_the_axis_is_logarithmic_and_holds_every_point() -> None:
    axis = get_layout(plot_lengths([AAVAE, VAE], PAPER)).xaxis
    assert axis.type == "log"
    low, high = axis.range
    assert low < math.log10(1_000_000) < math.log10(160_000_000) < high
    assert get_layout(plot_lengths([AAVAE])).xaxis.range[1] == pytest.approx(math.log10(1.6e7))


def test_a_method_without_models_is_left_out() -> None:
    traces = get_traces(plot_lengths([LengthCurve("SimCLR", "simclr", {}), VAE]))
    assert [trace.name for trace in traces if trace.name] == ["VAE"]


def test_no_models_is_a_figure_that_says_so() -> None:
    figure = plot_lengths([], PAPER)
    assert not get_traces(figure)
    assert "No models" in get_layout(figure).annotations[0].text


def test_rows_are_the_means_of_each_method_then_its_models_then_the_published_figure() -> None:
    assert read_saved(tabulate_lengths([AAVAE, VAE], PAPER)) == [
        ["series", "training images seen", "linear probe on h, %", "label", "run"],
        ["AAVAE", 1e6, 60, "", ""],
        ["AAVAE", 1e7, 70, "", ""],
        ["", 1e6, 58, "seed 0", "short-0"],
        ["", 1e6, 62, "seed 1", "short-1"],
        ["", 1e7, 70, "AAVAE, 200 epochs", "long"],
        ["VAE", 2e6, 50, "", ""],
        ["", 2e6, 50, "VAE", "vae"],
        ["the paper's", 160e6, 87.1, "", ""],
    ]
    assert tabulate_lengths([], PAPER) == []


def test_the_axes_are_in_the_readers_language_and_the_table_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [list(row) for row in tabulate_lengths([AAVAE], PAPER)]
    monkeypatch.setattr("aavae.figures.studies.length._", lambda text: f"({text})")
    layout = get_layout(plot_lengths([AAVAE], PAPER))
    assert layout.xaxis.title.text == "(training images seen)"
    assert layout.yaxis.title.text == "(linear probe on h, %)"
    assert [list(row) for row in tabulate_lengths([AAVAE], PAPER)] == columns
