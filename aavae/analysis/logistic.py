"""Multinomial logistic regression with an L2 penalty, fitted by preconditioned L-BFGS."""

from typing import NamedTuple

import numpy as np
import torch
from scipy.optimize import minimize
from torch.nn import functional

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
    penalty: float,
    start: Logistic | None = None,
    tolerance: float = 1e-6,
) -> Logistic:
    """Minimise `sum of cross-entropies + penalty / 2 * ||weights||^2`; the bias is not penalised.

    The objective of scikit-learn's `LogisticRegression(C=1 / penalty)`. L-BFGS runs on weights scaled by the
    square root of the Hessian's typical diagonal, `CURVATURE * variance + penalty / N`. For features that are
    uncorrelated (principal components) this is near the whole Hessian (Böhning 1992, "Multinomial logistic
    regression algorithm", bounds it by such a matrix), so a dozen passes over the features do what takes
    hundreds on the strongly correlated features of a trained network.

    Args:
        features: float32 (N, D), centred.
        labels: int64 (N,), in [0, num_classes).
        num_classes: C.
        penalty: weight of the squared norm, positive.
        start: where to begin, such as the solution for a near penalty; otherwise zeros.
        tolerance: stops when a step lowers the mean objective by less than this part.
    """
    ridge = penalty / len(features)
    targets = functional.one_hot(labels, num_classes).float()
    variances = torch.linalg.vector_norm(features, dim=0).square() / len(features)
    scale = torch.cat([CURVATURE * variances + ridge, torch.tensor([CURVATURE])]).rsqrt()

    def unpack(vector: np.ndarray) -> Logistic:
        parameters = torch.from_numpy(vector).float().view(num_classes, -1) * scale
        return Logistic(parameters[:, :-1], parameters[:, -1])

    def pack(weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        return torch.cat([weights, bias[:, None]], 1)

    def objective(vector: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = unpack(vector)
        log_p = functional.log_softmax(functional.linear(features, weights, bias), 1)
        loss = functional.nll_loss(log_p, labels) + 0.5 * ridge * weights.square().sum()
        residual = log_p.exp_().sub_(targets).div_(len(features))
        # residual.T @ features is several times faster than its transpose.
        gradient = pack(residual.T @ features + ridge * weights, residual.sum(0)) * scale
        return loss.item(), gradient.double().numpy().ravel()

    initial = torch.zeros(num_classes, len(scale)) if start is None else pack(*start) / scale
    options = {"ftol": tolerance, "gtol": 0, "maxiter": 500}
    found = minimize(
        objective, initial.double().numpy().ravel(), jac=True, method="L-BFGS-B", options=options
    )
    return unpack(found.x)
