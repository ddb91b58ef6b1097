import numpy as np

from aavae.figures.maps.embedding import MapPoints, plot_embedding, tabulate_embedding
from aavae.figures.theme import CLASS_COLOURS
from tests.figures.reading import get_layout, get_traces, read_saved

COORDINATES = np.array([[0, 1], [2, 3], [4, 5], [6, 7]], np.float32)
LABELS = np.array([2, 0, 2, 0])
IDS = np.array([10, 11, 12, 13])
NAMES = ("cat", "dog", "ship")
POINTS = MapPoints(COORDINATES, LABELS, NAMES, IDS)


def test_each_class_is_a_trace_with_its_points_ids_and_colour() -> None:
    figure = plot_embedding(POINTS, title="AAVAE")
    cat, ship = get_traces(figure)
    assert (cat.name, ship.name) == ("cat", "ship")
    assert cat.marker.color == CLASS_COLOURS[0] and ship.marker.color == CLASS_COLOURS[2]
    np.testing.assert_array_equal(ship.x, [0, 4])
    np.testing.assert_array_equal(ship.y, [1, 5])
    np.testing.assert_array_equal(ship.customdata, [10, 12])
    assert cat.selectedpoints is None


def test_selected_ids_become_each_class_s_selected_points() -> None:
    cat, ship = get_traces(plot_embedding(POINTS, title="AAVAE", selected_ids=[12]))
    assert list(ship.selectedpoints) == [1]
    # An empty selection greys the whole class; None would leave it in full colour.
    assert list(cat.selectedpoints) == []
    assert 0 < ship.unselected.marker.opacity < 0.5


def test_an_empty_selection_is_no_selection() -> None:
    figure = plot_embedding(POINTS, title="AAVAE", selected_ids=[])
    cat, ship = get_traces(figure)
    assert cat.selectedpoints is ship.selectedpoints is None


def test_only_a_new_selection_or_map_resets_the_browsers_state() -> None:
    first = get_layout(plot_embedding(POINTS, title="AAVAE", selected_ids=[12, 10]))
    same = get_layout(plot_embedding(POINTS, title="AAVAE", selected_ids=np.array([10, 12])))
    other = get_layout(plot_embedding(POINTS, title="VAE", selected_ids=[11]))
    assert (first.uirevision, first.selectionrevision) == (same.uirevision, same.selectionrevision)
    assert first.uirevision != other.uirevision
    assert first.selectionrevision != other.selectionrevision


def test_map_has_equal_scales_hidden_axes_and_a_lasso() -> None:
    layout = get_layout(plot_embedding(POINTS, title="AAVAE"))
    assert layout.yaxis.scaleanchor == "x"
    assert layout.xaxis.visible is False and layout.yaxis.visible is False
    assert layout.dragmode == "lasso"
    assert "lasso" not in layout.modebar.remove


def test_an_eleventh_class_has_another_symbol() -> None:
    names = [f"class {index}" for index in range(11)]
    points = MapPoints(COORDINATES[:2], np.array([0, 10]), names, IDS[:2])
    first, last = get_traces(plot_embedding(points))
    assert first.marker.color == last.marker.color
    assert first.marker.symbol != last.marker.symbol


def test_no_points_is_a_figure_that_says_so() -> None:
    nothing = MapPoints(np.empty((0, 2)), np.empty(0, np.int64), NAMES, np.empty(0, np.int64))
    figure = plot_embedding(nothing)
    assert not tabulate_embedding(nothing)
    assert not get_traces(figure)
    assert "No images" in get_layout(figure).annotations[0].text


def test_rows_are_the_images_by_class() -> None:
    assert read_saved(tabulate_embedding(POINTS)) == [
        ["class", "x", "y", "image"],
        ["cat", 2, 3, 11],
        ["cat", 6, 7, 13],
        ["ship", 0, 1, 10],
        ["ship", 4, 5, 12],
    ]


def test_a_large_map_has_a_row_for_each_image_in_pythons_own_numbers() -> None:
    rng = np.random.default_rng(0)
    places, labels, ids = rng.normal(size=(60, 2)), rng.integers(0, 3, 60), rng.permutation(1_000)[:60]
    rows = tabulate_embedding(MapPoints(places, labels, NAMES, ids))
    by_id = {row["image"]: row for row in rows}
    assert len(rows) == len(by_id) == 60
    for place, label, number in zip(places, labels, ids, strict=True):
        row = by_id[number]
        assert (row["x"], row["y"], row["class"]) == (*place, NAMES[label])
    assert {type(value) for row in rows for value in row.values()} == {str, float, int}
