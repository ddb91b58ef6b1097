"""Replaying a GPU's work: hundreds of small kernels for the price of one launch."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import torch

_WARM_UP_CALLS = 3
"""Calls before the recording, in which libraries choose and allocate; see PyTorch's notes on CUDA graphs."""

T = TypeVar("T")


class Replay(Generic[T]):
    """A function without arguments, whose kernels are recorded once on a GPU and replayed ever after.

    Small networks wait for Python, not for the GPU, which runs a kernel in less time than Python needs to
    launch one. A CUDA graph launches all of them at once. Elsewhere every call is a plain one.

    Args:
        function: computes on the device alone, the same kernels on the same tensors at each call: nothing is
            copied from or to the host, and no shape depends on a value. What it returns is overwritten by the
            next call.
        device: where it computes.
        generators: those that it draws from.
    """

    def __init__(
        self, function: Callable[[], T], device: torch.device, generators: Sequence[torch.Generator] = ()
    ) -> None:
        self._function = function
        self._device = device
        self._generators = generators
        self._num_calls = 0
        self._recorded: tuple[torch.cuda.CUDAGraph, T] | None = None

    def __call__(self) -> T:
        """Compute, and return what the function returns."""
        if self._device.type != "cuda":
            return self._function()
        if self._recorded is None and self._num_calls < _WARM_UP_CALLS:
            self._num_calls += 1
            return self._warm_up()
        if self._recorded is None:
            self._recorded = self._record()
        graph, result = self._recorded
        graph.replay()
        return result

    def _warm_up(self) -> T:
        """One plain call, on a stream of its own as the recording will be."""
        stream, current = torch.cuda.Stream(self._device), torch.cuda.current_stream(self._device)
        stream.wait_stream(current)
        with torch.cuda.stream(stream):
            result = self._function()
        current.wait_stream(stream)
        return result

    def _record(self) -> tuple[torch.cuda.CUDAGraph, T]:
        graph = torch.cuda.CUDAGraph()
        for generator in self._generators:
            graph.register_generator_state(generator)
        with torch.cuda.graph(graph):
            result = self._function()
        return graph, result
