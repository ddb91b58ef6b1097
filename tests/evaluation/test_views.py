import numpy as np
import pytest

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import find_subject
from aavae.evaluation.views import draw_views, encode_views, find_views
from aavae.methods import MethodName
from tests.conftest import make_run


def test_views_are_those_of_the_similarity(tiny_dataset: Dataset) -> None:
    views = find_views(tiny_dataset, AugmentConfig(), num_images=30, seed=4)
    expected = draw_views(tiny_dataset.test.images[views.images], AugmentConfig(), 4)
    np.testing.assert_array_equal(views.first, expected[0])
    np.testing.assert_array_equal(views.second, expected[1])
    assert len(set(tiny_dataset.test.labels[views.images])) == 10


@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_they_are_encoded_as_representations_are(method: MethodName, tiny_dataset: Dataset) -> None:
    make_run("mine", method)
    subject = find_subject("mine")
    views = find_views(tiny_dataset, AugmentConfig(), num_images=30, seed=4)
    encoded = encode_views(subject, tiny_dataset, AugmentConfig(), num_images=30, seed=4)
    for number, (images, view) in enumerate(zip(views[1:], encoded, strict=True)):
        for name in ("h", "mu", "z"):
            expected = represent(subject, images, name, 4 + number)
            np.testing.assert_allclose(getattr(view, name), expected, atol=1e-5)
        assert (view.log_var is None) == (method == "simclr")


def test_pixels_are_their_own_h(tiny_dataset: Dataset) -> None:
    (first, _) = encode_views(find_subject("pixels"), tiny_dataset, AugmentConfig(), num_images=30, seed=4)
    views = find_views(tiny_dataset, AugmentConfig(), num_images=30, seed=4)
    np.testing.assert_array_equal(first.h, views.first.reshape(30, -1))
    assert first[1:] == (None, None, None)


def test_views_differ_from_each_other_and_replay(tiny_dataset: Dataset) -> None:
    images = tiny_dataset.test.images[:20]
    first, second = draw_views(images, AugmentConfig(), seed=0)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, draw_views(images, AugmentConfig(), seed=0)[0])
