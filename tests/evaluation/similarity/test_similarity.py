import numpy as np
import pytest

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.similarity.similarity import draw_views, evaluate_similarity
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run

OFF = AugmentConfig(crop_probability=0, flip_probability=0, jitter_probability=0, grayscale_probability=0)


def test_views_differ_from_each_other_and_replay(tiny_dataset: Dataset) -> None:
    images = tiny_dataset.test.images[:20]
    first, second = draw_views(images, AugmentConfig(), seed=0)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, draw_views(images, AugmentConfig(), seed=0)[0])


def test_without_augmentation_the_views_are_one_image(tiny_dataset: Dataset) -> None:
    make_run("mine")
    similarity = evaluate_similarity(find_subject("mine"), tiny_dataset, "mu", OFF, num_images=50)
    np.testing.assert_allclose(similarity.same, 1, atol=1e-5)
    assert similarity.auc > 0.99


def test_two_samples_z_of_one_image_have_noise_of_their_own(tiny_dataset: Dataset) -> None:
    make_run("mine")
    similarity = evaluate_similarity(find_subject("mine"), tiny_dataset, "z", OFF, num_images=50)
    assert similarity.mean_same < 0.9


@pytest.mark.parametrize("name", ["pixels", "untrained"])
def test_baselines_take_part_with_h(name: str, tiny_dataset: Dataset) -> None:
    similarity = evaluate_similarity(find_subject(name), tiny_dataset, "h", num_images=50)
    assert len(similarity.same) == 50
    assert 0 <= similarity.auc <= 1
