"""Directions of latents in which images vary most."""

from typing import Literal, NamedTuple, get_args

import numpy as np

from aavae.errors import UserError
from aavae.language import _

Along = Literal["principal", "dimension"]
ALONG: tuple[Along, ...] = get_args(Along)


class Directions(NamedTuple):
    """Directions of D latents, the one with the largest variance first.

    Attributes:
        axes: float32 (D, D), a direction of length 1 in each row.
        deviations: float32 (D,), standard deviation of the latents along each.
        shares: float32 (D,), part of the whole variance along each; they sum to 1.
        dimensions: int64 (D,), for single latents the number of each; -1 for principal directions, which mix
            them all.
    """

    axes: np.ndarray
    deviations: np.ndarray
    shares: np.ndarray
    dimensions: np.ndarray


def compute_directions(latents: np.ndarray, along: Along = "principal") -> Directions:
    """Find the directions of latents in descending order of variance.

    Args:
        latents: (N, D), N at least 2.
        along: `principal`, the eigenvectors of the covariance (a sign is arbitrary: the largest loading is
            positive), or `dimension`, every latent alone.

    Raises:
        UserError: wrong shapes, values that are not finite, latents that do not vary, or no such kind.
    """
    if along not in ALONG:
        raise UserError(
            _("There are no directions '{kind}': choose one of {kinds}.").format(
                kind=along, kinds=", ".join(ALONG)
            )
        )
    if latents.ndim != 2 or latents.shape[1] == 0:
        raise UserError(_("Latents: expected (N, D), got shape {shape}.").format(shape=latents.shape))
    if len(latents) < 2:
        raise UserError(
            _(
                "Directions are those in which images differ: they need at least 2 training images, got "
                "{count}."
            ).format(count=len(latents))
        )
    if not np.isfinite(latents).all():
        raise UserError(_("Latents: some values are NaN or infinite; the model's training diverged."))
    rows = latents.astype(np.float64)
    centred = rows - rows.mean(0)
    num_latents = rows.shape[1]
    if along == "dimension":
        variances = np.square(centred).mean(0)
        order = np.argsort(-variances, kind="stable")
        variances, axes, dimensions = variances[order], np.eye(num_latents)[order], order
    else:
        ascending, columns = np.linalg.eigh(centred.T @ centred / len(rows))
        variances, axes = ascending[::-1].clip(min=0), columns[:, ::-1].T
        axes = axes * np.sign(np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], 1))
        dimensions = np.full(num_latents, -1)
    total = variances.sum()
    if total <= 0:
        raise UserError(_("The latents of all images are the same, so there is no direction to follow."))
    return Directions(
        axes.astype(np.float32),
        np.sqrt(variances).astype(np.float32),
        (variances / total).astype(np.float32),
        dimensions.astype(np.int64),
    )
