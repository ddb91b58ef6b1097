import numpy as np
import pytest

from aavae.analysis.augmentation.wall_variance import compare_wall_variances, compute_variance
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.augmentation.wall import evaluate_wall, evaluate_wall_variance
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import find_subject
from aavae.evaluation.views import draw_views
from tests.conftest import make_run

OFF = AugmentConfig(crop_probability=0, flip_probability=0, jitter_probability=0, grayscale_probability=0)


def test_a_wall_holds_the_views_and_their_reconstructions(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, image = find_subject("mine"), tiny_dataset.test.images[5]
    wall = evaluate_wall(subject, tiny_dataset, image, seed=3, num_views=9)
    (views,) = draw_views(np.repeat(image[None], 9, 0), AugmentConfig(), 3, num_views=1)
    np.testing.assert_array_equal(wall.views, views)
    np.testing.assert_allclose(wall.reconstructions, reconstruct(subject, views), atol=1e-6)
    np.testing.assert_allclose(wall.mean, wall.reconstructions.mean(0), atol=1e-6)
    spread = np.mean((wall.reconstructions - wall.reconstructions.mean(0)) ** 2)
    assert wall.variance == pytest.approx(spread, rel=1e-4)
    assert wall.variance_ratio == pytest.approx(wall.variance / compute_variance(views))


def test_views_that_are_all_the_same_have_no_variance(tiny_dataset: Dataset) -> None:
    make_run("mine")
    wall = evaluate_wall(find_subject("mine"), tiny_dataset, tiny_dataset.test.images[5], config=OFF)
    assert len(wall.views) == 64
    assert wall.variance == pytest.approx(0, abs=1e-9)
    assert np.isnan(wall.variance_ratio)


def test_without_a_decoder_there_are_views_alone(tiny_dataset: Dataset) -> None:
    make_run("contrast", "simclr")
    wall = evaluate_wall(find_subject("contrast"), tiny_dataset, tiny_dataset.test.images[5], num_views=4)
    assert (wall.views.shape, wall.reconstructions.shape) == ((4, 3, 32, 32), (0, 3, 32, 32))
    assert wall.mean.size == 0
    assert np.isnan([wall.variance, wall.variance_ratio]).all()


def test_the_ratio_of_each_image_is_that_of_its_wall(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    found = evaluate_wall_variance(subject, tiny_dataset, num_images=6, num_views=8, seed=2)
    images = tiny_dataset.test.images[choose_evenly(100, 6)]
    (views,) = draw_views(np.repeat(images, 8, 0), AugmentConfig(), 2, num_views=1)
    for index in range(6):
        seen = views[8 * index : 8 * index + 8]
        expected = compute_variance(reconstruct(subject, seen)) / compute_variance(seen)
        assert found.per_image[index] == pytest.approx(expected, rel=1e-3)
    assert found.low < found.mean < found.high
    assert found.mean == pytest.approx(found.per_image.mean(), rel=1e-5)
    between = compute_variance(reconstruct(subject, images)) / compute_variance(images / np.float32(255))
    assert found.between == pytest.approx(between, rel=1e-3)


def test_two_models_compare_image_by_image(tiny_dataset: Dataset) -> None:
    make_run("one")
    make_run("two", seed=1)
    first, second = (
        evaluate_wall_variance(find_subject(name), tiny_dataset, num_images=12, num_views=4)
        for name in ("one", "two")
    )
    difference = compare_wall_variances(first, second)
    assert difference.value == pytest.approx(first.mean - second.mean, abs=1e-6)
    assert difference.low <= difference.value <= difference.high
    assert compare_wall_variances(first, first) == (0, 0, 0)


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    make_run("mine")
    mine, pixels, image = find_subject("mine"), find_subject("pixels"), tiny_dataset.test.images[0]
    with pytest.raises(UserError, match="no decoder"):
        evaluate_wall_variance(pixels, tiny_dataset)
    with pytest.raises(UserError, match="at least 2 images"):
        evaluate_wall_variance(mine, tiny_dataset, num_images=1)
    with pytest.raises(UserError, match="at least 2 views"):
        evaluate_wall(mine, tiny_dataset, image, num_views=1)
    with pytest.raises(UserError, match="must be uint8"):
        evaluate_wall(mine, tiny_dataset, image[:, 1:])
