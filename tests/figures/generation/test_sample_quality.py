import numpy as np

from aavae.figures.generation.sample_quality import Measured, plot_sample_quality
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces

ROWS = ["N(0, I)", "mixture"]
MEASURED = {
    "AAVAE": Measured(np.array([3.0, 2.0]), np.array([2.5, 1.9]), np.array([3.2, 2.3])),
    "VAE": Measured(np.array([np.nan, 1.0]), np.array([np.nan, 0.8]), np.array([np.nan, 1.5])),
}
METHODS = {"AAVAE": "aavae", "VAE": "vae"}


def test_each_model_has_a_dot_with_its_interval_where_it_has_a_value() -> None:
    first, second = get_traces(plot_sample_quality(MEASURED, ROWS, METHODS, "distance"))
    assert (first.x.tolist(), first.marker.color) == ([3, 2], get_colour("aavae"))
    np.testing.assert_allclose(first.error_x.array, [0.2, 0.3])
    np.testing.assert_allclose(first.error_x.arrayminus, [0.5, 0.1])
    assert second.x.tolist() == [1]
    np.testing.assert_allclose(second.error_x.array, [0.5])
    assert first.marker.symbol != second.marker.symbol


def test_models_of_a_row_lie_beside_each_other_within_it() -> None:
    first, second = get_traces(plot_sample_quality(MEASURED, ROWS, METHODS, "distance"))
    assert np.round(first.y).tolist() == [0, 1]
    assert np.round(second.y).tolist() == [1]
    assert first.y[1] != second.y[0]
    (alone,) = get_traces(plot_sample_quality({"VAE": MEASURED["VAE"]}, ROWS, METHODS, "distance"))
    assert alone.y.tolist() == [1]


def test_real_images_are_a_line_that_says_so() -> None:
    layout = get_layout(plot_sample_quality(MEASURED, ROWS, METHODS, "distance", floor=0.918))
    assert [shape.x0 for shape in layout.shapes] == [0.918]
    assert [note.text for note in layout.annotations] == ["real images 0.918"]
    assert not get_layout(plot_sample_quality(MEASURED, ROWS, METHODS, "distance")).shapes


def test_no_values_are_a_figure_that_says_so() -> None:
    nothing = Measured(*np.full((3, 2), np.nan))
    for measured in ({}, {"AAVAE": nothing}):
        figure = plot_sample_quality(measured, ROWS, METHODS, "distance", floor=1)
        assert not get_traces(figure)
        assert [note.text for note in get_layout(figure).annotations] == ["No values to show"]
