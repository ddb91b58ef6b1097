"""How much memory a training step and an evaluation take, counted tensor by tensor without computing one.

Fake tensors (`torch._subclasses`) have a shape, a type and a life, but no values: the real networks run
forward and backward on a batch of the real size in about a second, whatever that size is. What they cannot
tell are the libraries' own small buffers, which do not grow with the batch: a real step of a few images has
those too.
"""

import copy
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from aavae.config import Arithmetic
from aavae.models import Model
from aavae.nn.patch_features import NUM_FEATURES

_MAPPED_BYTES = 2**25
"""Blocks of this size glibc takes from the system and gives back one by one; smaller ones share a heap."""
_HEAP_FACTOR = 1.6
"""Size of that heap by what is in it at most: tensors of a step are freed in another order than they came."""


class Growth(NamedTuple):
    """How much more memory some work takes than what lived before it, in bytes.

    Attributes:
        large: the most that tensors of `_MAPPED_BYTES` or more took at once.
        small: the most that the other tensors took at once.
        together: the most that all of them took at once.
    """

    large: int
    small: int
    together: int

    def estimate_bytes(self, device: torch.device) -> float:
        """What the process or the device grows by; a heap is larger than what is in it."""
        if device.type != "cpu" or sys.platform != "linux":
            return self.together
        return self.large + _HEAP_FACTOR * self.small


class _Tally(TorchDispatchMode):
    """Counts the bytes of all tensors that live, and notes the most."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[int] = set()
        self._large = self._small = 0
        self._most = Growth(0, 0, 0)
        self._before = (0, 0)

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        for value in tree_leaves(result):
            if isinstance(value, Tensor):
                self.add(value)
        return result

    def add(self, tensor: Tensor) -> None:
        """Count a tensor from now on until its storage is freed."""
        storage = tensor.untyped_storage()
        key, size = storage._cdata, storage.nbytes()
        if key not in self._known:
            self._known.add(key)
            self._change(size, size)
            weakref.finalize(storage, self._drop, key, size)

    def start(self) -> None:
        """What lives now is not growth."""
        self._before = (self._large, self._small)
        self._most = Growth(0, 0, 0)

    def get_growth(self) -> Growth:
        """The most that lived at once since the start, without what lived then."""
        return self._most

    def _drop(self, key: int, size: int) -> None:
        self._known.discard(key)
        self._change(size, -size)

    def _change(self, size: int, change: int) -> None:
        if size >= _MAPPED_BYTES:
            self._large += change
        else:
            self._small += change
        large, small = self._large - self._before[0], self._small - self._before[1]
        most = self._most
        self._most = Growth(max(most.large, large), max(most.small, small), max(most.together, large + small))


def count_step(model: Model, precision: Arithmetic, num_images: int, size: int, latent_dim: int) -> Growth:
    """Count a forward and a backward pass; the gradients of the step before live until the backward begins.

    Args:
        model: a real one, which stays as it is.
        precision: the arithmetic.
        num_images: images in the step.
        size: their height and width.
        latent_dim: width of the latents.
    """
    with _count(model) as (copied, tally):
        device = next(copied.parameters()).device
        copied.train()
        for parameter in copied.parameters():
            if parameter.requires_grad:
                parameter.grad = torch.empty_like(parameter)
        tally.start()
        images = torch.empty((num_images, 3, size, size), device=device)
        images = images.contiguous(memory_format=torch.channels_last)
        # Augmented images are new ones, and so is the second target.
        views = [images.clone() for _ in range(model.num_views)]
        features = torch.empty((num_images, NUM_FEATURES), device=device)
        with _autocast(device, precision):
            loss = copied(
                images, views, lambda: torch.empty((num_images, latent_dim), device=device), features
            )["loss"]
        for parameter in copied.parameters():
            parameter.grad = None
        loss.backward()
        return tally.get_growth()


def count_evaluation(model: Model, precision: Arithmetic, num_images: int, size: int) -> Growth:
    """Count the encoding of a batch in evaluation mode; the arguments are those of `count_step`."""
    with _count(model) as (copied, tally), torch.no_grad():
        device = next(copied.parameters()).device
        copied.eval()
        tally.start()
        images = torch.empty((num_images, 3, size, size), device=device)
        with _autocast(device, precision):
            copied.encode(images.contiguous(memory_format=torch.channels_last))
        return tally.get_growth()


def _autocast(device: torch.device, precision: Arithmetic) -> torch.autocast:
    return torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16-mixed")


@contextmanager
def _count(model: Model) -> Iterator[tuple[Model, _Tally]]:
    """A copy of a model whose weights have no values, and the tally of all that lives meanwhile."""
    fake = FakeTensorMode()
    replaced: dict[int, Any] = {id(value): fake.from_tensor(value) for value in model.buffers()}
    for value in model.parameters():
        replaced[id(value)] = nn.Parameter(fake.from_tensor(value.detach()), value.requires_grad)
    with fake, _Tally() as tally:
        for value in replaced.values():
            tally.add(value)
        yield copy.deepcopy(model, replaced), tally
