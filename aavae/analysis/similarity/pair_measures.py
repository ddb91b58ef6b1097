"""How alike two views are: cosine, Euclidean distance, and the KL divergence of their posteriors."""

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

import numpy as np

from aavae.errors import UserError
from aavae.language import N_, _

Measure = Literal["cosine", "euclidean", "kl"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

SMALLEST_KL = 1e-4
"""In nats: a smaller divergence counts as this one, because the measure is its logarithm."""
_LARGEST_KL = 1e8
_BLOCK = 1_000


class Scale(NamedTuple):
    """What the numbers of a measure mean.

    Attributes:
        title: of the axis.
        edges: float64 (bins + 1,), equally spaced; the same bins for all models, so that they compare.
            Values beyond the ends count in the outermost bin.
        is_distance: whether small means alike.
        is_logarithm: whether a value is the log10 of what the title names.
    """

    title: str
    edges: np.ndarray
    is_distance: bool
    is_logarithm: bool = False

    @property
    def sign(self) -> int:
        """1 where large means alike, -1 where small does."""
        return -1 if self.is_distance else 1


SCALES: dict[Measure, Scale] = {
    "cosine": Scale(N_("cosine similarity"), np.linspace(-1, 1, 81), is_distance=False),
    "euclidean": Scale(N_("distance, in parts of the typical one"), np.linspace(0, 2, 81), is_distance=True),
    "kl": Scale(
        N_("KL divergence of the posteriors, nats"),
        np.linspace(np.log10(SMALLEST_KL), np.log10(_LARGEST_KL), 241),
        is_distance=True,
        is_logarithm=True,
    ),
}


def compute_cosines(first: np.ndarray, second: np.ndarray, centre: bool = False) -> np.ndarray:
    """Cosine of each row of one array with each row of another: float32 (N, N).

    Args:
        first: (N, D), row i represents one view of image i.
        second: (N, D), row j represents the other view of image j.
        centre: whether to subtract the mean of all 2N rows first.

    Returns:
        In [-1, 1] up to rounding; 0 with a row of zeros.

    Raises:
        UserError: shapes that differ, or values that are not finite.
    """
    first, second = check_views(first, second)
    if centre:
        mean = (first.mean(0) + second.mean(0)) / 2
        first, second = first - mean, second - mean
    first, second = normalise(first), normalise(second)
    return _in_blocks(len(first), lambda block: first[block] @ second.T)


def compute_distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Euclidean distance of each row of one array from each row of another, by the typical one.

    Nothing fixes the scale of a representation, so distances of two models do not compare as they are: they
    are divided by the root mean square distance of two rows of the 2N, sqrt(2 * total variance).

    Args:
        first: (N, D), row i represents one view of image i.
        second: (N, D), row j represents the other view of image j.

    Returns:
        float32 (N, N): 0 is the same, 1 as far apart as any two views; 0 where nothing varies.

    Raises:
        UserError: shapes that differ, or values that are not finite.
    """
    first, second = check_views(first, second)
    both = np.concatenate([first, second])
    mean = both.mean(0)
    typical = 2 * (both - mean).var(0).sum()
    # Centred, because the expansion below subtracts what is nearly equal if the mean is large.
    first, second = first - mean, second - mean
    squares = np.square(second).sum(1)

    def compute(block: slice) -> np.ndarray:
        rows = first[block]
        squared = np.square(rows).sum(1)[:, None] + squares - 2 * rows @ second.T
        return np.sqrt(squared.clip(min=0) / typical) if typical > 0 else np.zeros_like(squared)

    return _in_blocks(len(first), compute)


def compute_log_divergences(
    first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """How far apart two Gaussian posteriors are, in the log10 of nats: float32 (N, N).

    The mean of KL(p || q) and KL(q || p), each in closed form and summed over latents, because a pair of
    views has no order. Half of Jeffreys' divergence; below 0.0001 nats it counts as that.

    Args:
        first: mu and log_var, (N, D) each, of one view of each image.
        second: mu and log_var, (N, D) each, of the other view.

    Raises:
        UserError: shapes that differ, or values that are not finite.
    """
    mus = check_views(first[0], second[0])
    log_vars = check_views(first[1], second[1])
    if mus[0].shape != log_vars[0].shape:
        raise UserError(
            _("mu has the shape {mu} and log_var {log_var}: take both from one posterior.").format(
                mu=mus[0].shape, log_var=log_vars[0].shape
            )
        )
    mean = (mus[0].mean(0) + mus[1].mean(0)) / 2
    mu_a, mu_b = mus[0] - mean, mus[1] - mean
    variance_a, variance_b = (np.exp(log_var) for log_var in log_vars)
    precision_a, precision_b = (np.exp(-log_var) for log_var in log_vars)
    # 4 * divergence = sum(va/vb + vb/va - 2 + (ma - mb)^2 (1/va + 1/vb)), multiplied out into products.
    left = np.concatenate(
        [variance_a + mu_a**2, precision_a, -2 * mu_a, -2 * mu_a * precision_a],
        axis=1,
    )
    right = np.concatenate(
        [precision_b, variance_b + mu_b**2, mu_b * precision_b, mu_b],
        axis=1,
    )
    own_a, own_b = (mu_a**2 * precision_a).sum(1), (mu_b**2 * precision_b).sum(1)
    num_latents = mu_a.shape[1]

    def compute(block: slice) -> np.ndarray:
        total = left[block] @ right.T + own_a[block, None] + own_b - 2 * num_latents
        return np.log10((total / 4).clip(min=SMALLEST_KL))

    return _in_blocks(len(mu_a), compute)


def normalise(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1, (N, D); a row of zeros stays."""
    # Divided by the largest entry first, so that squares neither overflow nor vanish.
    largest = np.abs(rows).max(1, keepdims=True)
    rows = np.divide(rows, largest, out=np.zeros_like(rows), where=largest > 0)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=rows, where=length > 0)


def compute_shares(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The part of ascending values in each bin, those beyond the ends in the outermost ones."""
    places = values.searchsorted(edges, "left")
    places[0], places[-1] = 0, len(values)
    return (places[1:] - places[:-1]) / max(len(values), 1)


def check_views(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays of views, (N, D) each, in 64 bits.

    Raises:
        UserError: shapes that differ or are not 2-D, or values that are not finite.
    """
    if first.ndim != 2 or first.shape != second.shape:
        raise UserError(
            _("Similarity needs two (N, D) arrays of the same shape, got {first} and {second}.").format(
                first=first.shape, second=second.shape
            )
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise UserError(_("Representations: some values are NaN or infinite; the model's training diverged."))
    return first.astype(np.float64), second.astype(np.float64)


def _in_blocks(num_rows: int, compute: Callable[[slice], np.ndarray]) -> np.ndarray:
    """Rows of a square matrix, computed in 64 bits a block at a time, kept in 32."""
    matrix = np.empty((num_rows, num_rows), np.float32)
    for start in range(0, num_rows, _BLOCK):
        block = slice(start, start + _BLOCK)
        matrix[block] = compute(block)
    return matrix
