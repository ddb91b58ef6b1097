"""What is counted against what a process really takes, where its heap gives everything back at once."""

import json
import os
import subprocess
import sys

import pytest
import torch

from aavae.config import EncoderName, ModelConfig, OptimConfig, RunConfig
from aavae.estimate.step_memory import Growth, count_evaluation, count_step
from aavae.methods import MethodName
from aavae.models import Normalise, build_untrained_model

MEGABYTE = 10**6

# Between the first step and the second one lives all that lives between two steps.
_REAL = """
import json, sys
from aavae.config import HardwareConfig, ModelConfig, OptimConfig, RunConfig
from aavae.estimate.measuring import _prepare

method, num_images = sys.argv[1], int(sys.argv[2])
config = RunConfig(method=method, model=ModelConfig(latent_dim=8), optim=OptimConfig(optimizer="adamw"))
training = _prepare(config, num_images, HardwareConfig(accelerator="cpu", precision="32-true", threads=1))


def read(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name + ":"))


def stop(progress):
    if progress.step == 2:
        print(json.dumps(read("VmHWM") - live[0]))
        return True
    live.append(read("VmRSS"))


live = []
list(training.epochs(stop))
"""


def count(
    num_images: int, method: MethodName = "aavae", encoder: EncoderName = "patch", precision: str = "32-true"
) -> Growth:
    config = RunConfig(method=method, model=ModelConfig(encoder=encoder, latent_dim=8))
    model = build_untrained_model(config, Normalise())
    return count_step(model, precision, num_images, size=32, latent_dim=8)  # pyright: ignore


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("method", ["aavae", "simclr"])
def test_what_is_counted_is_what_a_real_step_takes(method: MethodName) -> None:
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TOP_PAD_": "0"}
    command = [sys.executable, "-c", _REAL, method, "384"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert count(384, method).together == pytest.approx(json.loads(result.stdout), rel=0.15)


def test_what_grows_with_the_batch_grows_with_it_exactly() -> None:
    small, large, larger = (count(num_images).together for num_images in (64, 128, 256))
    assert larger - large == pytest.approx(2 * (large - small), rel=0.02)


def test_the_similarities_of_simclr_grow_with_the_square_of_the_batch() -> None:
    # float32 (2 n, 2 n) for each of several matrices.
    beyond = count(4096, "simclr").together - 2 * count(2048, "simclr").together
    assert beyond > 8192**2 * 4


def test_half_precision_takes_less() -> None:
    assert count(256, precision="bf16-mixed").together < 0.8 * count(256).together


def test_a_step_that_no_machine_has_room_for_is_counted_too() -> None:
    assert count(65_536, encoder="resnet50").together > 10**12


def test_evaluation_keeps_no_tensors_for_a_backward_pass() -> None:
    config = RunConfig(model=ModelConfig(latent_dim=8))
    model = build_untrained_model(config, Normalise())
    evaluation = count_evaluation(model, "32-true", num_images=500, size=32)
    assert 500 * 3 * 32 * 32 * 4 < evaluation.together < count(500).together / 2


def test_counting_changes_neither_the_model_nor_the_generator() -> None:
    config = RunConfig(model=ModelConfig(latent_dim=8), optim=OptimConfig())
    model = build_untrained_model(config, Normalise())
    before = {name: value.clone() for name, value in model.state_dict().items()}
    state = torch.get_rng_state()
    count_step(model, "32-true", 16, size=32, latent_dim=8)
    assert not model.training
    assert all(parameter.grad is None for parameter in model.parameters())
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.skipif(sys.platform != "linux", reason="another heap")
def test_a_heap_is_larger_than_what_is_in_it_and_large_blocks_are_not_in_it() -> None:
    cpu = torch.device("cpu")
    assert Growth(large=0, small=100, together=100).estimate_bytes(cpu) > 120
    assert Growth(large=100, small=0, together=100).estimate_bytes(cpu) == 100
    assert Growth(large=0, small=100, together=100).estimate_bytes(torch.device("cuda")) == 100
