"""What each latent of a subject's posterior says about test images."""

from aavae.analysis.diagnostics.latents import LatentStatistics, compute_latent_statistics
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.cache import find_or_compute
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import Subject


def evaluate_latents(
    subject: Subject, dataset: Dataset, ship: bool = False, batch_size: int = 500
) -> LatentStatistics:
    """Statistics of every latent over all test images, as they are.

    A method that does not sample (an AE) has a log_var too, but no training ever touched it: of its
    statistics only the variance of mu means something.

    Raises:
        UserError: the subject is no trained autoencoder, so it has no posterior.
    """
    if not subject.has_decoder:
        raise UserError(f"'{subject.title}' has no posterior, so no noise to look at: choose an autoencoder.")
    inputs = {"subject": subject.compute_digest(), "data": dataset.digest}

    def compute() -> LatentStatistics:
        import torch

        from aavae.representations import encode

        model = get_model(subject)
        mus, log_vars = [], []
        for batch in torch.from_numpy(dataset.test.images).split(batch_size):
            with torch.inference_mode():
                posterior = encode(model, batch)
            assert posterior.log_var is not None
            mus.append(posterior.mu)
            log_vars.append(posterior.log_var)
        return compute_latent_statistics(torch.cat(mus).numpy(), torch.cat(log_vars).numpy())

    return find_or_compute(LatentStatistics, "latents", inputs, compute, ship)
