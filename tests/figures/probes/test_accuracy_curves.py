import pytest

from aavae.figures.probes.accuracy_curves import AccuracyCurve, plot_accuracy_curves, tabulate_accuracy_curves
from tests.figures.reading import get_layout, get_traces, read_saved

LABELS = AccuracyCurve(
    title="AAVAE",
    method="aavae",
    places=[10, 1_000],
    accuracies=[0.2, 0.5],
    lows=[0.1, 0.5],
    highs=[0.3, 0.5],
)
LAYERS = AccuracyCurve(
    title="VAE", method="vae", places=["stem", "h"], accuracies=[0.3, 0.4], lows=[0.2, 0.3], highs=[0.4, 0.5]
)


def test_a_line_and_its_band_are_in_percent() -> None:
    band, line = get_traces(plot_accuracy_curves([LABELS], "labels"))
    assert line.y == pytest.approx((20, 50))
    assert band.y == pytest.approx((30, 50, 50, 10))
    assert band.x == (10, 1_000, 1_000, 10)


def test_numbers_lie_on_a_logarithmic_axis_with_their_own_ticks() -> None:
    axis = get_layout(plot_accuracy_curves([LABELS], "labels")).xaxis
    assert (axis.type, axis.tickvals, axis.ticktext) == ("log", (10, 1_000), ("10", "1,000"))


def test_names_lie_in_the_given_order_even_where_a_model_lacks_some() -> None:
    figure = plot_accuracy_curves([LAYERS], "layer", names=["stem", "stage 1", "h"])
    assert get_layout(figure).xaxis.categoryarray == ("stem", "stage 1", "h")
    assert get_traces(figure)[1].x == ("stem", "h")


def test_chance_is_a_line() -> None:
    assert get_layout(plot_accuracy_curves([LABELS], "labels", chance=0.1)).shapes[0].y0 == 10


def test_no_models_are_a_figure_that_says_so() -> None:
    figure = plot_accuracy_curves([], "labels", chance=0.1)
    assert [note.text for note in get_layout(figure).annotations] == ["No models to compare"]


def test_rows_are_the_points_with_their_bands() -> None:
    headings = ["accuracy (%)", "accuracy (%), low", "accuracy (%), high"]
    assert read_saved(tabulate_accuracy_curves([LABELS], "labels")) == [
        ["series", "labels", *headings],
        ["AAVAE", 10, 20, 10, 30],
        ["AAVAE", 1_000, 50, 50, 50],
    ]
    assert read_saved(tabulate_accuracy_curves([LAYERS], "layer")) == [
        ["series", "layer", *headings],
        ["VAE", "stem", 30, 20, 40],
        ["VAE", "h", 40, 30, 50],
    ]
