"""Training without torch's compiler: no run uses it, and a trainer starts 2 s sooner and with 140 MB less.

Lightning Fabric imports it for the type of modules that it compiled, torch's optimisers to tell it where it
must not look, at their first method.
"""

import contextlib
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

import torch
from torch.optim import AdamW, Optimizer

_COMPILER = "torch._dynamo"


class _Compiled:
    """The type of modules that torch's compiler made, of which there are none."""


@contextlib.contextmanager
def leave_out_compiler() -> Iterator[None]:
    """What is imported in here gets the name of the type of compiled modules, and nothing else of it."""
    if _COMPILER in sys.modules:
        yield
        return
    stand_in = ModuleType(_COMPILER)
    stand_in.OptimizedModule = _Compiled  # pyright: ignore[reportAttributeAccessIssue]
    sys.modules[_COMPILER] = stand_in
    try:
        yield
    finally:
        del sys.modules[_COMPILER]


class UncompiledOptimizer(Optimizer):
    """An optimiser whose methods are torch's own, without the wrapper that imports the compiler."""

    add_param_group = inspect.unwrap(Optimizer.add_param_group)
    load_state_dict = inspect.unwrap(Optimizer.load_state_dict)
    state_dict = inspect.unwrap(Optimizer.state_dict)
    zero_grad = inspect.unwrap(Optimizer.zero_grad)


class UncompiledAdamW(UncompiledOptimizer, AdamW):
    """torch's AdamW."""

    step = torch.no_grad()(inspect.unwrap(AdamW.step))
