import itertools

import pytest
import torch
from torch import nn

from aavae.config import ModelConfig, OptimConfig, RunConfig
from aavae.models import Normalise, build_untrained_model
from aavae.train.optim import MUON_RATE, build_optimizers, build_schedule, compute_learning_rate_factor

ONE_CYCLE = OptimConfig(optimizer="adamw", learning_rate=0.01)


def compute_factors(config: OptimConfig, total_steps: int, epoch_steps: int) -> list[float]:
    return [compute_learning_rate_factor(config, s, total_steps, epoch_steps) for s in range(total_steps)]


def test_one_cycle_starts_low_peaks_at_the_rate_after_a_fifth_and_ends_near_zero() -> None:
    factors = compute_factors(ONE_CYCLE, total_steps=100, epoch_steps=10)
    assert factors[0] == pytest.approx(0.05)
    assert max(factors) == factors[19] == 1
    assert 0 < factors[-1] < 0.02
    assert all(a < b for a, b in itertools.pairwise(factors[:20]))
    assert all(a > b for a, b in itertools.pairwise(factors[20:]))


@pytest.mark.parametrize("total_steps", [1, 2, 3, 7])
def test_a_short_one_cycle_trains_at_every_step(total_steps: int) -> None:
    factors = compute_factors(ONE_CYCLE, total_steps, epoch_steps=1)
    assert all(0 < factor <= 1 for factor in factors)


def test_constant_warms_up_linearly_and_stays() -> None:
    config = OptimConfig(schedule="constant", warmup_epochs=2)
    factors = compute_factors(config, total_steps=20, epoch_steps=5)
    assert factors[:10] == pytest.approx([0.1 * (step + 1) for step in range(10)])
    assert factors[10:] == [1] * 10


def test_constant_without_warm_up_is_constant() -> None:
    assert compute_factors(OptimConfig(schedule="constant"), 5, 5) == [1] * 5


def test_the_schedule_sets_the_optimizer_s_rate() -> None:
    model = nn.Linear(2, 2)
    (optimizer,) = build_optimizers(model, ONE_CYCLE)
    schedule = build_schedule(optimizer, ONE_CYCLE, total_steps=10, epoch_steps=5)
    rates = []
    for _ in range(10):
        rates.append({group["lr"] for group in optimizer.param_groups})
        model(torch.ones(1, 2)).sum().backward()
        optimizer.step()
        schedule.step()
    assert rates[1] == {0.01}
    factors = compute_factors(ONE_CYCLE, 10, 5)
    assert [rate for (rate,) in rates] == pytest.approx([0.01 * factor for factor in factors])


def test_only_matrices_and_kernels_decay() -> None:
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 2))
    (optimizer,) = build_optimizers(model, OptimConfig(optimizer="adamw", weight_decay=0.1))
    decays = {id(p): group["weight_decay"] for group in optimizer.param_groups for p in group["params"]}
    found = {name: decays[id(p)] for name, p in model.named_parameters()}
    assert found == {
        "0.weight": 0.1,
        "0.bias": 0,
        "1.weight": 0,
        "1.bias": 0,
        "3.weight": 0.1,
        "3.bias": 0,
    }


@pytest.mark.parametrize("encoder", ["patch", "resnet18"])
def test_muon_moves_the_encoder_s_kernels_but_the_first_and_adamw_the_rest(encoder: str) -> None:
    config = OptimConfig(optimizer="muon", learning_rate=0.01, weight_decay=0.1)
    run = RunConfig(model=ModelConfig.model_validate({"encoder": encoder}), optim=config)
    model = build_untrained_model(run, Normalise())
    adamw, muon = build_optimizers(model, config)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    by_adamw, by_muon = (
        [names[id(p)] for group in optimizer.param_groups for p in group["params"]]
        for optimizer in (adamw, muon)
    )
    assert sorted(by_adamw + by_muon) == sorted(names.values())
    kernels = [name for name, p in model.encoder.named_parameters() if p.ndim == 4]
    assert by_muon == [f"encoder.{name}" for name in kernels[1:]]
    assert [group["lr"] for group in muon.param_groups] == [MUON_RATE * 0.01]
    assert [group["weight_decay"] for group in muon.param_groups] == [0.1]
