from dataclasses import replace

import numpy as np
import pytest

from aavae.analysis.probes.linear_probe import compute_linear_probe
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.probes import official_folds
from aavae.evaluation.probes.official_folds import evaluate_official_folds
from aavae.evaluation.subject import find_subject

FOLDS = np.array([np.arange(0, 40), np.arange(40, 80), np.arange(100, 140)])


@pytest.fixture
def folded(tiny_dataset: Dataset) -> Dataset:
    """Labels for the first 200 training images, and three folds of 40 of these."""
    train = tiny_dataset.train
    labels = np.where(np.arange(len(train)) < 200, train.labels, -1)
    return replace(tiny_dataset, train=replace(train, labels=labels), folds=FOLDS, digest="f" * 64)


def test_each_fold_is_a_probe_of_its_images_alone(folded: Dataset) -> None:
    found = evaluate_official_folds(find_subject("pixels"), folded)
    train, test = folded.train, folded.test
    accuracies = [
        compute_linear_probe(
            train.images[rows].reshape(len(rows), -1).astype(np.float32) / 255,
            train.labels[rows],
            test.images.reshape(len(test), -1).astype(np.float32) / 255,
            test.labels,
            num_classes=10,
        ).accuracy
        for rows in FOLDS
    ]
    np.testing.assert_allclose(found.accuracies, accuracies)
    assert found.mean == pytest.approx(np.mean(accuracies))
    assert found.deviation == pytest.approx(np.std(accuracies))
    assert (found.num_train, found.num_test) == (40, 100)
    assert found.mean > 0.5


def test_results_are_kept_for_these_folds_alone(folded: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = find_subject("pixels")
    first = evaluate_official_folds(subject, folded)
    probed = []

    def count(*args: object, **options: object) -> object:
        probed.append(True)
        return compute_linear_probe(*args, **options)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(official_folds, "compute_linear_probe", count)
    again = evaluate_official_folds(subject, folded)
    np.testing.assert_array_equal(again.accuracies, first.accuracies)
    assert not probed
    evaluate_official_folds(subject, replace(folded, folds=FOLDS[:2]))
    assert len(probed) == 2


def test_without_folds_or_labels_a_sentence_says_so(tiny_dataset: Dataset, folded: Dataset) -> None:
    with pytest.raises(UserError, match=r"'tiny' has no official folds: probe all"):
        evaluate_official_folds(find_subject("pixels"), tiny_dataset)
    test = replace(folded.test, labels=np.full(len(folded.test), -1))
    with pytest.raises(UserError, match=r"The test images of 'tiny' have no labels"):
        evaluate_official_folds(find_subject("pixels"), replace(folded, test=test))
