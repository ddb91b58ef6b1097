import numpy as np
import pytest
import torch

from aavae.augment import identity_parameters
from aavae.data.image_set import Dataset, ImageSet
from aavae.evaluation.diagnostics.style import FIELDS, compute_truth, evaluate_style
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_the_truth_is_the_centre_and_the_area_of_the_box() -> None:
    parameters = identity_parameters(2, 32, 64)._replace(
        crop=torch.tensor([[0.0, 0.0, 32.0, 64.0], [8.0, 16.0, 16.0, 16.0]])
    )
    truth = compute_truth(parameters, 32, 64)
    assert set(truth) == set(FIELDS)
    np.testing.assert_allclose(truth["horizontal position"], [0.5, 24 / 64])
    np.testing.assert_allclose(truth["vertical position"], [0.5, 0.5])
    np.testing.assert_allclose(truth["area"], [1, 256 / 2048])


def test_brightness_is_plain_in_the_pixels_of_images_that_are_otherwise_alike(tiny_dataset: Dataset) -> None:
    alike = ImageSet(
        np.full((300, 3, 32, 32), 100, np.uint8), np.arange(300) % 10, tiny_dataset.test.class_names
    )
    dataset = Dataset("grey", "grey", tiny_dataset.train, alike, "grey")
    scores = dict(zip(*evaluate_style(find_subject("pixels"), dataset), strict=True))
    assert scores["brightness"] > 0.95
    # A crop or a turned hue of a plain grey image is the same image.
    assert all(scores[name] < 0.1 for name in FIELDS if name != "brightness")


@pytest.mark.parametrize("name", ["mine", "pixels"])
def test_every_parameter_has_a_score_of_at_most_1(name: str, tiny_dataset: Dataset) -> None:
    make_run("mine")
    style = evaluate_style(find_subject(name), tiny_dataset)
    assert style.names == tuple(FIELDS)
    assert np.isfinite(style.r2).all()
    assert (style.r2 <= 1).all()
