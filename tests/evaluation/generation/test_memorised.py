import numpy as np
import pytest

from aavae.analysis.auc import compute_auc
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.generation.memorised import evaluate_memorised, evaluate_reference
from aavae.evaluation.generation.samples import Samples, evaluate_samples
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def find_by_definition(bank: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Smallest mean squared difference of each query."""
    return np.array([((bank - query) ** 2).reshape(len(bank), -1).mean(1).min() for query in queries])


def test_pixels_are_compared_as_they_are(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    bank, test = tiny_dataset.train.images / np.float32(255), tiny_dataset.test.images
    reference = evaluate_reference(subject, tiny_dataset)
    np.testing.assert_allclose(reference.test, find_by_definition(bank, test / np.float32(255)), rtol=1e-3)
    painted = reconstruct(subject, test)
    np.testing.assert_allclose(reference.reconstructions, find_by_definition(bank, painted), rtol=1e-3)
    found = evaluate_memorised(subject, tiny_dataset, "gaussian", num=12, seed=5, k=3)
    samples = evaluate_samples(subject, tiny_dataset, "gaussian", num=12, seed=5).images
    np.testing.assert_allclose(found.distances[:, 0], find_by_definition(bank, samples), rtol=1e-3)
    assert found.indices.shape == (12, 3)
    assert found.closer == pytest.approx(compute_auc(reference.reconstructions, found.distances[:, 0]))
    assert found.closer_interval[0] <= found.closer <= found.closer_interval[1]


def test_features_are_those_of_the_shipped_encoder(tiny_dataset: Dataset) -> None:
    make_run("mine")
    encoder = find_subject("simclr")
    bank, rows = (
        represent(encoder, images / np.float32(255), "h")
        for images in (tiny_dataset.train.images, tiny_dataset.test.images)
    )
    reference = evaluate_reference(find_subject("mine"), tiny_dataset, space="features")
    np.testing.assert_allclose(reference.test, find_by_definition(bank, rows), rtol=0.01, atol=1e-4)


def test_copies_are_found_and_told(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    make_run("mine")
    copies = tiny_dataset.train.images[[3, 200]].astype(np.float32) / 255
    monkeypatch.setattr(
        "aavae.evaluation.generation.memorised.evaluate_samples",
        lambda *_, **__: Samples(np.empty((2, 128)), copies),
    )
    found = evaluate_memorised(find_subject("mine"), tiny_dataset, "prior", num=2)
    assert found.indices[:, 0].tolist() == [3, 200]
    np.testing.assert_allclose(found.distances[:, 0], 0, atol=1e-6)
    assert found.closer == 1


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    make_run("mine")
    make_run("contrastive", "simclr")
    subject = find_subject("mine")
    with pytest.raises(UserError, match="no space 'sounds'"):
        evaluate_memorised(subject, tiny_dataset, "prior", space="sounds")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="1 to 320 neighbours"):
        evaluate_memorised(subject, tiny_dataset, "prior", k=0)
    for check in (
        lambda s: evaluate_memorised(s, tiny_dataset, "prior"),
        lambda s: evaluate_reference(s, tiny_dataset),
    ):
        with pytest.raises(UserError, match="cannot take part"):
            check(find_subject("contrastive"))
