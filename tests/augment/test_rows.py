import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode

from aavae.augment import apply_parameters, blur, colour, draw_parameters, geometric
from aavae.augment.pipeline import identity_parameters
from aavae.augment.rows import keep_rows
from aavae.config import AugmentConfig

CONFIG = AugmentConfig(
    crop_probability=0.8, blur_probability=0.5, grayscale_probability=0.3, jitter_strength=1.0
)


@pytest.fixture
def every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Computes on the CPU as on another device."""
    for module in (blur, colour, geometric):
        monkeypatch.setattr(module, "computes_every_row", lambda images: True)


def make_images() -> Tensor:
    return torch.rand(64, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def test_rows_are_taken_over_where_they_are_named() -> None:
    images = torch.zeros(3, 1, 2, 2)
    kept = keep_rows(images, torch.tensor([True, False, True]), torch.ones(3, 1, 2, 2))
    assert kept is images
    assert images[:, 0, 0, 0].tolist() == [1, 0, 1]


def test_computing_every_row_gives_the_same_images(request: pytest.FixtureRequest) -> None:
    images = make_images()
    parameters = draw_parameters(len(images), 32, 32, CONFIG, torch.Generator().manual_seed(1))
    chosen = apply_parameters(images, parameters)
    request.getfixturevalue("every_row")
    torch.testing.assert_close(apply_parameters(images, parameters), chosen, atol=1e-6, rtol=0)


def test_an_image_that_nothing_changes_comes_back_bit_for_bit(every_row: None) -> None:
    images = make_images()
    assert torch.equal(apply_parameters(images, identity_parameters(len(images), 32, 32)), images)


class _FollowDevices(TorchDispatchMode):
    """Notes operations that touch the host's memory."""

    def __init__(self) -> None:
        super().__init__()
        self.on_host: list[str] = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # noqa: ANN001, ANN204
        result = func(*args, **(kwargs or {}))
        tensors = [value for value in (*args, result) if isinstance(value, Tensor)]
        if any(tensor.device.type == "cpu" for tensor in tensors):
            self.on_host.append(str(func))
        return result


class _FakeGenerator:
    device = torch.device("cuda")


@pytest.mark.skipif(
    torch.__version__ < "2.10" and not torch.cuda.is_available(),
    reason="torch 2.9 cuts fake tensors of a GPU with a driver alone",
)
def test_a_gpu_augments_without_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """No copy, and no question about a value, which a fake tensor could not answer."""
    draw = torch.rand
    monkeypatch.setattr(torch, "rand", lambda *size, generator, **options: draw(*size, **options))
    with FakeTensorMode():
        images = torch.empty(64, 3, 32, 32, device="cuda")
        with _FollowDevices() as devices:
            parameters = draw_parameters(64, 32, 32, CONFIG, _FakeGenerator())  # pyright: ignore[reportArgumentType]
            assert apply_parameters(images, parameters).shape == images.shape
    assert devices.on_host == []
