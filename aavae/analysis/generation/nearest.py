"""Nearest rows by mean squared difference, exact: of pixels, or of any features."""

from typing import NamedTuple

import numpy as np
import torch

from aavae.data.mapped import release_pages
from aavae.errors import UserError
from aavae.language import _

_BLOCK = 1024
"""Rows of the bank that are turned into floats at a time: bounds the memory."""


class Nearest(NamedTuple):
    """The nearest rows of a bank to each query, nearest first.

    Attributes:
        indices: int64 (N, k), rows of the bank.
        distances: float32 (N, k), mean squared differences.
    """

    indices: np.ndarray
    distances: np.ndarray


def compute_nearest(bank: np.ndarray, queries: np.ndarray, k: int = 1) -> Nearest:
    """Find the k rows of a bank with the smallest mean squared difference to each query.

    Args:
        bank: (M, ...), floats, or uint8, which stands for [0, 1].
        queries: (N, ...), floats, or uint8.
        k: from 1 to M.

    Raises:
        UserError: rows of different shapes, none, values that are not finite, or k out of range.
    """
    if bank.ndim < 2 or bank.shape[1:] != queries.shape[1:] or 0 in (bank.size, queries.size):
        raise UserError(
            _("Queries must be like the rows they are compared with: {queries}, {rows}.").format(
                queries=queries.shape, rows=bank.shape
            )
        )
    if not 1 <= k <= len(bank):
        raise UserError(_("k: expected 1 to {most} neighbours, got {k}.").format(most=len(bank), k=k))
    rows = _flatten(queries)
    centre = rows.mean(0)
    rows = rows - centre
    squares = rows.square().sum(1, keepdim=True)
    values, indices = torch.empty(len(rows), 0), torch.empty(len(rows), 0, dtype=torch.int64)
    for start in range(0, len(bank), _BLOCK):
        block = _flatten(bank[start : start + _BLOCK]) - centre
        release_pages(bank)
        distances = torch.addmm(squares + block.square().sum(1), rows, block.T, alpha=-2)
        numbers = torch.arange(start, start + len(block)).expand(len(rows), -1)
        merged, numbers = torch.cat([values, distances], 1), torch.cat([indices, numbers], 1)
        values, places = merged.topk(min(k, merged.shape[1]), largest=False)
        indices = numbers.gather(1, places)
    if not torch.isfinite(values).all():
        raise UserError(_("Nearest rows: some values are NaN or infinite; the model's training diverged."))
    return Nearest(indices.numpy(), (values / rows.shape[1]).clamp(min=0).numpy())


def _flatten(rows: np.ndarray) -> torch.Tensor:
    floats = torch.from_numpy(rows.reshape(len(rows), -1).astype(np.float32))
    return floats.div_(255) if rows.dtype == np.uint8 else floats
