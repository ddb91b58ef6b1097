import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch.nn import functional

from aavae.analysis.principal import compute_principal
from aavae.analysis.probes.logistic import Logistic, fit_logistic
from aavae.errors import ConvergenceWarning

NUM_CLASSES = 4


def draw_problem(n: int = 600, d: int = 20, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Standardised, strongly correlated features of classes that overlap and differ in size."""
    generator = np.random.default_rng(seed)
    labels = generator.choice(NUM_CLASSES, n, p=[0.4, 0.3, 0.2, 0.1])
    hidden = generator.normal(size=(NUM_CLASSES, d))[labels] + generator.normal(scale=2, size=(n, d))
    features = hidden @ (generator.normal(size=(d, d)) / np.arange(1, d + 1))
    features = (features - features.mean(0)) / features.std(0)
    return torch.from_numpy(features.astype(np.float32)), torch.from_numpy(labels)


def compute_objective(
    classifier: Logistic, features: torch.Tensor, labels: torch.Tensor, penalty: float
) -> float:
    """The sum that is minimised, in float64, from its definition."""
    weights, bias = classifier.weights.double(), classifier.bias.double()
    losses = functional.cross_entropy(features.double() @ weights.T + bias, labels, reduction="sum")
    return (losses + penalty / 2 * weights.square().sum()).item()


def compute_probabilities(classifier: Logistic, features: torch.Tensor) -> torch.Tensor:
    return (features.double() @ classifier.weights.double().T + classifier.bias.double()).softmax(1)


def fit_scikit_learn(features: torch.Tensor, labels: torch.Tensor, penalty: float) -> Logistic:
    model = LogisticRegression(C=1 / penalty, tol=1e-8, max_iter=10_000)
    model.fit(features.double().numpy(), labels.numpy())
    return Logistic(torch.from_numpy(model.coef_), torch.from_numpy(model.intercept_))


@pytest.mark.parametrize("penalty", [0.1, 3.0, 100.0, 10_000.0])
@pytest.mark.parametrize("sample", [600, 60])
def test_the_solution_is_scikit_learns_whichever_images_show_the_axes(penalty: float, sample: int) -> None:
    features, labels = draw_problem()
    principal = compute_principal(features[:sample])
    ours = fit_logistic(features, labels, NUM_CLASSES, penalty=penalty, principal=principal, tolerance=1e-9)
    theirs = fit_scikit_learn(features, labels, penalty)
    best = compute_objective(theirs, features, labels, penalty)
    assert compute_objective(ours, features, labels, penalty) == pytest.approx(best, rel=2e-6)
    # Weights in directions where hardly anything varies are loose; what they predict is not.
    torch.testing.assert_close(
        compute_probabilities(ours, features), compute_probabilities(theirs, features), atol=3e-3, rtol=0
    )
    assert (ours.predict(features) == theirs.predict(features.double())).float().mean() > 0.995


@pytest.mark.parametrize(("n", "d"), [(30, 100), (9, 50)])
def test_fewer_images_than_features(n: int, d: int) -> None:
    features, labels = draw_problem(n, d)
    ours = fit_logistic(
        features, labels, NUM_CLASSES, penalty=1.0, principal=compute_principal(features), tolerance=1e-9
    )
    best = compute_objective(fit_scikit_learn(features, labels, 1.0), features, labels, 1.0)
    assert compute_objective(ours, features, labels, 1.0) == pytest.approx(best, rel=1e-4)


def test_the_start_changes_the_way_and_not_the_end() -> None:
    features, labels = draw_problem()
    principal = compute_principal(features)
    far = fit_logistic(features, labels, NUM_CLASSES, penalty=1_000.0, principal=principal)
    cold = fit_logistic(features, labels, NUM_CLASSES, penalty=10.0, principal=principal, tolerance=1e-9)
    for start in (far, cold):
        warm = fit_logistic(
            features, labels, NUM_CLASSES, penalty=10.0, principal=principal, start=start, tolerance=1e-9
        )
        torch.testing.assert_close(warm.weights, cold.weights, atol=0.01, rtol=0)


def test_a_classifier_with_no_features_predicts_the_most_common_class() -> None:
    labels, features = torch.tensor([0, 1, 1, 2, 1]), torch.zeros(5, 2)
    classifier = fit_logistic(features, labels, 3, penalty=1.0, principal=compute_principal(features))
    assert classifier.predict(torch.ones(4, 2)).tolist() == [1] * 4
    torch.testing.assert_close(classifier.bias.softmax(0), torch.tensor([0.2, 0.6, 0.2]), atol=5e-3, rtol=0)


def test_a_fit_that_was_stopped_too_early_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    features, labels = draw_problem()
    principal = compute_principal(features)
    monkeypatch.setattr("aavae.analysis.probes.lbfgs.MAX_STEPS", 2)
    with pytest.warns(ConvergenceWarning, match="not done after 2 steps of L-BFGS"):
        fit_logistic(features, labels, NUM_CLASSES, penalty=1.0, principal=principal, tolerance=1e-9)
