"""Optimisers without torch's compiler are torch's own, to the bit, and a training imports no compiler."""

import copy
from typing import Any

import torch
from torch import nn
from torch.optim import AdamW

from aavae.train.uncompiled import UncompiledAdamW
from tests.processes import run_module


def build_network() -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(8, 4)


def make_steps(network: nn.Linear, optimizer: torch.optim.Optimizer, count: int = 3) -> None:
    for step in range(count):
        optimizer.zero_grad()
        network(torch.full((2, 8), float(step))).square().sum().backward()
        optimizer.step()


def list_tensors(state: dict[str, Any]) -> list[torch.Tensor]:
    return [tensor for of_parameter in state["state"].values() for tensor in of_parameter.values()]


def test_adamw_makes_the_steps_of_torch_s_own_and_has_its_state() -> None:
    ours, theirs = build_network(), build_network()
    settings = {"lr": 0.1, "weight_decay": 0.5, "fused": True}
    optimizer, reference = (
        UncompiledAdamW(ours.parameters(), **settings),
        AdamW(theirs.parameters(), **settings),
    )
    make_steps(ours, optimizer)
    make_steps(theirs, reference)
    state, expected = optimizer.state_dict(), reference.state_dict()
    assert state["param_groups"] == expected["param_groups"]
    assert all(map(torch.equal, list_tensors(state), list_tensors(expected)))
    # What one of them saved, the other goes on from.
    for each, saved in ((optimizer, expected), (reference, state)):
        each.load_state_dict(copy.deepcopy(saved))
    make_steps(ours, optimizer)
    make_steps(theirs, reference)
    assert all(map(torch.equal, ours.parameters(), theirs.parameters()))


def test_a_training_imports_no_compiler_and_whoever_wants_it_gets_the_real_one() -> None:
    result = run_module("tests.train.uncompiled_worker")
    assert result.returncode == 0, result.stderr
