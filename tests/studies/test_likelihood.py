import pytest
import torch

from aavae.data.image_set import Dataset
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import find_subject
from aavae.models import Autoencoder
from aavae.representations import to_unit_range
from aavae.studies.likelihood import evaluate_likelihood
from tests.conftest import make_run


def test_the_likelihood_is_that_of_a_normal_distribution_around_the_decoded_mean(
    micro_dataset: Dataset,
) -> None:
    make_run("mine", "vae")
    subject = find_subject("mine")
    likelihood = evaluate_likelihood(subject, micro_dataset, batch_size=7)
    model = get_model(subject)
    assert isinstance(model, Autoencoder)
    with torch.inference_mode():
        images = to_unit_range(torch.from_numpy(micro_dataset.test.images))
        decoded = model.decoder(model.encode(images).mu)
        density = torch.distributions.Normal(decoded, 1.0).log_prob(model.normalise(images))
    assert likelihood.reconstruction == pytest.approx(-density.sum((1, 2, 3)).mean().item(), rel=1e-5)
    assert likelihood.num_images == len(micro_dataset.test)
    assert evaluate_likelihood(subject, micro_dataset) == likelihood
