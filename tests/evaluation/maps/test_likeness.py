import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import StandardScaler

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.maps.likeness import evaluate_cosines, load_standardised
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run

IDS = np.array([5, 0, 99, 100, 419])


@pytest.fixture
def expected(tiny_dataset: Dataset) -> np.ndarray:
    """All images, standardised by scikit-learn over the training images."""
    make_run("mine", "vae")
    train, test = (load_representations(find_subject("mine"), tiny_dataset, s).mu for s in ("train", "test"))
    scaler = StandardScaler().fit(train.astype(np.float64))
    return np.asarray(scaler.transform(np.concatenate([test, train]).astype(np.float64)))


def test_representations_are_standardised_over_the_training_images(
    expected: np.ndarray, tiny_dataset: Dataset
) -> None:
    rows = load_standardised(find_subject("mine"), tiny_dataset, "mu", IDS)
    np.testing.assert_allclose(rows, expected[IDS], atol=1e-3)


def test_cosines_are_those_of_scikit_learn_and_of_an_image_with_itself_one(
    expected: np.ndarray, tiny_dataset: Dataset
) -> None:
    cosines = evaluate_cosines(find_subject("mine"), tiny_dataset, representation="mu", ids=IDS, other=99)
    np.testing.assert_allclose(cosines, cosine_similarity(expected[IDS], expected[[99]])[:, 0], atol=1e-3)
    assert cosines[2] == pytest.approx(1, abs=1e-5)


def test_pixels_have_no_mu(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="has no mu"):
        evaluate_cosines(find_subject("pixels"), tiny_dataset, representation="mu", ids=IDS, other=0)
