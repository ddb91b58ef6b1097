"""What a map can be made of; imports neither torch nor umap, so that a page can check before it computes."""

import math

from aavae.errors import UserError
from aavae.language import _

MIN_POINTS = 3
"""Fewer points make no map."""


def check_num_points(num_points: int) -> None:
    """Raise a UserError unless there are at least 3 points."""
    if num_points < MIN_POINTS:
        raise UserError(
            _("A map needs at least {least} images, got {count}; choose more.").format(
                least=MIN_POINTS, count=num_points
            )
        )


def check_umap_settings(n_neighbors: int, min_dist: float) -> None:
    """Raise a UserError unless n_neighbors is at least 2 and min_dist from 0 to 1."""
    if n_neighbors < 2:
        raise UserError(
            _("n_neighbors: expected at least 2, got {n_neighbors}.").format(n_neighbors=n_neighbors)
        )
    if not 0 <= min_dist <= 1:
        raise UserError(_("min_dist: expected 0 to 1, got {min_dist}.").format(min_dist=min_dist))


def check_tsne_settings(perplexity: float) -> None:
    """Raise a UserError unless the perplexity is finite and at least 1."""
    if not 1 <= perplexity < math.inf:
        raise UserError(_("perplexity: expected at least 1, got {perplexity}.").format(perplexity=perplexity))
