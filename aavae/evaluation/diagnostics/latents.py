"""What each latent of a subject's posterior says about test images."""

from aavae.analysis.diagnostics.latents import (
    ACTIVE_VARIANCE,
    INFORMATIVE_SNR,
    LatentStatistics,
    compute_latent_statistics,
)
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import Subject
from aavae.language import _

_KIND = ResultKind("latents", version=1, active_variance=ACTIVE_VARIANCE, informative_snr=INFORMATIVE_SNR)


def _describe_inputs(subject: Subject, dataset: Dataset) -> dict[str, object]:
    return {"subject": subject.compute_digest(), "data": dataset.digest}


def find_latents(subject: Subject, dataset: Dataset) -> LatentStatistics | None:
    """What `evaluate_latents` returns, if it is there already."""
    return find(LatentStatistics, _KIND, _describe_inputs(subject, dataset))


def evaluate_latents(
    subject: Subject, dataset: Dataset, *, ship: bool = False, batch_size: int = 500
) -> LatentStatistics:
    """Statistics of every latent over all test images, as they are.

    A method that does not sample (an AE) has a log_var too, but no training ever touched it: of its
    statistics only the variance of mu means something.

    Raises:
        UserError: the subject is no trained autoencoder, so it has no posterior.
    """
    if not subject.has_posterior:
        raise UserError(
            _("'{title}' has no posterior, so no noise to look at: choose an autoencoder.").format(
                title=subject.title
            )
        )
    inputs = _describe_inputs(subject, dataset)

    def compute() -> LatentStatistics:
        from aavae.representations import compute_posterior

        posterior = compute_posterior(get_model(subject), dataset.test.images, batch_size)
        assert posterior.log_var is not None
        return compute_latent_statistics(posterior.mu.numpy(), posterior.log_var.numpy())

    return find_or_compute(LatentStatistics, _KIND, inputs, compute, ship)
