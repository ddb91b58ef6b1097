import pytest
import torch
from torch import Tensor

from aavae.train.replay import Replay

on_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")


class _Walk:
    """A random walk: each call draws one step."""

    def __init__(self, device: str) -> None:
        self.generator = torch.Generator(device).manual_seed(0)
        self.position = torch.zeros(4, device=device)
        self.num_calls = 0

    def step(self) -> dict[str, Tensor]:
        self.num_calls += 1
        noise = torch.randn(4, generator=self.generator, device=self.position.device)
        return {"position": self.position.add_(noise).clone()}


def test_a_cpu_calls_every_time() -> None:
    walk = _Walk("cpu")
    replay = Replay(walk.step, torch.device("cpu"), [walk.generator])
    positions = [replay()["position"] for _ in range(6)]
    assert walk.num_calls == 6
    assert torch.equal(positions[-1], walk.position)


@on_gpu
def test_a_gpu_replays_what_it_recorded_with_new_numbers() -> None:
    plain, walk = _Walk("cuda"), _Walk("cuda")
    replay = Replay(walk.step, torch.device("cuda"), [walk.generator])
    for _ in range(10):
        expected = plain.step()["position"]
        assert torch.equal(replay()["position"], expected)
    # Three calls to warm up, one to record.
    assert walk.num_calls == 4
