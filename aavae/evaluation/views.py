"""Augmented views of images, the same for every subject, and what a model makes of them."""

import functools
from typing import NamedTuple

import numpy as np

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, choose_evenly
from aavae.evaluation.computing import prepare
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import Subject
from aavae.language import N_


def _only(**probability: float) -> AugmentConfig:
    off = dict.fromkeys((name for name in AugmentConfig.model_fields if name.endswith("_probability")), 0.0)
    return AugmentConfig(**{**off, **probability})


AUGMENTATIONS: dict[str, AugmentConfig] = {
    N_("crop"): _only(crop_probability=1),
    N_("flip"): _only(flip_probability=1),
    N_("colour jitter"): _only(jitter_probability=1),
    N_("grayscale"): _only(grayscale_probability=1),
    N_("blur"): _only(blur_probability=1),
    N_("all, as in training"): AugmentConfig(),
}
"""Each augmentation alone, on every image and at its usual strength; then what a training does."""


def draw_views(images: np.ndarray, config: AugmentConfig, seed: int, num_views: int = 2) -> list[np.ndarray]:
    """Augmented views of uint8 images (N, 3, H, W): float32 in [0, 1], the same for every model."""
    prepare()
    import torch

    from aavae.augment import augment
    from aavae.representations import to_unit_range

    generator = torch.Generator().manual_seed(seed)
    unit = to_unit_range(torch.from_numpy(images))
    return [augment(unit, config, generator).numpy() for _ in range(num_views)]


class Views(NamedTuple):
    """Two views of each of N test images.

    Attributes:
        images: int64 (N,), rows of the test set, evenly spaced.
        first: float32 (N, 3, H, W) in [0, 1].
        second: the same of the other views.
    """

    images: np.ndarray
    first: np.ndarray
    second: np.ndarray


class EncodedView(NamedTuple):
    """What a subject makes of one view of each image, float32 (N, D) each; None: it has no such thing."""

    h: np.ndarray
    mu: np.ndarray | None
    z: np.ndarray | None
    log_var: np.ndarray | None


def find_views(dataset: Dataset, config: AugmentConfig, *, num_images: int, seed: int) -> Views:
    """The views that `evaluate_pairs` compares, kept in memory: never change them."""
    return _draw_views(dataset, config.model_dump_json(), num_images, seed)


@functools.lru_cache(maxsize=2)
def _draw_views(dataset: Dataset, config: str, num_images: int, seed: int) -> Views:
    images = choose_evenly(len(dataset.test), num_images)
    views = draw_views(dataset.test.take(images), AugmentConfig.model_validate_json(config), seed)
    return Views(images, *views)


def encode_views(
    subject: Subject, dataset: Dataset, config: AugmentConfig, *, num_images: int, seed: int
) -> tuple[EncodedView, EncodedView]:
    """Everything that a subject makes of the first and of the second views. Never change it."""
    return _encode_views(
        subject,
        subject.compute_digest(),
        dataset,
        config=config.model_dump_json(),
        num_images=num_images,
        seed=seed,
    )


@functools.lru_cache(maxsize=8)
def _encode_views(
    subject: Subject, digest: str, dataset: Dataset, *, config: str, num_images: int, seed: int
) -> tuple[EncodedView, EncodedView]:
    views = _draw_views(dataset, config, num_images, seed)
    # Different seeds: the two views' samples z must not share their noise.
    return _encode(subject, views.first, seed), _encode(subject, views.second, seed + 1)


def _encode(subject: Subject, images: np.ndarray, seed: int) -> EncodedView:
    if subject.kind == "pixels":
        return EncodedView(images.reshape(len(images), -1), None, None, None)
    import torch

    from aavae.models import draw_z
    from aavae.representations import compute_posterior

    posterior = compute_posterior(get_model(subject, images.shape[-1]), images)
    z = draw_z(posterior, torch.Generator().manual_seed(seed))
    log_var = None if posterior.log_var is None else posterior.log_var.numpy()
    return EncodedView(posterior.h.numpy(), posterior.mu.numpy(), z.numpy(), log_var)
