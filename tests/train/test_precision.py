import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, Precision, RunConfig
from aavae.methods import MethodName
from aavae.train.precision import choose_precision


@pytest.mark.parametrize("precision", ["32-true", "bf16-mixed"])
def test_a_fixed_precision_is_returned_as_it_is(precision: Precision) -> None:
    assert choose_precision(RunConfig(), HardwareConfig(precision=precision)) == precision


@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_auto_is_one_that_keeps_32_bit_weights_and_global_randomness(method: MethodName) -> None:
    state = torch.get_rng_state()
    config = RunConfig(method=method, model=ModelConfig(latent_dim=8))
    assert choose_precision(config, HardwareConfig(accelerator="cpu")) in ("32-true", "bf16-mixed")
    assert torch.equal(torch.get_rng_state(), state)
