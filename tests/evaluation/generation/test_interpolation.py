import numpy as np
import pytest

from aavae.analysis.generation.interpolation import PATHS, PathName
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.generation.interpolation import encode_images, evaluate_interpolation
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


@pytest.mark.parametrize("path", PATHS)
def test_the_ends_are_the_reconstructions_and_distances_are_those_of_the_pixels(
    path: PathName, tiny_dataset: Dataset
) -> None:
    make_run("mine")
    subject = find_subject("mine")
    first, second = tiny_dataset.test.images[:2]
    found = evaluate_interpolation(subject, first, second, num_steps=5, path=path)
    ends = reconstruct(subject, np.stack([first, second]))
    np.testing.assert_allclose(found.images[[0, -1]], ends, atol=1e-5)
    expected = [np.sqrt(((found.images[i] - found.images[i + 1]) ** 2).mean()) for i in range(4)]
    np.testing.assert_allclose(found.distances, expected, rtol=1e-4)
    assert found.length == pytest.approx(sum(expected), rel=1e-4)
    direct = np.sqrt(((found.images[0] - found.images[-1]) ** 2).mean())
    assert found.detour == pytest.approx(found.length / direct, rel=1e-4)
    # No way is shorter than the straight one.
    assert found.detour >= 1
    assert 0 < found.smoothness <= 1


def test_between_an_image_and_itself_nothing_moves(tiny_dataset: Dataset) -> None:
    make_run("mine")
    image = tiny_dataset.test.images[0]
    found = evaluate_interpolation(find_subject("mine"), image, image, num_steps=4, path="spherical")
    np.testing.assert_allclose(found.distances, 0, atol=1e-6)
    np.testing.assert_allclose(found.latents, np.tile(found.latents[0], (4, 1)), atol=1e-6)


def test_floats_and_bytes_are_one_image(tiny_dataset: Dataset) -> None:
    make_run("mine")
    images = tiny_dataset.test.images[:3]
    subject = find_subject("mine")
    as_floats = encode_images(subject, images.astype(np.float32) / 255)
    np.testing.assert_allclose(encode_images(subject, images), as_floats, atol=1e-5)


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    make_run("mine")
    make_run("contrastive", "simclr")
    subject = find_subject("mine")
    first, second = tiny_dataset.test.images[:2]
    with pytest.raises(UserError, match="cannot take part"):
        evaluate_interpolation(find_subject("contrastive"), first, second)
    with pytest.raises(UserError, match="same shape"):
        evaluate_interpolation(subject, first, second[:, :16])
    with pytest.raises(UserError, match="scale them first"):
        evaluate_interpolation(subject, first[:, :16, :16], second[:, :16, :16])
    with pytest.raises(UserError, match="at least 2"):
        evaluate_interpolation(subject, first, second, num_steps=1)
