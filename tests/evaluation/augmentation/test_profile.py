import numpy as np
import pytest

from aavae.analysis.bootstrap import estimate_mean
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.augmentation.profile import compare_profiles, draw_profile_views, evaluate_profile
from aavae.evaluation.subject import find_subject
from aavae.evaluation.views import AUGMENTATIONS, draw_views
from tests.conftest import make_run

NUM_IMAGES = 40


def test_views_have_one_augmentation_each(tiny_dataset: Dataset) -> None:
    images = tiny_dataset.test.images[:NUM_IMAGES]
    views = dict(draw_profile_views(images, seed=0))
    assert set(views) == {*AUGMENTATIONS, "brightness", "contrast", "saturation", "hue"}
    unit = images.astype(np.float32) / 255
    (jittered,) = draw_views(images, AUGMENTATIONS["colour jitter"], 0, num_views=1)
    np.testing.assert_array_equal(views["colour jitter"], jittered)
    # A factor of brightness alone: the ratio of view and image is one number, but where it is clipped.
    for view, image in zip(views["brightness"], unit, strict=True):
        inside = (view < 1) & (image > 0.05)
        np.testing.assert_allclose(np.ptp(view[inside] / image[inside]), 0, atol=1e-4)
    # Hue keeps the largest channel of a pixel.
    np.testing.assert_allclose(views["hue"].max(1), unit.max(1), atol=1e-5)
    for name, view in views.items():
        # A crop may be the whole image, and a blur too slight to see.
        assert (np.abs(view - unit).max((1, 2, 3)) > 1e-4).mean() > 0.8, name


@pytest.mark.parametrize("name", ["mine", "pixels"])
def test_means_lie_within_their_intervals_and_replay(name: str, tiny_dataset: Dataset) -> None:
    make_run("mine")
    profile = evaluate_profile(find_subject(name), tiny_dataset, representation="h", num_images=NUM_IMAGES)
    assert profile.similarities.shape == (len(profile.names), NUM_IMAGES)
    assert ((profile.lows <= profile.means) & (profile.means <= profile.highs)).all()
    assert ((profile.normalised_lows <= profile.normalised_highs) & (profile.normalised <= 1)).all()
    crop = profile.names.index("crop")
    expected = estimate_mean(profile.similarities[crop])
    assert profile.means[crop] == pytest.approx(expected.value, abs=1e-6)
    assert profile.lows[crop] == pytest.approx(expected.low, abs=1e-5)
    assert profile.normalised[crop] == pytest.approx(
        (profile.means[crop] - profile.different) / (1 - profile.different)
    )
    again = evaluate_profile(find_subject(name), tiny_dataset, representation="h", num_images=NUM_IMAGES)
    assert again.names == profile.names
    np.testing.assert_array_equal(again.similarities, profile.similarities)


def test_a_model_does_not_differ_from_itself(tiny_dataset: Dataset) -> None:
    profile = evaluate_profile(
        find_subject("pixels"), tiny_dataset, representation="h", num_images=NUM_IMAGES
    )
    difference = compare_profiles(profile, profile)
    assert not np.any([*difference[1:]])


def test_differences_are_paired_and_turn_round(tiny_dataset: Dataset) -> None:
    make_run("mine")
    first, second = (
        evaluate_profile(find_subject(name), tiny_dataset, representation="h", num_images=NUM_IMAGES)
        for name in ("mine", "pixels")
    )
    there, back = compare_profiles(first, second), compare_profiles(second, first)
    np.testing.assert_allclose(there.means, first.means - second.means)
    np.testing.assert_allclose(there.lows, -back.highs, atol=1e-9)
    np.testing.assert_allclose(there.normalised_highs, -back.normalised_lows, atol=1e-9)
    crop = there.names.index("crop")
    paired = estimate_mean(first.similarities[crop].astype(np.float64) - second.similarities[crop])
    assert there.lows[crop] == pytest.approx(paired.low, abs=1e-5)
    assert there.highs[crop] == pytest.approx(paired.high, abs=1e-5)


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    pixels = find_subject("pixels")
    with pytest.raises(UserError, match="has no mu"):
        evaluate_profile(pixels, tiny_dataset, representation="mu", num_images=NUM_IMAGES)
    with pytest.raises(UserError, match="at least 2"):
        evaluate_profile(pixels, tiny_dataset, representation="h", num_images=1)
    profiles = [
        evaluate_profile(pixels, tiny_dataset, representation="h", num_images=num, seed=seed)
        for num, seed in ((20, 0), (20, 1))
    ]
    with pytest.raises(UserError, match="one seed"):
        compare_profiles(*profiles)
