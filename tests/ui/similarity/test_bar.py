import numpy as np
import pytest

from aavae.analysis.similarity.pair_measures import MEASURES, SCALES, Measure
from aavae.config import AugmentConfig
from aavae.language import LANGUAGE_VARIABLE
from aavae.ui.similarity.bar import find_in_bin, label_bins, name_bins
from aavae.ui.similarity.choices import Comparison


def compare(measure: Measure) -> Comparison:
    return Comparison("mu", measure, AugmentConfig(), by_class=False)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_bin_holds_what_its_bar_counts(measure: Measure) -> None:
    edges = SCALES[measure].edges
    values = np.random.default_rng(0).normal(edges.mean(), np.ptp(edges) / 4, 500).astype(np.float32)
    values = np.concatenate([values, edges[[0, 3, -1]]])
    counts = np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)[0]
    found = [find_in_bin(values, edges, number) for number in range(len(counts))]
    assert [len(numbers) for numbers in found] == counts.tolist()
    assert sorted(np.concatenate(found)) == list(range(len(values)))


def test_the_pairs_of_a_bar_come_in_ascending_order() -> None:
    values = np.array([0.51, 0.9, 0.505, 0.52])
    np.testing.assert_array_equal(find_in_bin(values, SCALES["cosine"].edges, 60), [2, 0, 3])


@pytest.mark.parametrize("measure", MEASURES)
def test_every_bar_has_a_label_of_its_own(measure: Measure) -> None:
    labels = label_bins(compare(measure))
    assert len(set(labels)) == len(labels) == len(SCALES[measure].edges) - 1


def test_labels_are_in_the_units_of_the_axis() -> None:
    assert label_bins(compare("cosine"))[40] == "0.000 to 0.025"
    assert label_bins(compare("kl"))[-1] == "89,100,000 to 100,000,000"


@pytest.mark.parametrize("measure", MEASURES)
def test_links_name_a_bar_in_the_same_way_in_every_language(
    measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = name_bins(compare(measure))
    assert names == label_bins(compare(measure))
    monkeypatch.setenv(LANGUAGE_VARIABLE, "de")
    assert name_bins(compare(measure)) == names
