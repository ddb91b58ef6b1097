import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.errors import UserError
from aavae.evaluation.probes.image_classifier import (
    classify,
    evaluate_image_classifier,
    find_image_classifier,
)
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_its_answers_are_the_linear_probes(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    probe = evaluate_linear_probe(subject, tiny_dataset, representation="mu")
    classifier = evaluate_image_classifier(subject, tiny_dataset, representation="mu")
    answers = classify(classifier, load_representations(subject, tiny_dataset, "test").mu).argmax(1)
    assert (answers == tiny_dataset.test.labels).mean() == pytest.approx(probe.accuracy, abs=0.011)
    assert (answers == probe.predictions).mean() >= 0.98


def test_probabilities_are_scikit_learns_at_the_chosen_penalty(tiny_dataset: Dataset) -> None:
    subject = find_subject("untrained")
    penalty = evaluate_linear_probe(subject, tiny_dataset, representation="mu").penalty
    train, test = (load_representations(subject, tiny_dataset, split).mu for split in ("train", "test"))
    scaler = StandardScaler().fit(train.astype(np.float64))
    regression = LogisticRegression(C=1 / penalty, tol=1e-8, max_iter=5_000)
    regression.fit(scaler.transform(train), tiny_dataset.train.labels)
    ours = classify(evaluate_image_classifier(subject, tiny_dataset, representation="mu"), test)
    np.testing.assert_allclose(ours, regression.predict_proba(scaler.transform(test)), atol=0.02)
    np.testing.assert_allclose(ours.sum(1), 1, atol=1e-5)
    assert ours.dtype == np.float32


def test_a_class_without_training_images_has_probability_0(tiny_dataset: Dataset) -> None:
    kept = tiny_dataset.train.labels != 4
    train = ImageSet(
        tiny_dataset.train.images[kept], tiny_dataset.train.labels[kept], tiny_dataset.train.class_names
    )
    dataset = Dataset("gap", "gap", train, tiny_dataset.test, compute_digest(train, tiny_dataset.test))
    subject = find_subject("untrained")
    classifier = evaluate_image_classifier(subject, dataset, representation="mu")
    answers = classify(classifier, load_representations(subject, dataset, "test").mu)
    assert answers.shape == (100, 10)
    assert (answers[:, 4] == 0).all()
    assert (answers.argmax(1) == tiny_dataset.test.labels).mean() > 0.5


def test_it_is_kept_small_and_found(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    subject = find_subject("untrained")
    assert find_image_classifier(subject, tiny_dataset) is None
    shipped = evaluate_image_classifier(subject, tiny_dataset, ship=True)
    (path,) = (tmp_path / "_results").iterdir()
    assert path.stat().st_size < 17_000
    found = find_image_classifier(subject, tiny_dataset)
    assert found is not None
    assert found.num_classes == 10
    np.testing.assert_array_equal(found.weights, shipped.weights)
    assert found.weights.dtype == np.float16


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    pixels = find_subject("pixels")
    with pytest.raises(UserError, match="has no z"):
        evaluate_image_classifier(pixels, tiny_dataset, representation="z")
    classifier = evaluate_image_classifier(find_subject("untrained"), tiny_dataset, representation="mu")
    with pytest.raises(UserError, match=r"\(N, 128\)"):
        classify(classifier, np.zeros((2, 512), np.float32))


def test_finding_imports_no_torch() -> None:
    code = "import sys, aavae.evaluation.probes.image_classifier; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
