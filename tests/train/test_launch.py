import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.errors import UserError
from aavae.train.launch import launch

CONFIG = RunConfig(model=ModelConfig(latent_dim=8))


def test_one_process_is_the_main_one_and_makes_no_group(cpu: HardwareConfig) -> None:
    fabric, precision, muon_arithmetic = launch(CONFIG, cpu)
    assert (fabric.world_size, fabric.is_global_zero) == (1, True)
    assert (precision, muon_arithmetic) == ("32-true", "32")
    assert not torch.distributed.is_initialized()


def test_auto_becomes_one_precision_and_fabric_has_it() -> None:
    fabric, precision, _ = launch(CONFIG, HardwareConfig(accelerator="cpu"))
    with fabric.autocast():
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == {"32-true": torch.float32, "bf16-mixed": torch.bfloat16}[precision]


def test_threads_are_those_asked_for_or_left_alone(cpu: HardwareConfig) -> None:
    launch(CONFIG, cpu.model_copy(update={"threads": 2}))
    assert torch.get_num_threads() == 2
    launch(CONFIG, cpu)
    assert torch.get_num_threads() == 2


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_hardware_that_is_not_there_is_a_user_error() -> None:
    with pytest.raises(UserError, match=r"accelerator 'cuda' with 1 device\(s\) is not possible here"):
        launch(CONFIG, HardwareConfig(accelerator="cuda"))
