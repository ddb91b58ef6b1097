import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.generation.directions import ALONG, evaluate_directions, evaluate_traversal
from aavae.evaluation.generation.interpolation import encode_images
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_a_single_latent_moves_by_its_own_deviations_and_alone(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, image = find_subject("mine"), tiny_dataset.test.images[4]
    found = evaluate_traversal(
        subject, tiny_dataset, image, direction=2, along="dimension", num_steps=5, reach=2
    )
    mu = load_representations(subject, tiny_dataset, "train").mu.astype(np.float64)
    number = int(np.argsort(-mu.var(0))[2])
    (latent,) = encode_images(subject, image[None])
    expected = np.tile(latent, (5, 1))
    expected[:, number] += np.array([-2, -1, 0, 1, 2]) * mu[:, number].std()
    np.testing.assert_allclose(found.latents, expected, atol=1e-4)
    assert found.dimension == number
    assert found.offsets.tolist() == [-2, -1, 0, 1, 2]
    assert found.share == pytest.approx(mu[:, number].var() / mu.var(0).sum(), rel=1e-3)


def test_a_principal_direction_passes_through_the_reconstruction(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, image = find_subject("mine"), tiny_dataset.test.images[4]
    found = evaluate_traversal(subject, tiny_dataset, image)
    np.testing.assert_allclose(found.images[4], reconstruct(subject, image[None])[0], atol=1e-5)
    assert (found.dimension, len(found.images)) == (-1, 9)
    steps = np.linalg.norm(np.diff(found.latents, axis=0), axis=1)
    np.testing.assert_allclose(steps, 0.75 * found.deviation, rtol=1e-3)
    ends = found.images[[0, -1]].astype(np.float64)
    assert found.change == pytest.approx(np.sqrt(((ends[1] - ends[0]) ** 2).mean()), rel=1e-4)


@pytest.mark.parametrize("along", ALONG)
def test_directions_are_kept_and_ordered(along: str, tiny_dataset: Dataset) -> None:
    make_run("mine")
    first, second = (
        evaluate_directions(find_subject("mine"), tiny_dataset, along=along)  # pyright: ignore[reportArgumentType]
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.axes, second.axes)
    assert (np.diff(first.shares) <= 0).all()


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    make_run("mine")
    make_run("contrastive", "simclr")
    subject, image = find_subject("mine"), tiny_dataset.test.images[0]
    for direction in (-1, 128):
        with pytest.raises(UserError, match="from 0 to 127"):
            evaluate_traversal(subject, tiny_dataset, image, direction=direction)
    with pytest.raises(UserError, match="at least 2"):
        evaluate_traversal(subject, tiny_dataset, image, num_steps=1)
    for reach in (0, float("nan"), float("inf")):
        with pytest.raises(UserError, match="reach"):
            evaluate_traversal(subject, tiny_dataset, image, reach=reach)
    with pytest.raises(UserError, match="no directions"):
        evaluate_traversal(subject, tiny_dataset, image, along="up")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="cannot take part"):
        evaluate_traversal(find_subject("contrastive"), tiny_dataset, image)
