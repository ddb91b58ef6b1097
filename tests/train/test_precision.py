import itertools
import time
from collections.abc import Callable

import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, Precision, RunConfig
from aavae.methods import MethodName
from aavae.train import precision
from aavae.train.muon import MuonArithmetic, orthogonalise
from aavae.train.precision import choose_muon_arithmetic, choose_precision, is_faster

CPU = torch.device("cpu")


@pytest.mark.parametrize("fixed", ["32-true", "bf16-mixed"])
def test_a_fixed_precision_is_returned_as_it_is(fixed: Precision) -> None:
    assert choose_precision(RunConfig(), HardwareConfig(precision=fixed), CPU) == fixed


@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_auto_is_one_that_keeps_32_bit_weights_and_global_randomness(method: MethodName) -> None:
    state = torch.get_rng_state()
    config = RunConfig(method=method, model=ModelConfig(latent_dim=8))
    assert choose_precision(config, HardwareConfig(accelerator="cpu"), CPU) in ("32-true", "bf16-mixed")
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    ("name", "decision"), [("_emulates_bfloat16", "32-true"), ("is_faster", "bf16-mixed")]
)
def test_a_network_is_timed_only_where_products_in_bfloat16_are_not_hopeless(
    monkeypatch: pytest.MonkeyPatch, name: str, decision: str
) -> None:
    timed: list[int] = []
    monkeypatch.setattr(precision, "_emulates_bfloat16", lambda: False)
    monkeypatch.setattr(precision, name, lambda *arguments: True)
    prepare = precision._prepare_both

    def watch(config: RunConfig, hardware: HardwareConfig, num_images: int) -> object:
        timed.append(num_images)
        return prepare(config, hardware, num_images)

    monkeypatch.setattr(precision, "_prepare_both", watch)
    config = RunConfig(model=ModelConfig(latent_dim=8))
    assert choose_precision(config, HardwareConfig(accelerator="cpu"), CPU) == decision
    assert bool(timed) == (decision == "bf16-mixed")


def return_in_turn(*seconds: float) -> Callable[[], float]:
    values = itertools.cycle(seconds)
    return lambda: next(values)


def test_a_challenger_must_be_clearly_faster() -> None:
    usual = return_in_turn(0.1)
    assert is_faster(return_in_turn(0.05), usual)
    assert not is_faster(return_in_turn(0.095), usual)
    assert not is_faster(return_in_turn(0.15), usual)


def test_noise_of_a_busy_machine_does_not_decide() -> None:
    assert is_faster(return_in_turn(0.15, 0.05, 0.14), return_in_turn(0.1, 0.3, 0.1))
    assert not is_faster(return_in_turn(0.1, 0.1, 0.2), return_in_turn(0.4, 0.2, 0.1, 0.1))


def test_a_hopeless_challenger_is_tried_once() -> None:
    trials: list[float] = []

    def try_challenger() -> float:
        trials.append(50.0)
        return 50.0

    assert not is_faster(try_challenger, return_in_turn(0.1))
    assert len(trials) == 1


def test_long_trials_are_not_repeated() -> None:
    trials: list[float] = []

    def try_challenger() -> float:
        trials.append(0.5)
        return 0.5

    assert is_faster(try_challenger, return_in_turn(1.0))
    assert len(trials) == 1


def test_muon_computes_in_32_bits_where_all_else_does() -> None:
    assert choose_muon_arithmetic(HardwareConfig(precision="32-true"), torch.device("cpu")) == "32"


def test_muon_on_this_processor_computes_in_what_is_not_much_slower() -> None:
    choice = choose_muon_arithmetic(HardwareConfig(), torch.device("cpu"))
    matrix = torch.randn(64, 576, generator=torch.Generator().manual_seed(0))

    def time_it(arithmetic: MuonArithmetic) -> float:
        durations = []
        for _ in range(5):
            start = time.perf_counter()
            orthogonalise(matrix, arithmetic)
            durations.append(time.perf_counter() - start)
        return min(durations)

    other: MuonArithmetic = "bf16" if choice == "32" else "32"
    assert time_it(choice) < 4 * time_it(other)
