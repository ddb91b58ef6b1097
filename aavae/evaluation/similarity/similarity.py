"""Cosine similarity of augmented pairs of test images."""

import numpy as np

from aavae.analysis.similarity.similarity import Similarity, compute_similarity
from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset, choose_evenly
from aavae.evaluation.cache import find_or_compute
from aavae.evaluation.computing import prepare
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import Subject

DEFAULT_NUM_IMAGES = 2_000


def draw_views(images: np.ndarray, config: AugmentConfig, seed: int, num_views: int = 2) -> list[np.ndarray]:
    """Augmented views of uint8 images (N, 3, H, W): float32 in [0, 1], the same for every model."""
    prepare()
    import torch

    from aavae.augment import augment
    from aavae.representations import to_unit_range

    generator = torch.Generator().manual_seed(seed)
    unit = to_unit_range(torch.from_numpy(images))
    return [augment(unit, config, generator).numpy() for _ in range(num_views)]


def evaluate_similarity(
    subject: Subject,
    dataset: Dataset,
    representation: RepresentationName = "mu",
    config: AugmentConfig | None = None,
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
    centre: bool = False,
    ship: bool = False,
) -> Similarity:
    """Two views of each image: similarity of views of the same image against different images.

    Every subject sees the same views of the same images in the same pairs.
    """
    subject.check_representation(representation)
    config = config or AugmentConfig()
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "augment": config.model_dump(),
        "num_images": num_images,
        "seed": seed,
        "centre": centre,
    }

    def compute() -> Similarity:
        images = dataset.test.images[choose_evenly(len(dataset.test), num_images)]
        views = draw_views(images, config, seed)
        # Different seeds: the two views' samples z must not share their noise.
        first, second = (represent(subject, view, representation, seed + i) for i, view in enumerate(views))
        return compute_similarity(first, second, seed=seed, centre=centre)

    return find_or_compute(Similarity, "similarity", inputs, compute, ship)
