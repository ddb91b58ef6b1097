from typing import Any

import pytest
import torch
from torch import nn

from aavae.config import EncoderName
from aavae.nn.batch_norm import GlobalBatchNorm, synchronise_batch_norm
from aavae.nn.encoder import build_encoder
from tests.nn.processes_worker import CASES, build_norm, compute, draw_batch

TOLERANCES = {torch.float32: 2e-5, torch.float64: 1e-13, torch.bfloat16: 0.05}
ROWWISE = ("outputs", "inputs.grad")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_two_processes_equal_torch_s_batch_norm_on_the_whole_batch(
    case: str, of_two_processes: list[dict[str, Any]]
) -> None:
    inputs, gradient = draw_batch(case)
    tolerance = TOLERANCES[inputs.dtype]
    expected = compute(build_norm(case), inputs, gradient)
    first, second = (results[case] for results in of_two_processes)
    for name, value in expected.items():
        if name in ROWWISE:
            found = torch.cat([first[name], second[name]])
        elif name.endswith(".grad"):
            found = first[name] + second[name]
        else:
            assert torch.equal(first[name], second[name])
            found = first[name]
        torch.testing.assert_close(found, value, atol=tolerance, rtol=tolerance)


def test_without_gradients_a_process_is_alone(of_two_processes: list[dict[str, Any]]) -> None:
    alone = build_norm("2d").train()
    fresh = dict(build_norm("2d").named_buffers())
    with torch.no_grad():
        alone(draw_batch("2d")[0])
    for results, expected in zip(of_two_processes, (dict(alone.named_buffers()), fresh), strict=True):
        assert all(torch.equal(results["without gradients"][name], expected[name]) for name in expected)


@pytest.mark.parametrize("training", [True, False])
def test_in_one_process_it_is_torch_s_batch_norm_to_the_bit(training: bool) -> None:
    inputs, _ = draw_batch("2d")
    holder, usual = nn.Sequential(build_norm("2d")), build_norm("2d").train(training)
    synchronise_batch_norm(holder)
    holder.train(training)
    assert torch.equal(holder(inputs), usual(inputs))
    buffers = dict(usual.named_buffers())
    assert all(torch.equal(value, buffers[name]) for name, value in holder[0].named_buffers())


@pytest.mark.parametrize("name", ["patch", "resnet18", "resnet50"])
def test_every_batch_norm_of_an_encoder_is_replaced_and_no_tensor_is(name: EncoderName) -> None:
    encoder = build_encoder(name, 32).eval()
    before = encoder.state_dict(keep_vars=True)
    count = sum(isinstance(module, nn.BatchNorm2d) for module in encoder.modules())
    synchronise_batch_norm(encoder)
    after = encoder.state_dict(keep_vars=True)
    assert list(after) == list(before)
    assert all(after[key] is before[key] for key in before)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in encoder.modules())
    assert sum(isinstance(module, GlobalBatchNorm) for module in encoder.modules()) == count > 0
    assert not any(module.training for module in encoder.modules())
