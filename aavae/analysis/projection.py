"""Two-dimensional maps of representations: UMAP, and PCA as its instant stand-in."""

import warnings

import numpy as np
import torch

from aavae.analysis.features import check_features, standardise_by_train
from aavae.analysis.knn_probe import compute_neighbours
from aavae.analysis.principal import compute_principal
from aavae.errors import UserError

MIN_POINTS = 3
"""Fewer points make no map."""


def _standardised(representations: np.ndarray) -> torch.Tensor:
    features = check_features(representations, "Representations")
    if len(features) < MIN_POINTS:
        raise UserError(f"A map needs at least {MIN_POINTS} images, got {len(features)}; choose more.")
    return standardise_by_train(features, features[:1]).train


def compute_pca(representations: np.ndarray) -> np.ndarray:
    """Project standardised representations on their two directions of largest variance.

    Reproducible: the signs, which are arbitrary, are those of `compute_principal`. A coordinate in which
    nothing varies is 0.

    Args:
        representations: (N, D), N at least 3.

    Returns:
        float32 (N, 2).

    Raises:
        UserError: fewer than 3 points, or values that are not finite.
    """
    features = _standardised(representations)
    coordinates = (features @ compute_principal(features).axes[:, :2]).numpy()
    return np.pad(coordinates, ((0, 0), (0, 2 - coordinates.shape[1])))


def compute_umap(
    representations: np.ndarray, n_neighbors: int = 15, min_dist: float = 0.1, seed: int = 0
) -> np.ndarray:
    """Lay representations out in the plane by UMAP (McInnes et al., arXiv 1802.03426).

    Distances are cosine distances of centred and standardised representations, as in the kNN probe: a map
    shows the neighbourhoods that the probe votes in. The neighbours are exact and the layout starts from
    `compute_pca`. Slow (12 s for 10,000 points), and one thread only, which UMAP needs to repeat a
    seed.

    Args:
        representations: (N, D), N at least 3.
        n_neighbors: size of the neighbourhood that the map keeps, itself included: small shows detail, large
            shows the whole. At least 2; more than N means N.
        min_dist: how closely points may be packed, in [0, 1].
        seed: decides the layout.

    Returns:
        float32 (N, 2).

    Raises:
        UserError: fewer than 3 points, values that are not finite, or settings out of range.
    """
    if n_neighbors < 2:
        raise UserError(f"n_neighbors: expected at least 2, got {n_neighbors}.")
    if not 0 <= min_dist <= 1:
        raise UserError(f"min_dist: expected 0 to 1, got {min_dist}.")
    features = _standardised(representations).numpy()
    start = compute_pca(representations)
    n_neighbors = min(n_neighbors, len(features) - 1)
    nearest = compute_neighbours(features, features, n_neighbors)

    with warnings.catch_warnings():
        # Two features that nothing here uses: a neural UMAP, and adding new points to a map.
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        warnings.filterwarnings("ignore", r"precomputed_knn\[2\]", UserWarning)

        from umap import UMAP  # takes seconds: only where a map is computed

        mapper = UMAP(
            n_neighbors=n_neighbors,
            min_dist=min_dist,
            metric="cosine",
            # An array is as good as a name, but UMAP divides by the extent of each coordinate.
            init=start if np.ptp(start, axis=0).all() else "random",  # pyright: ignore[reportArgumentType]
            precomputed_knn=(nearest.indices, 1 - nearest.similarities),
            random_state=seed,
            n_jobs=1,
        )
        return np.asarray(mapper.fit_transform(features), np.float32)
