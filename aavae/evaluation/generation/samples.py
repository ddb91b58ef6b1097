"""Images that a decoder paints from latents that no image gave. Naming the densities imports no torch."""

from typing import Literal, NamedTuple

import numpy as np

from aavae.analysis.generation.latent_density import (
    DENSITY_KINDS,
    NUM_COMPONENTS,
    DensityKind,
    LatentDensity,
    draw_noise,
    fit_density,
)
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute, is_kept
from aavae.evaluation.computing import prepare
from aavae.evaluation.subject import Subject
from aavae.language import _

__all__ = [
    "DENSITY_KINDS",
    "DensityFit",
    "DensityKind",
    "Samples",
    "check_decoder",
    "choose_latents",
    "decode",
    "evaluate_density",
    "evaluate_samples",
    "explain_no_samples",
    "explain_prior",
    "is_density_kept",
]
NUM_SHOWN = 36
"""Samples of a density that its page shows first."""

_KIND = ResultKind("density", version=1, num_components=NUM_COMPONENTS)


class Samples(NamedTuple):
    """Sampled latents and what the decoder paints from them.

    Attributes:
        latents: float32 (N, D).
        images: float32 (N, 3, H, W) in [0, 1].
    """

    latents: np.ndarray
    images: np.ndarray


class DensityFit(NamedTuple):
    """A density over latents as files hold it, and how well it fits images that it has not seen.

    Attributes:
        weights: float32 (K,), of the Gaussians.
        means: float32 (K, D).
        factors: float32 (K, D * (D + 1) / 2), the lower triangles of their Cholesky factors, row by row.
        log_likelihood: mean log density of the latents of all test images, in nats a latent dimension.
        interval: 95 % interval of that mean over test images (normal approximation); NaN of one image.
        representation: what the density is over: z where the method samples, else mu.
    """

    weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray
    log_likelihood: float
    interval: tuple[float, float]
    representation: str

    def restore(self) -> LatentDensity:
        """The density as analyses take it."""
        num_components, num_latents = self.means.shape
        factors = np.zeros((num_components, num_latents, num_latents))
        rows, columns = np.tril_indices(num_latents)
        factors[:, rows, columns] = self.factors
        weights = self.weights.astype(np.float64)
        return LatentDensity(weights / weights.sum(), self.means.astype(np.float64), factors)


def explain_no_samples(subject: Subject) -> str | None:
    """Why a subject cannot generate, as a sentence; None if it can."""
    if subject.has_decoder:
        return None
    if subject.kind == "vectors":
        return _("{title} cannot take part: there are vectors alone, and no decoder.").format(
            title=subject.title
        )
    if subject.external is not None:
        return _("{title} cannot take part: no decoder was imported with it.").format(title=subject.title)
    if subject.kind != "trained":
        return _(
            "{title} cannot take part: a baseline has no trained decoder that could paint an image."
        ).format(title=subject.title)
    return _(
        "{title} cannot take part: its loss only tells images apart, so it was trained without a "
        "decoder and nothing turns a latent back into an image."
    ).format(title=subject.title)


def explain_prior(subject: Subject) -> str | None:
    """Why N(0, I) is only a guess for a subject, as a sentence; None where training aimed at it."""
    if subject.external is not None:
        return _(
            "{title} was trained elsewhere: nothing says whether its latents were to follow N(0, I)."
        ).format(title=subject.title)
    if subject.run is None or subject.run.config.switches.beta > 0:
        return None
    return _(
        "{title} was trained without a KL term (beta 0): nothing asked its latents to follow N(0, I)."
    ).format(title=subject.title)


def check_decoder(subject: Subject) -> None:
    """Raise a UserError that says why a subject cannot generate, if it cannot."""
    reason = explain_no_samples(subject)
    if reason is not None:
        raise UserError(_("{reason} Choose an autoencoder.").format(reason=reason))


