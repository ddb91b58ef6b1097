import numpy as np

from aavae.figures.probes.confusion import Confusion, plot_confusion, tabulate_confusion
from tests.figures.reading import get_layout, get_traces, read_saved

NAMES = ("cat", "dog", "ship")
CONFUSION = Confusion(np.array([[8, 2, 0], [1, 1, 2], [0, 0, 0]]), NAMES)


def test_rows_are_percentages_of_the_true_class() -> None:
    heatmap = get_traces(plot_confusion(CONFUSION, title="AAVAE"))[0]
    np.testing.assert_allclose(heatmap.z, [[80, 20, 0], [25, 25, 50], [np.nan] * 3])
    assert (heatmap.zmin, heatmap.zmax) == (0, 100)


def test_every_cell_with_a_value_has_its_number_once() -> None:
    _, weak, strong = get_traces(plot_confusion(CONFUSION, title="AAVAE"))
    numbers = {
        (int(row), int(column)): text
        for trace in (weak, strong)
        for row, column, text in zip(trace.y, trace.x, trace.text, strict=True)
    }
    assert numbers == {(0, 0): "80", (0, 1): "20", (0, 2): "0", (1, 0): "25", (1, 1): "25", (1, 2): "50"}
    assert len(weak.text) + len(strong.text) == 6


def test_only_numbers_on_strong_cells_force_a_text_colour() -> None:
    _, weak, strong = get_traces(plot_confusion(CONFUSION, title="AAVAE"))
    assert strong.text == ("80",) and strong.textfont.color == "white"
    assert weak.textfont.color is None


def test_true_classes_run_from_top_to_bottom() -> None:
    axis = get_layout(plot_confusion(CONFUSION, title="AAVAE")).yaxis
    assert axis.range == (2.5, -0.5)
    assert axis.ticktext == NAMES


def test_long_names_leave_room_for_the_data() -> None:
    layout = get_layout(plot_confusion(Confusion(CONFUSION.counts, ["c" * 250, "<b>", "ship"])))
    for axis in (layout.xaxis, layout.yaxis):
        assert axis.ticktext == ("c" * 12 + "…" + "c" * 11, "&lt;b&gt;", "ship")


def test_many_classes_show_no_numbers_but_a_scale() -> None:
    names = [f"class {index}" for index in range(13)]
    figure = plot_confusion(Confusion(np.eye(13, dtype=np.int64), names))
    assert len(get_traces(figure)) == 1 and get_traces(figure)[0].showscale


def test_a_hundred_classes_are_named_sparsely() -> None:
    names = [str(index) for index in range(100)]
    axis = get_layout(plot_confusion(Confusion(np.eye(100, dtype=np.int64), names))).xaxis
    assert len(axis.tickvals) <= 30
    assert [names[value] for value in axis.tickvals] == list(axis.ticktext)


def test_no_counts_is_a_figure_that_says_so() -> None:
    for counts, names in ((np.zeros((3, 3), np.int64), NAMES), (np.zeros((0, 0), np.int64), ())):
        figure = plot_confusion(Confusion(counts, names))
        assert not get_traces(figure)
        assert "No predictions" in get_layout(figure).annotations[0].text


def test_rows_are_the_cells_with_the_names_of_their_classes() -> None:
    assert read_saved(tabulate_confusion(CONFUSION)) == [
        ["predicted class", "true class", "of the true class (%)"],
        ["cat", "cat", 80],
        ["dog", "cat", 20],
        ["ship", "cat", 0],
        ["cat", "dog", 25],
        ["dog", "dog", 25],
        ["ship", "dog", 50],
        ["cat", "ship", ""],
        ["dog", "ship", ""],
        ["ship", "ship", ""],
    ]
    assert not tabulate_confusion(Confusion(np.zeros((3, 3), np.int64), NAMES))


def test_rows_name_all_of_a_hundred_classes() -> None:
    names = [f"class {index}" for index in range(100)]
    rows = tabulate_confusion(Confusion(np.eye(100, dtype=np.int64), names))
    assert [row["predicted class"] for row in rows[:100]] == names
    assert [row["true class"] for row in rows[::100]] == names
