import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.generation.arithmetic import compute_pixel_arithmetic, evaluate_arithmetic
from aavae.evaluation.generation.samples import decode
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_the_answer_is_the_decoded_sum_of_means(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, images = find_subject("mine"), tiny_dataset.test.images
    found = evaluate_arithmetic(subject, images[0], images[1], images[2])
    mu = load_representations(subject, tiny_dataset, "test").mu
    np.testing.assert_allclose(found.latent, mu[0] + mu[1] - mu[2], atol=1e-4)
    np.testing.assert_allclose(found.image, decode(subject, found.latent[None])[0], atol=1e-5)
    np.testing.assert_allclose(found.reconstructions, reconstruct(subject, images[:3]), atol=1e-5)


def test_adding_and_taking_away_the_same_image_leaves_the_reconstruction(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, (first, second) = find_subject("mine"), tiny_dataset.test.images[:2]
    found = evaluate_arithmetic(subject, first, second, second)
    np.testing.assert_allclose(found.image, reconstruct(subject, first[None])[0], atol=1e-4)
    np.testing.assert_allclose(found.pixels, first / 255, atol=1e-6)


def test_pixels_are_clipped_and_floats_are_bytes() -> None:
    bright, dark = np.full((3, 2, 2), 200, np.uint8), np.full((3, 2, 2), 20, np.uint8)
    assert compute_pixel_arithmetic(bright, bright, dark).max() == 1
    assert compute_pixel_arithmetic(dark, dark, bright).min() == 0
    np.testing.assert_allclose(
        compute_pixel_arithmetic(dark, bright, dark.astype(np.float32) / 255), 200 / 255
    )


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    make_run("contrastive", "simclr")
    image = tiny_dataset.test.images[0]
    with pytest.raises(UserError, match="cannot take part"):
        evaluate_arithmetic(find_subject("contrastive"), image, image, image)
    with pytest.raises(UserError, match="same shape"):
        evaluate_arithmetic(find_subject("contrastive"), image, image[:, :9], image)
