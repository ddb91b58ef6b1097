"""Which arithmetic trains fastest here, found by timing it.

bfloat16 halves the time of a step on a CPU with AVX512-BF16 or AMX, and one that emulates it takes up to 50
times as long for a matrix product, which is tried first; what it gains in a given network no flag of the
processor tells. On a CPU one thread is timed, by its own processor time: other programs, which can make a
clock's time several times as long, do not decide.
"""

import contextlib
import time
from collections.abc import Callable, Iterator

import torch

from aavae.config import Arithmetic, HardwareConfig, RunConfig
from aavae.models import Model, Normalise, build_untrained_model
from aavae.nn.patch_features import NUM_FEATURES
from aavae.train.environment import choose_environment
from aavae.train.fabric import Fabric
from aavae.train.muon import MuonArithmetic, orthogonalise

_TRIAL_IMAGES = 64
_FEW_IMAGES = 2
_SLOW_SECONDS = 0.1
"""Work on a few images that takes longer decides by itself: that on more takes long, and much memory."""
_TRIALS = 3
_CLEARLY = 0.9
"""A challenger must take less than this share of the time: noise would otherwise decide between equals."""
_LONG_SECONDS = 0.2
"""A trial that takes longer needs no other: noise is short."""
_HOPELESS = 2.0
"""A challenger whose first trial takes this many times as long is not tried again."""
_MUON_SHAPE = (128, 1152)
"""Of a kernel in the middle of the patch encoder."""


def is_faster(challenger: Callable[[], float], usual: Callable[[], float]) -> bool:
    """Whether one way is clearly faster than the usual one, in trials that take turns.

    Args:
        challenger: tries the one way, and returns the seconds that it took.
        usual: the same of the other.
    """
    usual()
    ours, theirs = [challenger()], [usual()]
    if ours[0] > _HOPELESS * theirs[0]:
        return False
    for _ in range(_TRIALS - 1 if min(ours + theirs) < _LONG_SECONDS else 0):
        ours.append(challenger())
        theirs.append(usual())
    return min(ours) < _CLEARLY * min(theirs)


@contextlib.contextmanager
def _use_one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _get_clock(device: torch.device) -> Callable[[], float]:
    return time.thread_time if device.type == "cpu" else time.perf_counter


def _prepare_gradients(
    model: Model, config: RunConfig, hardware: HardwareConfig, precision: Arithmetic, num_images: int
) -> Callable[[], float]:
    """What computes a step's gradients and returns the seconds; the optimiser's work is left out."""
    fabric = Fabric(
        accelerator=hardware.accelerator, devices=1, precision=precision, plugins=choose_environment(1)
    )
    wrapped = fabric.setup(model)
    size = config.model.image_size
    generator = torch.Generator(fabric.device).manual_seed(0)
    images = torch.rand((num_images, 3, size, size), generator=generator, device=fabric.device)
    images = images.contiguous(memory_format=torch.channels_last)
    noise = torch.zeros((num_images, config.model.latent_dim), device=fabric.device)
    features = torch.zeros((num_images, NUM_FEATURES), device=fabric.device)
    read_clock = _get_clock(fabric.device)

    def compute() -> float:
        start = read_clock()
        loss = wrapped(images, [images] * model.num_views, lambda: noise, features)["loss"]
        fabric.backward(loss)
        model.zero_grad()
        loss.item()  # waits for the device
        return read_clock() - start

    return compute


def choose_precision(config: RunConfig, hardware: HardwareConfig, device: torch.device) -> Arithmetic:
    """Resolve `auto`: bf16 where a step's gradients are computed faster with it, else 32 bits.

    Args:
        config: the run, whose networks are timed.
        hardware: a precision other than `auto` is returned as it is.
        device: where it is computed.
    """
    if hardware.precision != "auto":
        return hardware.precision
    with _use_one_thread():
        if device.type == "cpu" and _emulates_bfloat16():
            return "32-true"
        mixed, full = _prepare_both(config, hardware, min(_FEW_IMAGES, config.batch_size))
        full()  # the first call also prepares kernels
        if full() < _SLOW_SECONDS:
            mixed, full = _prepare_both(config, hardware, min(_TRIAL_IMAGES, config.batch_size))
        return "bf16-mixed" if is_faster(mixed, full) else "32-true"


def _emulates_bfloat16() -> bool:
    """Whether this CPU has no units for bfloat16: a product then takes many times as long as in 32 bits."""
    matrix = torch.randn(_MUON_SHAPE, generator=torch.Generator().manual_seed(0))

    def measure(matrix: torch.Tensor) -> float:
        start = time.thread_time()
        torch.mm(matrix, matrix.T)
        return time.thread_time() - start

    seconds = {
        dtype: min(measure(matrix.to(dtype)) for _ in range(_TRIALS))
        for dtype in (torch.bfloat16, torch.float32)
    }
    return seconds[torch.bfloat16] > _HOPELESS * seconds[torch.float32]


def _prepare_both(
    config: RunConfig, hardware: HardwareConfig, num_images: int
) -> tuple[Callable[[], float], Callable[[], float]]:
    """What computes gradients in bfloat16, and in 32 bits."""
    model = build_untrained_model(config, Normalise()).train()
    mixed, full = (
        _prepare_gradients(model, config, hardware, precision, num_images)
        for precision in ("bf16-mixed", "32-true")
    )
    return mixed, full


def choose_muon_arithmetic(hardware: HardwareConfig, device: torch.device) -> MuonArithmetic:
    """What Muon's iterations compute in: 32 bits where all else does, else what is faster on this device.

    In doubt a CPU computes in 32 bits and any other device in bfloat16.

    Args:
        hardware: with a precision of `32-true` nothing is timed.
        device: where the iterations are computed.
    """
    if hardware.precision == "32-true":
        return "32"
    matrix = torch.randn(_MUON_SHAPE, generator=torch.Generator().manual_seed(0)).to(device)
    read_clock = _get_clock(device)

    def prepare(arithmetic: MuonArithmetic) -> Callable[[], float]:
        def compute() -> float:
            start = read_clock()
            orthogonalise(matrix, arithmetic)[0, 0].item()  # waits for the device
            return read_clock() - start

        return compute

    if device.type == "cpu":
        with _use_one_thread():
            return "bf16" if is_faster(prepare("bf16"), prepare("32")) else "32"
    return "32" if is_faster(prepare("32"), prepare("bf16")) else "bf16"
