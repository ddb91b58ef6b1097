import itertools
import time
from collections.abc import Callable

import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, Precision, RunConfig
from aavae.methods import MethodName
from aavae.train.muon import MuonArithmetic, orthogonalise
from aavae.train.precision import choose_muon_arithmetic, choose_precision, is_faster


@pytest.mark.parametrize("precision", ["32-true", "bf16-mixed"])
def test_a_fixed_precision_is_returned_as_it_is(precision: Precision) -> None:
    assert choose_precision(RunConfig(), HardwareConfig(precision=precision)) == precision


@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_auto_is_one_that_keeps_32_bit_weights_and_global_randomness(method: MethodName) -> None:
    state = torch.get_rng_state()
    config = RunConfig(method=method, model=ModelConfig(latent_dim=8))
    assert choose_precision(config, HardwareConfig(accelerator="cpu")) in ("32-true", "bf16-mixed")
    assert torch.equal(torch.get_rng_state(), state)


def return_in_turn(*seconds: float) -> Callable[[], float]:
    values = itertools.cycle(seconds)
    return lambda: next(values)


def test_a_challenger_must_be_clearly_faster() -> None:
    usual = return_in_turn(1.0)
    assert is_faster(return_in_turn(0.5), usual)
    assert not is_faster(return_in_turn(0.95), usual)
    assert not is_faster(return_in_turn(1.5), usual)


def test_noise_of_a_busy_machine_does_not_decide() -> None:
    assert is_faster(return_in_turn(1.5, 0.5, 1.4), return_in_turn(1.0, 3.0, 1.0))
    assert not is_faster(return_in_turn(1.0, 1.0, 2.0), return_in_turn(4.0, 2.0, 1.0, 1.0))


def test_a_hopeless_challenger_is_tried_once() -> None:
    trials: list[float] = []

    def try_challenger() -> float:
        trials.append(50.0)
        return 50.0

    assert not is_faster(try_challenger, return_in_turn(1.0))
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
