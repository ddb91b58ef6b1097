"""What decides a map."""

from typing import Literal, NamedTuple

from aavae.config import RepresentationName

DEFAULT_NUM_POINTS = 10_000

MapMethod = Literal["umap", "tsne", "pca"]
MAP_METHODS: dict[MapMethod, str] = {"umap": "UMAP", "tsne": "t-SNE", "pca": "PCA"}
"""What people read."""


class ProjectionSettings(NamedTuple):
    """What decides a map besides the subject and the images; each method reads its own settings alone.

    Attributes:
        representation: what is laid out.
        num_points: images on the map, at least 3; more than there are means all.
        method: how it is laid out.
        n_neighbors: UMAP's neighbourhood, the point itself included, at least 2.
        min_dist: how closely UMAP packs points, from 0 to 1.
        perplexity: about how many neighbours t-SNE holds a point by, at least 1.
        seed: decides the layouts of UMAP and t-SNE.
    """

    representation: RepresentationName = "h"
    num_points: int = DEFAULT_NUM_POINTS
    method: MapMethod = "umap"
    n_neighbors: int = 15
    min_dist: float = 0.1
    perplexity: float = 30
    seed: int = 0
