import numpy as np
import pytest

from aavae.analysis.similarity.uniformity import compute_uniformity
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.similarity.uniformity import evaluate_uniformity, summarise_uniformity
from aavae.evaluation.subject import find_subject
from aavae.evaluation.views import encode_views
from tests.conftest import make_run

OFF = AugmentConfig(crop_probability=0, flip_probability=0, jitter_probability=0, grayscale_probability=0)


def test_it_is_of_the_views_and_found_again(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    found, again = (
        evaluate_uniformity(subject, tiny_dataset, representation="h", num_images=40) for _ in range(2)
    )
    views = encode_views(subject, tiny_dataset, AugmentConfig(), num_images=40, seed=0)
    expected = compute_uniformity(views[0].h, views[1].h)
    for one, other, own in zip(found, again, expected, strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, own)


def test_without_augmentation_alignment_is_perfect(tiny_dataset: Dataset) -> None:
    make_run("mine")
    found = evaluate_uniformity(
        find_subject("mine"), tiny_dataset, representation="mu", config=OFF, num_images=40
    )
    np.testing.assert_allclose(found.alignment, 0, atol=1e-6)


def test_a_row_has_both_with_intervals(tiny_dataset: Dataset) -> None:
    row = summarise_uniformity(find_subject("pixels"), tiny_dataset, "h", num_images=40)
    assert list(row) == ["alignment", "alignment_interval", "uniformity", "uniformity_interval"]
    low, high = row["uniformity_interval"]
    assert low <= row["uniformity"] <= high


def test_pixels_have_no_mu(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="choose h"):
        evaluate_uniformity(find_subject("pixels"), tiny_dataset, representation="mu")
