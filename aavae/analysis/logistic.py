"""Multinomial logistic regression with an L2 penalty, fitted by preconditioned L-BFGS."""

from typing import NamedTuple

import numpy as np
import torch
from scipy.optimize import minimize
from torch.nn import functional

CURVATURE = 0.1
"""Typical p (1 - p) of a class probability p: how the loss curves along a feature of variance 1."""
JITTER = 1e-5
"""Part of the total variance added in every direction, for a Cholesky factor in float32 to exist."""


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


def compute_covariance(features: torch.Tensor) -> torch.Tensor:
    """Second moments `features.T @ features / N` of centred features (N, D): float32 (D, D)."""
    return (features.T @ features).div_(len(features))


def fit_logistic(
    features: torch.Tensor,
    labels: torch.Tensor,
    num_classes: int,
    penalty: float,
    covariance: torch.Tensor,
    start: Logistic | None = None,
    tolerance: float = 1e-6,
) -> Logistic:
    """Minimise `sum of cross-entropies + penalty / 2 * ||weights||^2`; the bias is not penalised.

    The objective of scikit-learn's `LogisticRegression(C=1 / penalty)`. Features of trained networks are
    strongly correlated, which makes plain L-BFGS slow. The Hessian is close to
    `CURVATURE * covariance + penalty / N` for every class (Böhning 1992, "Multinomial logistic regression
    algorithm", bounds it by such a matrix), so L-BFGS runs in the coordinates where this matrix is the
    identity: a dozen passes over the features instead of hundreds.

    Args:
        features: float32 (N, D), standardised.
        labels: int64 (N,), in [0, num_classes).
        num_classes: C.
        penalty: weight of the squared norm, positive.
        covariance: float32 (D, D), of these features or similar ones: it decides the speed, not the solution.
        start: where to begin, such as the solution for a near penalty; otherwise zeros.
        tolerance: stops when a step lowers the mean objective by less than this part.
    """
    ridge = penalty / len(features)
    targets = functional.one_hot(labels, num_classes).float()
    hessian = CURVATURE * covariance
    hessian.diagonal().add_(ridge + JITTER * hessian.trace())
    lower = torch.linalg.cholesky(hessian)
    # weights = coordinates @ root, so that the Hessian in these coordinates is near the identity.
    root = torch.linalg.solve_triangular(lower, torch.eye(len(lower)), upper=False)
    bias_root = CURVATURE**-0.5

    def unpack(vector: np.ndarray) -> Logistic:
        coordinates = torch.from_numpy(vector).float().view(num_classes, -1)
        return Logistic(coordinates[:, :-1] @ root, coordinates[:, -1] * bias_root)

    def pack(weights: torch.Tensor, bias: torch.Tensor) -> np.ndarray:
        return torch.cat([weights, bias[:, None]], 1).double().numpy().ravel()

    def objective(vector: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = unpack(vector)
        log_p = functional.log_softmax(functional.linear(features, weights, bias), 1)
        loss = functional.nll_loss(log_p, labels) + 0.5 * ridge * weights.square().sum()
        residual = log_p.exp_().sub_(targets).div_(len(features))
        # residual.T @ features is several times faster than its transpose.
        gradient = residual.T @ features + ridge * weights
        return loss.item(), pack(gradient @ root.T, residual.sum(0) * bias_root)

    if start is None:
        initial = np.zeros(num_classes * (features.shape[1] + 1))
    else:
        initial = pack(start.weights @ lower, start.bias / bias_root)
    options = {"ftol": tolerance, "gtol": 0, "maxiter": 500}
    return unpack(minimize(objective, initial, jac=True, method="L-BFGS-B", options=options).x)
