"""Two-dimensional maps of representations: UMAP, t-SNE, and PCA as their instant stand-in."""

import functools
import warnings

import numpy as np
import torch
from torch.nn import functional

from aavae.analysis.features import check_features, standardise_by_train
from aavae.analysis.maps.settings import check_num_points, check_tsne_settings, check_umap_settings
from aavae.analysis.neighbour_lists import Neighbours
from aavae.analysis.principal import compute_principal
from aavae.errors import UserError
from aavae.language import _

LARGE = 10_000
"""Points up to which UMAP takes 500 epochs; beyond, it would take 200."""
LARGE_EPOCHS = 100
"""Epochs of a larger map. At 60,000 x 128 (synthetic, `bench.projection`) the map was as trustworthy as after
200, 0.972, for less than half the work of the layout."""


def standardise_points(representations: np.ndarray) -> torch.Tensor:
    """The space of every map: each feature of the points centred, and of standard deviation 1.

    Args:
        representations: (N, D), N at least 3.

    Returns:
        float32 (N, D).

    Raises:
        UserError: fewer than 3 points, or values that are not finite.
    """
    features = check_features(representations, _("Representations"))
    check_num_points(len(features))
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
    features = standardise_points(representations)
    coordinates = (features @ compute_principal(features).axes[:, :2]).numpy()
    return np.pad(coordinates, ((0, 0), (0, 2 - coordinates.shape[1])))


def compute_umap(
    representations: np.ndarray,
    graph: Neighbours,
    n_neighbors: int = 15,
    min_dist: float = 0.1,
    seed: int = 0,
) -> np.ndarray:
    """Lay representations out in the plane by UMAP (McInnes et al., arXiv 1802.03426).

    Distances are cosine distances of centred and standardised representations, as in the kNN probe: a map
    shows the neighbourhoods that the probe votes in. The layout starts from `compute_pca`, which keeps the
    maps of a model's epochs alike and saves UMAP its eigenvectors. On one thread, which UMAP needs to repeat
    a seed; the neighbours, which UMAP would take longest to find, are given. Beyond 10,000 points it takes
    100 epochs where UMAP takes 200, see `LARGE_EPOCHS`.

    Args:
        representations: (N, D), N at least 3.
        graph: what `compute_graph` finds for `standardise_points(representations)`, at least n_neighbors - 1
            others of each point; one graph serves every smaller neighbourhood.
        n_neighbors: size of the neighbourhood that the map keeps, itself included: small shows detail, large
            shows the whole. At least 2; more than N means N.
        min_dist: how closely points may be packed, in [0, 1].
        seed: decides the layout.

    Returns:
        float32 (N, 2).

    Raises:
        UserError: fewer than 3 points, values that are not finite, settings out of range, or a graph of
            other points or of too few neighbours.
    """
    check_umap_settings(n_neighbors, min_dist)
    features = standardise_points(representations).numpy()
    start = compute_pca(representations)
    num_points = len(features)
    n_neighbors = min(n_neighbors, num_points)
    if len(graph.indices) != num_points or graph.indices.shape[1] < n_neighbors - 1:
        raise UserError(
            _(
                "The graph holds {neighbours} neighbours of {images} images: for this map it needs {needed} "
                "neighbours of {num_points} images."
            ).format(
                neighbours=graph.indices.shape[1],
                images=len(graph.indices),
                needed=n_neighbors - 1,
                num_points=num_points,
            )
        )
    nearest = graph.take_nearest(n_neighbors - 1)
    # UMAP counts the point itself as its first neighbour.
    indices = np.column_stack([np.arange(num_points), nearest.indices])
    distances = np.column_stack([np.zeros(num_points), 1 - nearest.similarities]).astype(np.float32)

    with warnings.catch_warnings():
        # A feature that nothing here uses: a neural UMAP.
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)

        # Takes seconds, so only where a map is computed.
        from umap.umap_ import find_ab_params, fuzzy_simplicial_set, simplicial_set_embedding

    _keep_what_is_compiled()
    # The two halves of `umap.UMAP`: the class itself would read the whole array once more, to hash it.
    random = np.random.RandomState(seed)
    num_threads = torch.get_num_threads()
    fuzzy_set, *__ = fuzzy_simplicial_set(
        features, n_neighbors, random, "cosine", knn_indices=indices, knn_dists=distances
    )
    a, b = find_ab_params(spread=1.0, min_dist=min_dist)
    coordinates, __ = simplicial_set_embedding(
        features,
        fuzzy_set,
        n_components=2,
        initial_alpha=1.0,
        a=a,
        b=b,
        gamma=1.0,
        negative_sample_rate=5,
        # None: UMAP's own choice, 500.
        n_epochs=None if num_points <= LARGE else LARGE_EPOCHS,
        # UMAP divides by the extent of each coordinate.
        init=start if np.ptp(start, axis=0).all() else "random",
        random_state=random,
        metric="cosine",
        metric_kwds={},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
    )
    # numba's first parallel function sets torch's number, too: the next map would begin with other last bits.
    torch.set_num_threads(num_threads)
    return np.asarray(coordinates, np.float32)


@functools.cache
def _keep_what_is_compiled() -> None:
    """Let numba keep two functions for the next process too: of UMAP's, these take seconds to compile."""
    from umap import umap_

    for function in (umap_.smooth_knn_dist, umap_.compute_membership_strengths):
        function.enable_caching()  # pyright: ignore[reportFunctionMemberAccess]


def compute_tsne(representations: np.ndarray, perplexity: float = 30, seed: int = 0) -> np.ndarray:
    """Lay representations out in the plane by t-SNE (van der Maaten & Hinton 2008), scikit-learn's.

    Distances are Euclidean ones between the directions of centred and standardised representations: they
    order pairs as the cosine distances of `compute_umap` do, whose double is their square. The layout starts
    from `compute_pca`, scaled as scikit-learn scales its own. Slow: minutes for 10,000 points.

    Args:
        representations: (N, D), N at least 3.
        perplexity: about how many neighbours a point is held by, at least 1; more than (N - 1) / 3 means
            that many, beyond which there are too few points.
        seed: decides the layout.

    Returns:
        float32 (N, 2).

    Raises:
        UserError: fewer than 3 points, values that are not finite, or a perplexity out of range.
    """
    check_tsne_settings(perplexity)
    features = functional.normalize(standardise_points(representations)).numpy()
    start = compute_pca(representations)

    from sklearn.manifold import TSNE  # takes a second

    spread = start[:, 0].std()
    mapper = TSNE(
        perplexity=min(perplexity, (len(features) - 1) / 3),
        init=1e-4 * start / spread if spread > 0 else "random",
        random_state=seed,
        n_jobs=-1,
    )
    return np.asarray(mapper.fit_transform(features), np.float32)
