"""Nearest neighbours by cosine similarity, exact: what the kNN probe votes with and maps are made of."""

import numpy as np
import torch
from torch.nn import functional

from aavae.analysis.features import check_features, check_same_width
from aavae.analysis.neighbour_lists import Neighbours
from aavae.errors import UserError
from aavae.language import _

BLOCK = 1024
"""Queries compared at a time: bounds the memory to BLOCK * N similarities, 246 MB for 60,000 rows."""
_GROUP = 32
"""Rows of which only the most similar is looked at first."""


def compute_neighbours(train: np.ndarray, queries: np.ndarray, k: int) -> Neighbours:
    """Find the k rows of `train` that are the most similar to each query, exactly.

    Similarity is the cosine of the rows as given; a row of zeros has similarity 0 to everything. Which of
    several equally similar rows comes first is arbitrary, but the same each time.

    Args:
        train: (num_train, D).
        queries: (num_queries, D).
        k: from 1 to num_train.

    Raises:
        UserError: wrong shapes, values that are not finite, or k out of range.
    """
    bank, rows = check_features(train, _("Training features")), check_features(queries, _("Query features"))
    check_same_width(bank, rows)
    if not 1 <= k <= len(bank):
        raise UserError(
            _("k: expected 1 to {most} neighbours, the size of the training set, got {k}.").format(
                most=len(bank), k=k
            )
        )
    similarities, indices = search(bank, rows, k)
    return Neighbours(indices.numpy(), similarities.numpy())


def compute_graph(features: np.ndarray, k: int) -> Neighbours:
    """Find the k other rows that are the most similar to each row, exactly.

    As `compute_neighbours`, but a row is never its own neighbour, not even among its own copies. 60,000 rows
    of 128 features take about 15 s on two busy cores, two thirds of it the matrix product.

    Args:
        features: (N, D).
        k: from 1 to N - 1.

    Raises:
        UserError: wrong shape, values that are not finite, or k out of range.
    """
    rows = check_features(features, _("Features"))
    if not 1 <= k < len(rows):
        raise UserError(
            _(
                "k: expected 1 to {most} neighbours, the number of other images, got {k}; choose "
                "fewer neighbours or more images."
            ).format(most=len(rows) - 1, k=k)
        )
    similarities, indices = search(rows, rows, k, skip_itself=True)
    return Neighbours(indices.numpy(), similarities.numpy())


def search(
    bank: torch.Tensor, queries: torch.Tensor, k: int, skip_itself: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """Find the k rows of `bank` that are the most similar to each query; nothing is checked.

    Args:
        bank: float32 (N, D).
        queries: float32 (num_queries, D).
        k: from 1 to N, or to N - 1 where a row is to be skipped.
        skip_itself: whether query i is row i of the bank and does not count as its neighbour.

    Returns:
        Similarities, float32, and indices, int64, both (num_queries, k), nearest first.
    """
    directions, blocks = functional.normalize(bank).T, queries.split(BLOCK)
    product = torch.empty(len(blocks[0]), len(bank))
    found = []
    for number, block in enumerate(blocks):
        similarities = torch.mm(functional.normalize(block), directions, out=product[: len(block)])
        if skip_itself:
            # Below every similarity: a copy of the row stays, the row itself does not.
            similarities.diagonal(number * BLOCK).fill_(-2)
        found.append(_select_largest(similarities, k))
    similarities, indices = (torch.cat(parts) for parts in zip(*found, strict=True))
    return similarities.clamp_(-1, 1), indices


def _select_largest(values: torch.Tensor, k: int) -> tuple[torch.Tensor, torch.Tensor]:
    """What `values.topk(k)` returns, many times faster where rows are long.

    The k largest of a row lie in the k groups of columns whose maxima are the largest: a maximum is taken at
    the speed of memory, and only the columns of those groups have to be sorted. A group's columns lie far
    apart, so that the maximum goes over whole rows of memory.
    """
    size = values.shape[1] // _GROUP
    if size <= k:
        return values.topk(k)
    grouped, rest = values[:, : _GROUP * size].unflatten(1, (_GROUP, size)), values[:, _GROUP * size :]
    groups = grouped.amax(1).topk(k, sorted=False).indices
    columns = (groups[:, None] + size * torch.arange(_GROUP)[:, None]).flatten(1)
    # The few columns beyond the last whole group are always looked at.
    last = torch.arange(_GROUP * size, values.shape[1]).expand(len(values), -1)
    columns = torch.cat([columns, last], 1)
    largest, positions = torch.cat([values.gather(1, columns[:, : _GROUP * k]), rest], 1).topk(k)
    return largest, columns.gather(1, positions)
