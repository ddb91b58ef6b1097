import numpy as np

from aavae.figures.maps.latent_bars import plot_latent_bars
from aavae.figures.rows import to_rows
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved


def test_a_row_of_bars_a_model_with_its_numbers_in_order() -> None:
    values = {"AAVAE": np.array([1.0, -2.0, 0.5]), "VAE": np.array([0.0, 3.0])}
    figure = plot_latent_bars(values, {"AAVAE": "aavae", "VAE": "vae"}, "Its mu")
    assert [trace.name for trace in get_traces(figure)] == ["AAVAE", "VAE"]
    for trace, (title, numbers) in zip(get_traces(figure), values.items(), strict=True):
        assert list(trace.y) == numbers.tolist()
        assert list(trace.x) == list(range(1, len(numbers) + 1))
        assert trace.marker.color == get_colour({"AAVAE": "aavae", "VAE": "vae"}[title])
    assert get_traces(figure)[0].yaxis != get_traces(figure)[1].yaxis
    assert get_layout(figure).yaxis2.matches == "y"


def test_another_image_is_a_line_over_the_bars_of_the_same_model() -> None:
    values = {"AAVAE": np.array([1.0, 2.0])}
    figure = plot_latent_bars(values, {}, other={"AAVAE": np.array([3.0, 4.0])})
    bars, line = get_traces(figure)
    assert list(line.y) == [3.0, 4.0]
    assert line.yaxis == bars.yaxis
    assert line.mode == "lines"


def test_no_model_is_a_message() -> None:
    figure = plot_latent_bars({}, {})
    assert not get_traces(figure)
    assert get_layout(figure).annotations[0].text == "No image is open"


def test_rows_are_the_numbers_of_each_model_and_those_of_the_image_before() -> None:
    values = {"AAVAE": np.array([1.0, -2.0]), "VAE": np.array([0.0, 3.0])}
    assert read_saved(to_rows(plot_latent_bars(values, {}, other={"AAVAE": np.array([3.0, 4.0])}))) == [
        ["series", "x", "y"],
        ["AAVAE", 1, 1],
        ["AAVAE", 2, -2],
        ["AAVAE, the image before", 1, 3],
        ["AAVAE, the image before", 2, 4],
        ["VAE", 1, 0],
        ["VAE", 2, 3],
    ]
