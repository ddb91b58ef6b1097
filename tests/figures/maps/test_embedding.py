import numpy as np

from aavae.figures.maps.embedding import plot_embedding
from aavae.figures.rows import to_rows
from aavae.figures.theme import CLASS_COLOURS
from tests.figures.reading import get_layout, get_traces, read_saved

COORDINATES = np.array([[0, 1], [2, 3], [4, 5], [6, 7]], np.float32)
LABELS = np.array([2, 0, 2, 0])
IDS = np.array([10, 11, 12, 13])
NAMES = ("cat", "dog", "ship")


def test_each_class_is_a_trace_with_its_points_ids_and_colour() -> None:
    figure = plot_embedding(COORDINATES, LABELS, NAMES, IDS, "AAVAE")
    cat, ship = get_traces(figure)
    assert (cat.name, ship.name) == ("cat", "ship")
    assert cat.marker.color == CLASS_COLOURS[0] and ship.marker.color == CLASS_COLOURS[2]
    np.testing.assert_array_equal(ship.x, [0, 4])
    np.testing.assert_array_equal(ship.y, [1, 5])
    np.testing.assert_array_equal(ship.customdata, [10, 12])
    assert cat.selectedpoints is None


def test_selected_ids_become_each_class_s_selected_points() -> None:
    cat, ship = get_traces(plot_embedding(COORDINATES, LABELS, NAMES, IDS, "AAVAE", selected_ids=[12]))
    assert list(ship.selectedpoints) == [1]
    # An empty selection greys the whole class; None would leave it in full colour.
    assert list(cat.selectedpoints) == []
    assert 0 < ship.unselected.marker.opacity < 0.5


def test_an_empty_selection_is_no_selection() -> None:
    figure = plot_embedding(COORDINATES, LABELS, NAMES, IDS, "AAVAE", selected_ids=[])
    assert all(trace.selectedpoints is None for trace in get_traces(figure))


def test_only_a_new_selection_or_map_resets_the_browsers_state() -> None:
    first = get_layout(plot_embedding(COORDINATES, LABELS, NAMES, IDS, "AAVAE", selected_ids=[12, 10]))
    same = get_layout(plot_embedding(COORDINATES, LABELS, NAMES, IDS, "AAVAE", np.array([10, 12])))
    other = get_layout(plot_embedding(COORDINATES, LABELS, NAMES, IDS, "VAE", selected_ids=[11]))
    assert (first.uirevision, first.selectionrevision) == (same.uirevision, same.selectionrevision)
    assert first.uirevision != other.uirevision
    assert first.selectionrevision != other.selectionrevision


def test_map_has_equal_scales_hidden_axes_and_a_lasso() -> None:
    layout = get_layout(plot_embedding(COORDINATES, LABELS, NAMES, IDS, "AAVAE"))
    assert layout.yaxis.scaleanchor == "x"
    assert layout.xaxis.visible is False and layout.yaxis.visible is False
    assert layout.dragmode == "lasso"
    assert "lasso" not in layout.modebar.remove


def test_an_eleventh_class_has_another_symbol() -> None:
    names = [f"class {index}" for index in range(11)]
    first, last = get_traces(plot_embedding(COORDINATES[:2], np.array([0, 10]), names, IDS[:2], "AAVAE"))
    assert first.marker.color == last.marker.color
    assert first.marker.symbol != last.marker.symbol


def test_no_points_is_a_figure_that_says_so() -> None:
    figure = plot_embedding(np.empty((0, 2)), np.empty(0, np.int64), NAMES, np.empty(0, np.int64), "AAVAE")
    assert not get_traces(figure)
    assert "No images" in get_layout(figure).annotations[0].text


def test_rows_are_the_images_by_class() -> None:
    assert read_saved(to_rows(plot_embedding(COORDINATES, LABELS, NAMES, IDS, "AAVAE"))) == [
        ["class", "x", "y", "image"],
        ["cat", 2, 3, 11],
        ["cat", 6, 7, 13],
        ["ship", 0, 1, 10],
        ["ship", 4, 5, 12],
    ]
