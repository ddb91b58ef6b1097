import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.probes.label_curve import NUM_DRAWS, evaluate_label_curve
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_it_goes_to_all_labels_and_repeats_the_small_counts(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    curve = evaluate_label_curve(subject, tiny_dataset)
    assert curve.counts.tolist() == [10, 100, 320]
    draws = [
        evaluate_linear_probe(subject, tiny_dataset, representation="h", num_labels=10, seed=seed).accuracy
        for seed in range(NUM_DRAWS)
    ]
    assert len(set(draws)) > 1
    assert (curve.lows[0], curve.highs[0]) == (min(draws), max(draws))
    assert curve.accuracies[0] == pytest.approx(sum(draws) / NUM_DRAWS)
    assert curve.lows[-1] == curve.highs[-1] == evaluate_linear_probe(subject, tiny_dataset).accuracy
    # More labels help.
    assert curve.accuracies[0] < curve.accuracies[-1]
