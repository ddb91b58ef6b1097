import numpy as np

from aavae.figures.model_values import ModelValues
from aavae.figures.probes.per_class import plot_per_class, tabulate_per_class
from aavae.figures.theme import METHOD_COLOURS
from tests.figures.reading import get_layout, get_traces, read_saved

NAMES = ("cat", "dog", "ship")
MODELS = [
    ModelValues("AAVAE", "aavae", np.array([0.5, 0.25, np.nan])),
    ModelValues("VAE", "vae", np.array([0.75, np.nan, np.nan])),
]


def test_each_model_is_a_trace_of_percentages_without_its_gaps() -> None:
    _, aavae, vae = get_traces(plot_per_class(MODELS, NAMES))
    assert (aavae.name, vae.name) == ("AAVAE", "VAE")
    np.testing.assert_allclose(aavae.x, [50, 25])
    np.testing.assert_array_equal(aavae.y, [0, 1])
    np.testing.assert_allclose(vae.x, [75])
    assert list(aavae.customdata) == ["cat", "dog"]
    assert aavae.marker.color == METHOD_COLOURS["aavae"]
    assert aavae.marker.symbol != vae.marker.symbol


def test_lines_join_the_models_of_each_class() -> None:
    spans = get_traces(plot_per_class(MODELS, NAMES))[0]
    assert spans.x == (50, 75, None, 25, 25, None)
    assert spans.y == (0, 0, None, 1, 1, None)


def test_one_model_needs_no_lines() -> None:
    (dots,) = get_traces(plot_per_class([ModelValues("AAVAE", "aavae", np.array([0.1, 0.2, 0.3]))], NAMES))
    np.testing.assert_allclose(dots.x, [10, 20, 30])


def test_classes_run_from_top_to_bottom() -> None:
    axis = get_layout(plot_per_class(MODELS, NAMES)).yaxis
    assert axis.ticktext == NAMES
    assert axis.range == (2.5, -0.5)


def test_long_names_leave_room_for_the_data() -> None:
    axis = get_layout(plot_per_class(MODELS, ["c" * 250, "<b>", "ship"])).yaxis
    assert axis.ticktext == ("c" * 12 + "…" + "c" * 11, "&lt;b&gt;", "ship")


def test_no_accuracies_is_a_figure_that_says_so() -> None:
    for models in ([], [ModelValues("AAVAE", "aavae", np.full(3, np.nan))]):
        figure = plot_per_class(models, NAMES)
        assert not get_traces(figure)
        assert "No accuracies" in get_layout(figure).annotations[0].text


def test_rows_are_percentages_without_gaps() -> None:
    assert read_saved(tabulate_per_class(MODELS, NAMES)) == [
        ["series", "accuracy (%)", "name"],
        ["AAVAE", 50, "cat"],
        ["AAVAE", 25, "dog"],
        ["VAE", 75, "cat"],
    ]
