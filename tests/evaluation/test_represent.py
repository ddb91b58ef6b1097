import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.represent import represent
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


@pytest.mark.parametrize("name", ["mine", "pixels"])
def test_an_image_of_the_data_set_has_the_representation_that_it_has_there(
    name: str, tiny_dataset: Dataset
) -> None:
    make_run("mine")
    subject = find_subject(name)
    images = tiny_dataset.test.images.astype(np.float32) / 255
    expected = load_representations(subject, tiny_dataset, "test").h
    np.testing.assert_allclose(represent(subject, images, "h"), expected, atol=1e-5)


def test_pixels_have_no_mu() -> None:
    with pytest.raises(UserError, match="choose h"):
        represent(find_subject("pixels"), np.zeros((2, 3, 32, 32), np.float32), "mu")
