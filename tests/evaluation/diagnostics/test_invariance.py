import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.diagnostics.invariance import evaluate_invariance
from aavae.evaluation.subject import find_subject
from aavae.evaluation.views import AUGMENTATIONS, draw_views
from tests.conftest import make_run


def test_each_augmentation_alone_changes_the_images_in_its_own_way(tiny_dataset: Dataset) -> None:
    images = tiny_dataset.test.images[:10]
    views = {
        name: draw_views(images, config, seed=0, num_views=1)[0] for name, config in AUGMENTATIONS.items()
    }
    unit = images.astype(np.float32) / 255
    np.testing.assert_allclose(views["flip"], unit[..., ::-1], atol=1e-5)
    assert np.ptp(views["grayscale"], axis=1).max() < 1e-6
    for name in ("crop", "colour jitter", "blur"):
        # A blur may be too slight to see.
        assert (np.abs(views[name] - unit).max((1, 2, 3)) > 1e-3).mean() > 0.7


@pytest.mark.parametrize("name", ["mine", "pixels"])
def test_every_augmentation_has_a_value_below_1(name: str, tiny_dataset: Dataset) -> None:
    make_run("mine")
    invariance = evaluate_invariance(find_subject(name), tiny_dataset)
    assert invariance.names == tuple(AUGMENTATIONS)
    assert (invariance.values < 1).all()
    assert (invariance.values > -1).all()


def test_it_is_found_again_with_its_names(tiny_dataset: Dataset) -> None:
    first, second = (evaluate_invariance(find_subject("pixels"), tiny_dataset) for _ in range(2))
    assert first.names == second.names
    np.testing.assert_array_equal(first.values, second.values)


def test_the_noise_of_two_samples_z_is_their_own(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    noisy, calm = (
        evaluate_invariance(subject, tiny_dataset, representation=name).values for name in ("z", "mu")
    )
    assert np.abs(noisy).max() < 0.05 < calm.mean()
