import numpy as np
import pytest

from aavae.figures.model_values import ModelValues
from aavae.figures.sorted_curves import plot_sorted_curves, tabulate_sorted_curves
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

MODELS = [
    ModelValues("AAVAE", "aavae", np.array([2.0, 0.0, 30.0])),
    ModelValues("VAE", "vae", np.array([0.5, 0.1])),
]


def test_every_line_falls_from_its_largest_value() -> None:
    first, second = get_traces(plot_sorted_curves(MODELS, "latents", "KL"))
    np.testing.assert_array_equal(first.y, [30, 2, 0])
    np.testing.assert_array_equal(first.x, [1, 2, 3])
    np.testing.assert_array_equal(second.y, [0.5, 0.1])
    assert first.line.color == get_colour("aavae")


def test_a_logarithmic_axis_leaves_out_zeros() -> None:
    figure = plot_sorted_curves(MODELS, "latents", "snr", log_x=True, log_y=True)
    np.testing.assert_array_equal(get_traces(figure)[0].y, [30, 2])
    assert get_layout(figure).xaxis.type == get_layout(figure).yaxis.type == "log"


@pytest.mark.parametrize(("log_y", "place"), [(False, 10), (True, 1)])
def test_a_threshold_is_a_line_with_its_meaning_beside_it(log_y: bool, place: float) -> None:
    layout = get_layout(
        plot_sorted_curves(
            MODELS, "latents", "snr", log_y=log_y, threshold=10, threshold_text="as much noise"
        )
    )
    assert layout.shapes[0].y0 == 10
    assert (layout.annotations[0].text, layout.annotations[0].y) == ("as much noise", place)


def test_no_models_are_a_figure_that_says_so() -> None:
    figure = plot_sorted_curves([], "latents", "snr", threshold=1)
    assert [note.text for note in get_layout(figure).annotations] == ["No models to compare"]


def test_rows_are_the_values_from_the_largest_on() -> None:
    assert read_saved(tabulate_sorted_curves(MODELS, "latents", "KL")) == [
        ["series", "latents", "KL"],
        ["AAVAE", 1, 30],
        ["AAVAE", 2, 2],
        ["AAVAE", 3, 0],
        ["VAE", 1, 0.5],
        ["VAE", 2, 0.1],
    ]
    assert len(read_saved(tabulate_sorted_curves(MODELS, "latents", "snr", log_y=True))) == 5
