import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def test_they_are_those_of_the_posterior_of_the_test_images(tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    subject = find_subject("mine")
    statistics = evaluate_latents(subject, tiny_dataset)
    representations = load_representations(subject, tiny_dataset, "test")
    np.testing.assert_allclose(statistics.variance_mu, representations.mu.var(0), rtol=1e-3)
    # What a sample z adds to mu has the variance of the posterior.
    noise = np.square(representations.z - representations.mu).mean()
    assert noise == pytest.approx(statistics.mean_variance.mean(), rel=0.1)


@pytest.mark.parametrize("name", ["contrast", "pixels", "untrained"])
def test_without_a_trained_posterior_there_are_none(name: str, tiny_dataset: Dataset) -> None:
    make_run("contrast", "simclr")
    with pytest.raises(UserError, match="no posterior"):
        evaluate_latents(find_subject(name), tiny_dataset)
