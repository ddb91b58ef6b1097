import numpy as np
import pytest

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


@pytest.mark.parametrize(("name", "representation"), [("mine", "h"), ("mine", "z"), ("pixels", "h")])
def test_it_is_that_of_the_test_images(
    name: str, representation: RepresentationName, tiny_dataset: Dataset
) -> None:
    make_run("mine")
    subject = find_subject(name)
    spectrum = evaluate_spectrum(subject, tiny_dataset, representation=representation)
    features = getattr(load_representations(subject, tiny_dataset, "test"), representation)
    expected = np.linalg.svd(features - features.mean(0), compute_uv=False)
    np.testing.assert_allclose(spectrum.singular_values[:20], expected[:20], rtol=1e-3)
    assert 1 < spectrum.rank_me < len(tiny_dataset.test)
