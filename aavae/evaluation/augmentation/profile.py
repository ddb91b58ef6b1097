"""The invariance profile: how alike an image and its view stay, for every augmentation alone."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from aavae.analysis.augmentation.profile import compute_different, compute_same, normalise_similarity
from aavae.analysis.bootstrap import NUM_RESAMPLES, draw_resamples, take_interval
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import Subject
from aavae.evaluation.views import AUGMENTATIONS, draw_views
from aavae.language import _

DEFAULT_NUM_IMAGES = 1_000
_JITTER = "colour jitter"
_JITTER_PARTS = ("brightness", "contrast", "saturation", "hue")

_KIND = ResultKind("profile", version=1, num_resamples=NUM_RESAMPLES)


class Profile(NamedTuple):
    """Similarity of N images and their views under each of A augmentations, in one representation.

    Intervals are 95 %, by bootstrap over images.

    Attributes:
        names: of the augmentations.
        similarities: float32 (A, N), cosine of each image and its view.
        means: float64 (A,), of the similarities.
        lows: float64 (A,), lower ends of the intervals.
        highs: float64 (A,), upper ends.
        different: mean cosine of two different images. Where it is high, all cosines are: those of two models
            compare only beside it.
        different_replicates: float64 (B,), the same of each bootstrap resample.
        normalised: float64 (A,), (mean - different) / (1 - different): 1, the augmentation changes nothing;
            0, the view might be of any image. These compare between models.
        normalised_lows: float64 (A,), lower ends of their intervals.
        normalised_highs: float64 (A,), upper ends.
        seed: of views and resamples.
    """

    names: tuple[str, ...]
    similarities: np.ndarray
    means: np.ndarray
    lows: np.ndarray
    highs: np.ndarray
    different: float
    different_replicates: np.ndarray
    normalised: np.ndarray
    normalised_lows: np.ndarray
    normalised_highs: np.ndarray
    seed: int


class ProfileDifference(NamedTuple):
    """One profile minus another: differences of means, with paired 95 % bootstrap intervals.

    Attributes:
        names: of the A augmentations.
        means: float64 (A,), difference of the mean cosines.
        lows: float64 (A,), lower ends of the intervals.
        highs: float64 (A,), upper ends.
        normalised: float64 (A,), difference of the normalised similarities.
        normalised_lows: float64 (A,), lower ends of their intervals.
        normalised_highs: float64 (A,), upper ends.
    """

    names: tuple[str, ...]
    means: np.ndarray
    lows: np.ndarray
    highs: np.ndarray
    normalised: np.ndarray
    normalised_lows: np.ndarray
    normalised_highs: np.ndarray


def draw_profile_views(images: np.ndarray, seed: int) -> Iterator[tuple[str, np.ndarray]]:
    """One view of each image under each augmentation alone, the same for every subject.

    The augmentations of `AUGMENTATIONS`, and each part of the colour jitter, as strong as within it.

    Args:
        images: uint8 (N, 3, H, W).
        seed: of the draws.

    Yields:
        The augmentation's name, and float32 (N, 3, H, W) in [0, 1].
    """
    import torch

    from aavae.augment import apply_parameters, draw_parameters, identity_parameters
    from aavae.representations import to_unit_range

    height, width = images.shape[2:]
    for name, config in AUGMENTATIONS.items():
        yield name, draw_views(images, config, seed, num_views=1)[0]
        if name == _JITTER:
            drawn = draw_parameters(
                len(images), height, width, config, torch.Generator().manual_seed(seed)
            )._asdict()
            for part in _JITTER_PARTS:
                parameters = identity_parameters(len(images), height, width)._replace(**{part: drawn[part]})
                yield part, apply_parameters(to_unit_range(torch.from_numpy(images)), parameters).numpy()


def evaluate_profile(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName,
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
    ship: bool = False,
) -> Profile:
    """Compare test images with a view of each, for every augmentation; every subject sees the same views.

    Args:
        subject: a model, or the pixels.
        dataset: whose test images.
        representation: one that the subject has.
        num_images: evenly spaced over the classes, at least 2; more than there are mean all.
        seed: of views and resamples.
        ship: keep it among the shipped results.

    Raises:
        UserError: the subject has no such representation, or fewer than 2 images.
    """
    subject.check_representation(representation)
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "augment": {name: config.model_dump() for name, config in AUGMENTATIONS.items()},
        "parts": _JITTER_PARTS,
        "num_images": min(num_images, len(dataset.test)),
        "seed": seed,
    }

    def compute() -> Profile:
        images = dataset.test.take(choose_evenly(len(dataset.test), num_images))
        resamples = draw_resamples(len(images), seed)
        originals = represent(subject, images.astype(np.float32) / 255, representation, seed)
        # Another seed: the samples z of an image and of its view must not share their noise.
        same = {
            name: compute_same(originals, represent(subject, views, representation, seed + 1))
            for name, views in draw_profile_views(images, seed)
        }
        similarities = np.stack([*same.values()])
        means = similarities.mean(1, dtype=np.float64)
        replicates = _resample_means(similarities, resamples)
        different, different_replicates = compute_different(originals, resamples)
        normalised = normalise_similarity(replicates, different_replicates[:, None])
        lows, highs = take_interval(replicates)
        normalised_lows, normalised_highs = take_interval(normalised)
        return Profile(
            names=tuple(same),
            similarities=similarities,
            means=means,
            lows=lows,
            highs=highs,
            different=different,
            different_replicates=different_replicates,
            normalised=normalise_similarity(means, different),
            normalised_lows=normalised_lows,
            normalised_highs=normalised_highs,
            seed=seed,
        )

    return find_or_compute(Profile, _KIND, inputs, compute, ship)


def compare_profiles(first: Profile, second: Profile) -> ProfileDifference:
    """First minus second, augmentation by augmentation: which of two models keeps views nearer?

    Both saw the same views of the same images, so the intervals are of the differences image by image.

    Raises:
        UserError: the profiles are not of the same augmentations, number of images and seed.
    """
    if (first.names, first.similarities.shape, first.seed) != (
        second.names,
        second.similarities.shape,
        second.seed,
    ):
        raise UserError(_("Only profiles of the same images and views compare: use one seed and one number."))
    resamples = draw_resamples(first.similarities.shape[1], first.seed)
    replicates = [_resample_means(profile.similarities, resamples) for profile in (first, second)]
    normalised = [
        normalise_similarity(means, profile.different_replicates[:, None])
        for means, profile in zip(replicates, (first, second), strict=True)
    ]
    lows, highs = take_interval(replicates[0] - replicates[1])
    normalised_lows, normalised_highs = take_interval(normalised[0] - normalised[1])
    return ProfileDifference(
        names=first.names,
        means=first.means - second.means,
        lows=lows,
        highs=highs,
        normalised=first.normalised - second.normalised,
        normalised_lows=normalised_lows,
        normalised_highs=normalised_highs,
    )


def _resample_means(similarities: np.ndarray, resamples: np.ndarray) -> np.ndarray:
    """Mean similarity under each augmentation of each resample: float64 (B, A)."""
    return resamples.astype(np.float64) @ similarities.T.astype(np.float64) / similarities.shape[1]
