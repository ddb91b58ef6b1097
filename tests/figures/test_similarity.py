import numpy as np
import pytest

from aavae.figures.similarity import compute_y_max, plot_similarity
from tests.figures.reading import get_layout, get_traces

EDGES = np.array([-1.0, 0.0, 0.5, 1.0])
SAME = np.array([0.6, 0.7, 0.9, 1.0000001], np.float32)
DIFFERENT = np.array([-0.5, -0.1, 0.2, 0.8], np.float32)


def test_traces_hold_the_densities_of_both_kinds_of_pairs() -> None:
    figure = plot_similarity(SAME, DIFFERENT, "AAVAE, mu", edges=EDGES)
    traces = {trace.name: trace for trace in get_traces(figure)}
    # Density = share of the pairs / width of the bin; the last one closes the last step.
    np.testing.assert_allclose(traces["same image"].y, [0, 0, 2, 2])
    np.testing.assert_allclose(traces["different images"].y, [0.5, 0.5, 0.5, 0.5])
    np.testing.assert_array_equal(traces["same image"].x, EDGES)


def test_default_histograms_integrate_to_one_over_80_bins() -> None:
    for trace in get_traces(plot_similarity(SAME, DIFFERENT, "AAVAE")):
        assert len(trace.x) == 81
        assert np.sum(trace.y[:-1] * np.diff(trace.x)) == pytest.approx(1)


def test_axes_are_the_same_for_two_figures_that_share_y_max() -> None:
    y_max = compute_y_max((SAME, DIFFERENT), EDGES)
    assert y_max == pytest.approx(2.2)
    first = get_layout(plot_similarity(SAME, DIFFERENT, "AAVAE", EDGES, y_max=y_max))
    second = get_layout(plot_similarity(DIFFERENT, DIFFERENT, "VAE", EDGES, y_max=y_max))
    assert first.xaxis.range == second.xaxis.range == (-1, 1)
    assert first.yaxis.range == second.yaxis.range == (0, y_max)


def test_auc_and_overlap_are_written_only_if_given() -> None:
    text = get_layout(plot_similarity(SAME, DIFFERENT, "AAVAE", auc=0.861, overlap=0.314)).annotations[0].text
    assert "AUC 0.86" in text and "overlap 31 %" in text
    assert not get_layout(plot_similarity(SAME, DIFFERENT, "AAVAE")).annotations


def test_no_pairs_is_a_figure_that_says_so() -> None:
    figure = plot_similarity(np.empty(0), np.empty(0), "AAVAE", auc=0.5)
    assert not get_traces(figure)
    assert [note.text for note in get_layout(figure).annotations] == ["No pairs to compare"]
    assert compute_y_max([np.empty(0)]) > 0
