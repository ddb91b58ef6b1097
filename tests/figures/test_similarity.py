import numpy as np
import pytest

from aavae.figures.similarity import (
    PairGroup,
    compute_x_range,
    compute_y_max,
    plot_similarity,
    tabulate_similarity,
)
from tests.figures.reading import get_layout, get_traces, read_saved

EDGES = np.linspace(-1, 1, 5)
SAME = PairGroup("same", "same image", "#0072B2", np.array([0.6, 0.7, 0.9, 1.0000001], np.float32))
DIFFERENT = PairGroup(
    "different", "different images", "#E69F00", np.array([-0.7, -0.1, 0.2, 0.8], np.float32)
)
NOTHING = PairGroup("different", "different images", "#E69F00", np.empty(0, np.float32))


def test_traces_hold_the_densities_of_each_kind_of_pairs() -> None:
    traces = {trace.name: trace for trace in get_traces(plot_similarity([DIFFERENT, SAME], edges=EDGES))}
    # Density = share of the pairs / width of the bin; a bin without pairs has no bar.
    np.testing.assert_allclose(traces["same image"].x, [0.75])
    np.testing.assert_allclose(traces["same image"].y, [2])
    np.testing.assert_allclose(traces["different images"].x, [-0.75, -0.25, 0.25, 0.75])
    np.testing.assert_allclose(traces["different images"].y, [0.5] * 4)


def test_a_bar_says_what_it_is_of() -> None:
    (trace,) = get_traces(plot_similarity([SAME], edges=EDGES))
    assert [list(data) for data in trace.customdata] == [["same", 3, 4]]


def test_default_histograms_integrate_to_one() -> None:
    different, same = get_traces(plot_similarity([DIFFERENT, SAME]))
    for trace in (different, same):
        assert np.sum(trace.y * trace.width) == pytest.approx(1)


def test_kinds_lie_over_each_other_and_the_legend_names_the_top_one_first() -> None:
    layout = get_layout(plot_similarity([DIFFERENT, SAME]))
    assert (layout.barmode, layout.legend.traceorder) == ("overlay", "reversed")


def test_axes_are_the_same_for_two_figures_that_share_their_ends() -> None:
    values = [SAME.values, DIFFERENT.values]
    y_max, x_range = compute_y_max(values, EDGES), compute_x_range(values, EDGES)
    assert y_max == pytest.approx(2.2)
    first, second = (
        get_layout(plot_similarity([group], edges=EDGES, x_range=x_range, y_max=y_max))
        for group in (SAME, DIFFERENT)
    )
    assert first.xaxis.range == second.xaxis.range == (-1, 1)
    assert first.yaxis.range == second.yaxis.range == (0, y_max)


def test_the_x_axis_shows_the_bins_in_use_and_one_more() -> None:
    edges = np.arange(11.0)
    assert compute_x_range([np.array([4.5]), np.array([6.5])], edges) == (3, 8)
    assert compute_x_range([np.array([-3.0, 20])], edges) == (0, 10)
    assert compute_x_range([np.empty(0)], edges) == (0, 10)


def test_a_logarithm_has_powers_of_ten_at_its_ticks() -> None:
    figure = plot_similarity([SAME], edges=np.linspace(-2, 4, 61), is_logarithm=True)
    axis = get_layout(figure).xaxis
    assert list(axis.tickvals) == [-2, -1, 0, 1, 2, 3, 4]
    assert axis.ticktext[-1] == "10<sup>4</sup>"


def test_statistics_are_written_only_if_given() -> None:
    layout = get_layout(plot_similarity([SAME], statistics=["<b>AUC 0.86</b>", "overlap 31 %"]))
    assert layout.annotations[0].text == "<b>AUC 0.86</b><br>overlap 31 %"
    assert not get_layout(plot_similarity([SAME])).annotations


def test_no_pairs_is_a_figure_that_says_so() -> None:
    figure = plot_similarity([NOTHING], statistics=["AUC"])
    assert not get_traces(figure)
    assert [note.text for note in get_layout(figure).annotations] == ["No pairs to compare"]
    assert compute_y_max([NOTHING.values]) > 0


def test_rows_are_the_bins_of_each_kind_the_empty_ones_too() -> None:
    assert read_saved(tabulate_similarity([DIFFERENT, SAME], edges=EDGES)) == [
        ["pairs", "low", "high", "count"],
        ["same image", -1, -0.5, 0],
        ["same image", -0.5, 0, 0],
        ["same image", 0, 0.5, 0],
        ["same image", 0.5, 1, 4],
        ["different images", -1, -0.5, 1],
        ["different images", -0.5, 0, 1],
        ["different images", 0, 0.5, 1],
        ["different images", 0.5, 1, 1],
    ]


def test_rows_of_a_logarithm_have_the_ends_that_it_is_of() -> None:
    rows = tabulate_similarity([SAME], edges=np.array([0.0, 1.0, 2.0]), is_logarithm=True)
    assert [(row["low"], row["high"], row["count"]) for row in rows] == [(1, 10, 3), (10, 100, 1)]


def test_kinds_are_told_apart_without_their_colours() -> None:
    values = np.array([0.1, 0.5])
    groups = [PairGroup(kind, kind, "#336699", values) for kind in ("different", "class", "same")]
    figure = plot_similarity(groups)
    assert [trace.name for trace in get_traces(figure)] == ["different", "class", "same"]
    shapes = [trace.marker.pattern.shape for trace in get_traces(figure)]
    assert shapes[-1] == "" and len(set(shapes)) == 3
