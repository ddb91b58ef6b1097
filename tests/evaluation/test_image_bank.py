import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import StandardScaler

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.image_bank import load_image_bank
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
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