def decode(subject: Subject, latents: np.ndarray, batch_size: int = 500) -> np.ndarray:
    """Decode latents.

    Args:
        subject: a run with a decoder.
        latents: float32 (N, D).
        batch_size: latents in a pass.

    Returns:
        float32 (N, 3, H, W) in [0, 1].

    Raises:
        UserError: the subject has no decoder.
    """
    prepare()
    import torch

    from aavae.evaluation.models import get_painter

    check_decoder(subject)
    model = get_painter(subject)
    with torch.inference_mode():
        batches = torch.from_numpy(latents).split(batch_size)
        return torch.cat([model.decode(batch) for batch in batches]).numpy()


def choose_latents(subject: Subject) -> Literal["mu", "z"]:
    """What a run's decoder was trained on: a sample z of each posterior, or its mean where none is drawn.

    N(0, I) is the prior of z. The means of a VAE's unused latents are nearly 0 and their noise nearly 1: over
    mu they would look like a hole in the prior, where over z there is none.
    """
    if subject.run is None:
        return "z" if "z" in subject.representations else "mu"
    return "z" if subject.run.config.switches.sample else "mu"


def evaluate_density(
    subject: Subject, dataset: Dataset, kind: DensityKind, *, seed: int = 0, ship: bool = False
) -> DensityFit:
    """Fit a density to the latents of all training images, and judge it by those of all test images.

    Args:
        subject: a run with a decoder.
        dataset: whose images.
        kind: prior, gaussian or mixture; see `fit_density`. The latents: see `choose_latents`.
        seed: of the mixture's start; samples use the default, and differ by the seed of their noise only.
        ship: keep the result among the shipped ones.

    Raises:
        UserError: the subject has no decoder, or there is no such kind.
    """
    check_decoder(subject)
    name = choose_latents(subject)

    def compute() -> DensityFit:
        from aavae.evaluation.representations import load_representations

        train, test = (
            getattr(load_representations(subject, dataset, split), name) for split in ("train", "test")
        )
        density = fit_density(train, kind, seed)
        rows, columns = np.tril_indices(train.shape[1])
        stored = DensityFit(
            weights=density.weights.astype(np.float32),
            means=density.means.astype(np.float32),
            factors=density.factors[:, rows, columns].astype(np.float32),
            log_likelihood=0.0,
            interval=(0.0, 0.0),
            representation=name,
        )
        values = stored.restore().compute_log_likelihood(test) / test.shape[1]
        # One image does not show how much images differ.
        spread = values.std() if len(values) > 1 else np.nan
        mean, reach = float(values.mean()), float(1.96 * spread / np.sqrt(len(values)))
        return stored._replace(log_likelihood=mean, interval=(mean - reach, mean + reach))

    return find_or_compute(DensityFit, _KIND, _describe(subject, dataset, kind, seed), compute, ship)


def is_density_kept(subject: Subject, dataset: Dataset, kind: DensityKind, *, seed: int = 0) -> bool:
    """Whether `evaluate_density` has its result already, and so fits nothing."""
    return is_kept(_KIND, _describe(subject, dataset, kind, seed))


def _describe(subject: Subject, dataset: Dataset, kind: DensityKind, seed: int) -> dict[str, str | int]:
    """All that decides a density."""
    return {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "kind": kind,
        "representation": choose_latents(subject),
        "seed": seed,
    }


def evaluate_samples(
    subject: Subject, dataset: Dataset, kind: DensityKind, *, num: int = 64, seed: int = 0
) -> Samples:
    """Sample latents from a density and decode them.

    The noise depends on nothing but the seed: the i-th samples of all models and densities are made of the
    same noise, and more samples begin with the same ones.

    Args:
        subject: a run with a decoder.
        dataset: to whose training images the density is fitted.
        kind: prior, gaussian or mixture.
        num: N, at least 1.
        seed: of the noise.

    Raises:
        UserError: the subject has no decoder, there is no such kind, no samples, or a negative seed.
    """
    density = evaluate_density(subject, dataset, kind).restore()
    latents = density.sample(draw_noise(num, density.means.shape[1], seed))
    return Samples(latents, decode(subject, latents))
