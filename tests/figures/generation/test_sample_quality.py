import numpy as np

from aavae.figures.generation.sample_quality import plot_sample_quality
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces

ROWS = ["N(0, I)", "mixture"]
AAVAE = ModelValues("AAVAE", "aavae", np.array([3.0, 2.0]), (np.array([2.5, 1.9]), np.array([3.2, 2.3])))
VAE = ModelValues("VAE", "vae", np.array([np.nan, 1.0]), (np.array([np.nan, 0.8]), np.array([np.nan, 1.5])))
MODELS = [AAVAE, VAE]


def test_each_model_has_a_dot_with_its_interval_where_it_has_a_value() -> None:
    first, second = get_traces(plot_sample_quality(MODELS, ROWS, "distance"))
    assert (first.x.tolist(), first.marker.color) == ([3, 2], get_colour("aavae"))
    np.testing.assert_allclose(first.error_x.array, [0.2, 0.3])
    np.testing.assert_allclose(first.error_x.arrayminus, [0.5, 0.1])
    assert second.x.tolist() == [1]
    np.testing.assert_allclose(second.error_x.array, [0.5])
    assert first.marker.symbol != second.marker.symbol


def test_models_of_a_row_lie_beside_each_other_within_it() -> None:
    first, second = get_traces(plot_sample_quality(MODELS, ROWS, "distance"))
    assert np.round(first.y).tolist() == [0, 1]
    assert np.round(second.y).tolist() == [1]
    assert first.y[1] != second.y[0]
    (alone,) = get_traces(plot_sample_quality([VAE], ROWS, "distance"))
    assert alone.y.tolist() == [1]


def test_real_images_are_a_line_that_says_so() -> None:
    layout = get_layout(plot_sample_quality(MODELS, ROWS, "distance", floor=0.918))
    assert [shape.x0 for shape in layout.shapes] == [0.918]
    assert [note.text for note in layout.annotations] == ["real images 0.918"]
    assert not get_layout(plot_sample_quality(MODELS, ROWS, "distance")).shapes


def test_no_values_are_a_figure_that_says_so() -> None:
    nothing = np.full(2, np.nan)
    for models in ([], [ModelValues("AAVAE", "aavae", nothing, (nothing, nothing))]):
        figure = plot_sample_quality(models, ROWS, "distance", floor=1)
        assert not get_traces(figure)
        assert [note.text for note in get_layout(figure).annotations] == ["No values to show"]
