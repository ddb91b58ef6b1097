import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.augmentation.gallery import choose_one_per_class
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.models import get_model
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_reconstructions_are_images_and_do_not_depend_on_the_batch(tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    images = tiny_dataset.test.images[:7]
    whole = reconstruct(find_subject("mine"), images)
    assert whole.shape == images.shape
    assert 0 <= whole.min() <= whole.max() <= 1
    np.testing.assert_allclose(whole, reconstruct(find_subject("mine"), images, batch_size=3), atol=1e-5)


def test_simclr_cannot_reconstruct_and_says_so(tiny_dataset: Dataset) -> None:
    make_run("mine", "simclr")
    with pytest.raises(UserError, match="has no decoder"):
        reconstruct(find_subject("mine"), tiny_dataset.test.images[:2])


def test_both_errors_are_measured_against_the_original(tiny_dataset: Dataset) -> None:
    make_run("mine", "ae")
    summary = evaluate_reconstruction(find_subject("mine"), tiny_dataset, num_images=40)
    images = tiny_dataset.test.images[np.linspace(0, 99, 40).round().astype(int)]
    expected = np.square(reconstruct(find_subject("mine"), images) - images / np.float32(255)).mean()
    assert summary.mse == pytest.approx(expected, rel=1e-4)
    assert summary.mse_augmented != summary.mse
    assert summary.num_images == 40


def test_one_image_of_each_class() -> None:
    labels = np.repeat(np.arange(10), 5)
    assert choose_one_per_class(labels, 2).tolist() == [2, 7, 12, 17, 22, 27, 32, 37, 42, 47]
    np.testing.assert_array_equal(choose_one_per_class(labels, 7), choose_one_per_class(labels, 2))


def test_a_model_is_loaded_once_for_as_long_as_its_file_stays() -> None:
    run, other = make_run("mine"), make_run("other", seed=1)
    first = get_model(find_subject("mine"))
    assert get_model(find_subject("mine")) is first
    run.layout.weights.write_bytes(other.layout.weights.read_bytes())
    assert get_model(find_subject("mine")) is not first
