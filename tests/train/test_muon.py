import copy
from typing import Any

import pytest
import torch
from torch import nn

from aavae.train.muon import Muon, MuonArithmetic, orthogonalise

BOTH = pytest.mark.parametrize("arithmetic", ["32", "bf16"])


def iterate_exactly(matrix: torch.Tensor) -> torch.Tensor:
    """Newton-Schulz as Jordan et al. write it, in 64 bits: the oracle."""
    wide = matrix.double() if matrix.shape[0] <= matrix.shape[1] else matrix.T.double()
    wide = wide / wide.norm()
    for _ in range(5):
        gram = wide @ wide.T
        wide = 3.4445 * wide + (-4.7750 * gram + 2.0315 * gram @ gram) @ wide
    return wide if matrix.shape[0] <= matrix.shape[1] else wide.T


@pytest.mark.parametrize("shape", [(64, 576), (128, 64), (32, 32)])
@pytest.mark.parametrize("smallest", [1.0, 1e-3, 1e-8])
def test_in_32_bits_the_iterations_are_exact_whatever_the_singular_values(
    shape: tuple[int, int], smallest: float
) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    spread = torch.logspace(0, torch.tensor(smallest).log10().item(), len(values))
    matrix = left @ torch.diag(spread) @ right
    torch.testing.assert_close(
        orthogonalise(matrix, "32"), iterate_exactly(matrix).float(), atol=2e-4, rtol=0
    )


def test_a_gradient_of_zeros_gives_zeros() -> None:
    for arithmetic in ("32", "bf16"):
        assert torch.equal(orthogonalise(torch.zeros(4, 9), arithmetic), torch.zeros(4, 9))


def test_a_state_brings_its_arithmetic_and_an_older_one_is_bfloat16() -> None:
    torch.manual_seed(0)
    parameter, other = nn.Parameter(torch.randn(6, 9)), nn.Parameter(torch.randn(6, 9))
    saved = Muon([parameter], lr=0.1, arithmetic="32").state_dict()
    optimizer = Muon([other], lr=0.1, arithmetic="bf16")
    optimizer.load_state_dict(saved)
    assert optimizer.param_groups[0]["arithmetic"] == "32"
    other.grad = torch.randn(6, 9)
    before = other.detach().clone()
    optimizer.step()
    torch.testing.assert_close(before - other.detach(), 0.1 * orthogonalise(other.grad, "32"))
    old: dict[str, Any] = copy.deepcopy(saved)
    del old["param_groups"][0]["arithmetic"]
    optimizer.load_state_dict(old)
    assert optimizer.param_groups[0]["arithmetic"] == "bf16"


@pytest.mark.parametrize("shape", [(16, 16), (16, 144), (144, 16), (1, 9)])
@BOTH
def test_the_update_s_singular_values_are_about_one(
    shape: tuple[int, int], arithmetic: MuonArithmetic
) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonalise(matrix, arithmetic))
    assert 0.3 < values.min() <= values.max() < 1.3


def test_the_update_keeps_the_singular_vectors() -> None:
    matrix = torch.randn(8, 24, generator=torch.Generator().manual_seed(0))
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    rotated = left.T @ orthogonalise(matrix) @ right.T
    assert (rotated - rotated.diag().diag()).abs().max() < 0.05


def test_the_scale_of_the_gradient_does_not_matter() -> None:
    matrix = torch.randn(8, 24, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(orthogonalise(1e-3 * matrix), orthogonalise(matrix), atol=0.05, rtol=0)


def test_a_step_moves_a_kernel_like_the_matrix_of_its_rows() -> None:
    torch.manual_seed(0)
    kernel = nn.Parameter(torch.randn(8, 2, 3, 3))
    matrix = nn.Parameter(kernel.detach().flatten(1).clone())
    kernel.grad = torch.randn(8, 2, 3, 3)
    matrix.grad = kernel.grad.flatten(1).clone()
    for parameter in (kernel, matrix):
        Muon([parameter], lr=0.1, weight_decay=0.5).step()
    assert torch.equal(kernel.flatten(1), matrix)


def test_the_first_step_is_decay_and_the_orthogonal_gradient() -> None:
    torch.manual_seed(0)
    parameter = nn.Parameter(torch.randn(12, 3))
    before, gradient = parameter.detach().clone(), torch.randn(12, 3)
    parameter.grad = gradient
    Muon([parameter], lr=0.1, weight_decay=0.5).step()
    expected = before * (1 - 0.1 * 0.5) - 0.1 * 2 * orthogonalise(gradient)
    torch.testing.assert_close(parameter.detach(), expected, atol=5e-3, rtol=0)


def test_momentum_goes_on_without_a_gradient_s_direction() -> None:
    torch.manual_seed(0)
    parameter = nn.Parameter(torch.zeros(4, 4))
    optimizer = Muon([parameter], lr=0.1)
    parameter.grad = torch.eye(4)
    for _ in range(20):
        optimizer.step()
    before = parameter.detach().clone()
    parameter.grad = torch.zeros(4, 4)
    optimizer.step()
    assert (parameter.detach() - before).trace() < -0.1


def test_a_restored_state_takes_the_same_steps() -> None:
    torch.manual_seed(0)
    parameter = nn.Parameter(torch.randn(6, 6))
    optimizer = Muon([parameter], lr=0.1)
    gradients = torch.randn(4, 6, 6)
    for gradient in gradients[:2]:
        parameter.grad = gradient
        optimizer.step()
    other = nn.Parameter(parameter.detach().clone())
    restored = Muon([other], lr=0.1)
    restored.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for gradient in gradients[2:]:
        parameter.grad = other.grad = gradient
        optimizer.step()
        restored.step()
    assert torch.equal(parameter, other)


def test_a_parameter_without_a_gradient_stays() -> None:
    parameter = nn.Parameter(torch.ones(2, 2))
    Muon([parameter], lr=0.1, weight_decay=0.5).step()
    assert torch.equal(parameter, torch.ones(2, 2))
