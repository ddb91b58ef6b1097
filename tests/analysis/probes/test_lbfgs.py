import pytest
import torch
from scipy.optimize import rosen, rosen_der

from aavae.analysis.probes.lbfgs import MAX_STEPS, minimise


@pytest.mark.parametrize("condition", [1.0, 10.0, 1e4])
def test_it_solves_a_quadratic(condition: float) -> None:
    curvatures = torch.logspace(0, -torch.tensor(condition).log10().item(), 50)
    target = torch.randn(50, generator=torch.Generator().manual_seed(0))

    def objective(point: torch.Tensor) -> tuple[float, torch.Tensor]:
        away = point - target
        return 0.5 * (curvatures * away.square()).sum().item(), curvatures * away

    found, converged = minimise(objective, torch.zeros(50), 1e-9)
    assert converged
    assert objective(found)[0] < 1e-6 * objective(torch.zeros(50))[0]


def test_it_follows_a_curved_valley() -> None:
    def objective(point: torch.Tensor) -> tuple[float, torch.Tensor]:
        values = point.double().numpy()
        return float(rosen(values)), torch.from_numpy(rosen_der(values)).float()

    found = minimise(objective, torch.tensor([-1.2, 1.0, -0.5]), 1e-10).point
    torch.testing.assert_close(found, torch.ones(3), atol=0.01, rtol=0)


def test_a_tighter_tolerance_comes_closer_and_takes_longer() -> None:
    curvatures, calls = torch.logspace(0, -3, 30), []

    def objective(point: torch.Tensor) -> tuple[float, torch.Tensor]:
        calls.append(None)
        return 0.5 * (curvatures * (point - 1).square()).sum().item(), curvatures * (point - 1)

    results = {}
    for tolerance in (1e-2, 1e-6):
        calls.clear()
        results[tolerance] = objective(minimise(objective, torch.zeros(30), tolerance).point)[0], len(calls)
    assert results[1e-6][0] < 0.1 * results[1e-2][0]
    assert results[1e-6][1] > results[1e-2][1]


def test_the_minimum_stays() -> None:
    found = minimise(lambda point: (point.square().sum().item(), 2 * point), torch.zeros(4), 1e-6)
    assert torch.equal(found.point, torch.zeros(4))


def test_it_stops_where_no_step_helps() -> None:
    # A gradient that lies, as rounding can near the minimum.
    start = torch.ones(3)
    found = minimise(lambda point: (point.sum().item(), -torch.ones(3)), start, 0.0)
    assert torch.equal(found.point, start)
    assert found.converged


def test_it_says_when_the_steps_were_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fall(point: torch.Tensor) -> tuple[float, torch.Tensor]:
        calls.append(None)
        return point.sum().item(), torch.ones(1)

    # A slope without an end.
    found = minimise(fall, torch.zeros(1), 1e-9)
    assert not found.converged
    assert len(calls) == MAX_STEPS + 1
    assert found.point.item() == -MAX_STEPS
    monkeypatch.setattr("aavae.analysis.probes.lbfgs.MAX_STEPS", 3)
    assert minimise(fall, torch.zeros(1), 1e-9).point.item() == -3
