import numpy as np

from aavae.figures.maps.latent_bars import LatentBars, plot_latent_bars, tabulate_latent_bars
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved


def test_a_row_of_bars_a_model_with_its_numbers_in_order() -> None:
    models = [
        LatentBars("AAVAE", "aavae", np.array([1.0, -2.0, 0.5])),
        LatentBars("VAE", "vae", np.array([0.0, 3.0])),
    ]
    figure = plot_latent_bars(models, title="Its mu")
    assert [trace.name for trace in get_traces(figure)] == ["AAVAE", "VAE"]
    for trace, model in zip(get_traces(figure), models, strict=True):
        assert list(trace.y) == model.values.tolist()
        assert list(trace.x) == list(range(1, len(model.values) + 1))
        assert trace.marker.color == get_colour(model.method)
    assert get_traces(figure)[0].yaxis != get_traces(figure)[1].yaxis
    assert get_layout(figure).yaxis2.matches == "y"


def test_another_image_is_a_line_over_the_bars_of_the_same_model() -> None:
    figure = plot_latent_bars([LatentBars("AAVAE", "aavae", np.array([1.0, 2.0]), np.array([3.0, 4.0]))])
    bars, line = get_traces(figure)
    assert list(line.y) == [3.0, 4.0]
    assert line.yaxis == bars.yaxis
    assert line.mode == "lines"


def test_no_model_is_a_message() -> None:
    figure = plot_latent_bars([])
    assert not get_traces(figure)
    assert get_layout(figure).annotations[0].text == "No image is open"


def test_rows_are_the_numbers_of_each_model_and_those_of_the_image_before() -> None:
    models = [
        LatentBars("AAVAE", "aavae", np.array([1.0, -2.0]), np.array([3.0, 4.0])),
        LatentBars("VAE", "vae", np.array([0.0, 3.0])),
    ]
    assert read_saved(tabulate_latent_bars(models)) == [
        ["series", "x", "y"],
        ["AAVAE", 1, 1],
        ["AAVAE", 2, -2],
        ["AAVAE, the image before", 1, 3],
        ["AAVAE, the image before", 2, 4],
        ["VAE", 1, 0],
        ["VAE", 2, 3],
    ]
