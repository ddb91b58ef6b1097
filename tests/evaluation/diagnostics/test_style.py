import numpy as np
import pytest

from aavae.analysis.diagnostics.style import FIELDS
from aavae.data.image_set import Dataset, ImageSet
from aavae.evaluation.diagnostics.style import evaluate_style
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


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
