"""Multinomial logistic regression with an L2 penalty, fitted by preconditioned L-BFGS."""

import warnings
from typing import NamedTuple

import torch
from torch.nn import functional

from aavae.analysis.principal import Principal
from aavae.analysis.probes import lbfgs
from aavae.errors import ConvergenceWarning
from aavae.language import _

CURVATURE = 0.1
"""Typical p (1 - p) of a class probability p: how the loss curves along a feature of variance 1."""


class Logistic(NamedTuple):
    """A fitted classifier: `logits = features @ weights.T + bias`.

    Attributes:
        weights: float32 (C, D).
        bias: float32 (C,).
    """

    weights: torch.Tensor
    bias: torch.Tensor

    def predict(self, features: torch.Tensor) -> torch.Tensor:
        """The most probable class of each row of (N, D) features: int64 (N,)."""
        return functional.linear(features, self.weights, self.bias).argmax(1)


def fit_logistic(
    features: torch.Tensor,
    labels: torch.Tensor,
    num_classes: int,
    *,
    penalty: float,
    principal: Principal,
    start: Logistic | None = None,
    tolerance: float = 1e-6,
) -> Logistic:
    """Minimise `sum of cross-entropies + penalty / 2 * ||weights||^2`; the bias is not penalised.

    The objective of scikit-learn's `LogisticRegression(C=1 / penalty)`. Features of trained networks are
    strongly correlated, which makes plain L-BFGS slow. For every class the Hessian is close to
    `CURVATURE * covariance + penalty / N` (Böhning 1992, "Multinomial logistic regression algorithm", bounds
    it by such a matrix), so L-BFGS runs in the coordinates that make this matrix the identity, and needs a
    dozen passes over the features instead of hundreds.

    Args:
        features: float32 (N, D), centred.
        labels: int64 (N,), in [0, num_classes).
        num_classes: C.
        penalty: weight of the squared norm, positive.
        principal: the principal axes of these features, or of similar ones that span them: how close decides
            the speed, not the solution.
        start: where to begin, such as the solution for a near penalty; otherwise zeros.
        tolerance: stops when a step lowers the mean objective by less than this part.

    Warns:
        ConvergenceWarning: it was stopped before that, by the limit of `aavae.analysis.probes.lbfgs`.
    """
    axes, variances = principal
    ridge = penalty / len(features)
    scale = torch.cat([CURVATURE * variances + ridge, torch.tensor([CURVATURE])]).rsqrt()
    # Classes in rows: over columns of ten, log_softmax is twenty times slower.
    targets = functional.one_hot(labels, num_classes).T.float().contiguous()

    def unpack(point: torch.Tensor) -> Logistic:
        parameters = point.view(num_classes, -1) * scale
        return Logistic(parameters[:, :-1] @ axes.T, parameters[:, -1])

    def pack(weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        return torch.cat([weights @ axes, bias[:, None]], 1)

    def objective(point: torch.Tensor) -> tuple[float, torch.Tensor]:
        weights, bias = unpack(point)
        log_p = functional.log_softmax(functional.linear(features, weights, bias).T.contiguous(), 0)
        loss = 0.5 * ridge * weights.square().sum() - (log_p * targets).sum() / len(features)
        residual = log_p.exp_().sub_(targets).div_(len(features))
        gradient = pack(residual @ features + ridge * weights, residual.sum(1)) * scale
        return loss.item(), gradient.flatten()

    initial = torch.zeros(num_classes, len(scale)) if start is None else pack(*start) / scale
    point, converged = lbfgs.minimise(objective, initial.flatten(), tolerance)
    if not converged:
        warnings.warn(
            _(
                "A linear classifier was not done after {count} steps of L-BFGS: its accuracy may be "
                "lower than it could be."
            ).format(count=lbfgs.MAX_STEPS),
            ConvergenceWarning,
            stacklevel=2,
        )
    return unpack(point)
