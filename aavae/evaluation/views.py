"""Two augmented views of each of some test images, and what a model makes of them; kept in memory."""

import functools
from typing import NamedTuple

import numpy as np

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, choose_evenly
from aavae.evaluation.models import get_model
from aavae.evaluation.similarity.similarity import draw_views
from aavae.evaluation.subject import Subject


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


def find_views(dataset: Dataset, config: AugmentConfig, num_images: int, seed: int) -> Views:
    """The views that `evaluate_similarity` compares: the same for every subject. Never change them."""
    return _draw_views(dataset, config.model_dump_json(), num_images, seed)


@functools.lru_cache(maxsize=2)
def _draw_views(dataset: Dataset, config: str, num_images: int, seed: int) -> Views:
    images = choose_evenly(len(dataset.test), num_images)
    views = draw_views(dataset.test.images[images], AugmentConfig.model_validate_json(config), seed)
    return Views(images, *views)


def encode_views(
    subject: Subject, dataset: Dataset, config: AugmentConfig, num_images: int, seed: int
) -> tuple[EncodedView, EncodedView]:
    """Everything that a subject makes of the first and of the second views. Never change it."""
    return _encode_views(
        subject, subject.compute_digest(), dataset, config.model_dump_json(), num_images, seed
    )


@functools.lru_cache(maxsize=8)
def _encode_views(
    subject: Subject, digest: str, dataset: Dataset, config: str, num_images: int, seed: int
) -> tuple[EncodedView, EncodedView]:
    views = _draw_views(dataset, config, num_images, seed)
    # Different seeds: the two views' samples z must not share their noise.
    return _encode(subject, views.first, seed), _encode(subject, views.second, seed + 1)


def _encode(subject: Subject, images: np.ndarray, seed: int, batch_size: int = 500) -> EncodedView:
    if subject.kind == "pixels":
        return EncodedView(images.reshape(len(images), -1), None, None, None)
    import torch

    from aavae.models import Posterior, draw_z
    from aavae.representations import encode

    model = get_model(subject)
    with torch.inference_mode():
        parts = [encode(model, batch) for batch in torch.from_numpy(images).split(batch_size)]
    log_vars = [part.log_var for part in parts if part.log_var is not None]
    whole = Posterior(
        torch.cat([part.h for part in parts]),
        torch.cat([part.mu for part in parts]),
        torch.cat(log_vars) if log_vars else None,
    )
    z = draw_z(whole, torch.Generator().manual_seed(seed))
    log_var = None if whole.log_var is None else whole.log_var.numpy()
    return EncodedView(whole.h.numpy(), whole.mu.numpy(), z.numpy(), log_var)
