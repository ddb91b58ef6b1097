from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import StandardScaler

from aavae.data.image_set import Dataset
from aavae.data.store import load_dataset
from aavae.errors import UserError
from aavae.evaluation.augmentation import image_bank
from aavae.evaluation.augmentation.image_bank import (
    count_nearer,
    is_bank_kept,
    load_image_bank,
    ship_image_bank,
)
from aavae.evaluation.represent import represent
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject, list_shipped
from aavae.methods import METHODS
from tests.conftest import make_run


def test_cosines_are_those_of_features_standardised_by_the_test_images(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    bank = load_image_bank(subject, tiny_dataset, "mu")
    test = load_representations(subject, tiny_dataset, "test").mu
    queries = load_representations(subject, tiny_dataset, "train").mu[:5]
    scaler = StandardScaler().fit(test.astype(np.float64))
    expected = cosine_similarity(scaler.transform(queries), scaler.transform(test))
    found = bank.find_directions(queries) @ bank.directions.T
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-5)
    np.testing.assert_array_equal(bank.ids, np.arange(100))


def test_a_constant_feature_says_nothing(tiny_dataset: Dataset) -> None:
    bank = load_image_bank(find_subject("pixels"), tiny_dataset, "h")
    pixels = tiny_dataset.test.images.reshape(100, -1)
    constant = np.ptp(pixels, axis=0) == 0
    np.testing.assert_array_equal(bank.scale.numpy() == 0, constant)
    np.testing.assert_allclose(bank.directions.norm(dim=1).numpy(), 1, atol=1e-5)


def test_it_stays_in_memory(tiny_dataset: Dataset) -> None:
    subject = find_subject("pixels")
    assert load_image_bank(subject, tiny_dataset, "h") is load_image_bank(subject, tiny_dataset, "h")


def test_a_missing_representation_is_refused(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="has no mu"):
        load_image_bank(find_subject("pixels"), tiny_dataset, "mu")


def test_a_shipped_bank_ranks_exactly_and_encodes_a_few_images_for_it(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    make_run("mine")
    subject = find_subject("mine")
    image_bank._load.cache_clear()
    exact = load_image_bank(subject, tiny_dataset, "mu")
    image_bank._load.cache_clear()
    ship_image_bank(subject, tiny_dataset)
    rounded = load_image_bank(subject, tiny_dataset, "mu")
    assert exact.errors.sum() == 0 and (rounded.errors > 0).all()
    off = (rounded.directions - exact.directions).norm(dim=1)
    assert (off <= rounded.errors + 1e-5).all()

    queries = rounded.find_directions(load_representations(subject, tiny_dataset, "train").mu[:5])
    others = np.arange(100) != 7
    limits = torch.tensor([-0.5, 0.0, 0.1, 0.5, 0.9])
    expected = ((queries @ exact.directions.T)[:, others] > limits[:, None]).sum(1).numpy()
    found = count_nearer(rounded, subject, tiny_dataset, directions=queries, limits=limits, others=others)
    np.testing.assert_array_equal(found, expected)
    looked_at = rounded.errors == 0
    assert looked_at.any() and not looked_at[7]
    np.testing.assert_allclose(
        rounded.directions[looked_at].numpy(), exact.directions[looked_at].numpy(), atol=1e-5
    )
    np.testing.assert_array_equal(
        count_nearer(rounded, subject, tiny_dataset, directions=queries, limits=limits, others=others),
        expected,
    )


def test_every_shipped_model_has_its_bank() -> None:
    """Also: it is that of the weights and of the code as they are, on a few images."""
    rows, bundled = np.arange(0, 10_000, 500), load_dataset("bundled")
    shipped = list_shipped()
    assert {subject.method for subject in shipped} == METHODS.keys()
    for subject in shipped:
        assert is_bank_kept(subject, bundled, "mu") and not is_bank_kept(subject, bundled, "h")
        bank = load_image_bank(subject, bundled, "mu")
        assert (bank.errors > 0).any(), subject.name
        directions = bank.find_directions(represent(subject, bundled.test.images[rows], "mu"))
        off = (directions - bank.directions[rows]).norm(dim=1)
        assert (off <= bank.errors[rows] + 1e-4).all(), subject.name
