"""Whether a saved state can continue a run, and in which arithmetic it does."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, get_args

from torch import Tensor
from torch.optim import Optimizer

from aavae.config import Arithmetic, HardwareConfig
from aavae.errors import UserError
from aavae.language import _

STATE_VERSION = 1
"""Of what a state holds and means; raised when an older one can no longer be continued."""

_NUMBER = (int, float)
_KINDS: dict[str, type | tuple[type, ...]] = {
    "model": dict,
    "optimizers": list,
    "schedules": list,
    "augment_generator": Tensor,
    "noise_generator": Tensor,
    "epoch": int,
    "step": int,
    "elapsed_seconds": _NUMBER,
    "sums": dict,
    "step_seconds": _NUMBER,
    "history": list,
    "accelerator": str,
    "precision": str,
    "threads": int,
}
"""What every state has. A state of before threads were chosen by measuring, or versions counted, lacks these
two."""
_SCHEDULE_KEYS = {"base_lrs", "last_epoch", "lr_lambdas"}
_GROUP_KEYS = {"lr", "params"}


def check_state(state: Mapping[str, Any], own: Mapping[str, Any], optimizers: Sequence[Optimizer]) -> None:
    """Check that a saved state is whole, of this version, and of such a run, before any of it is taken over.

    Args:
        state: what `load_state` returned.
        own: the state of the run as it is now, which says the names and shapes.
        optimizers: of the run as it is now.

    Raises:
        UserError: the state is damaged, or of another version, network, optimiser or kind of device.
    """
    _refuse_unless(_is_whole(state, _KINDS.keys()))
    _refuse_unless(_list_shapes(state["model"]) == _list_shapes(own["model"]))
    _refuse_unless(len(state["optimizers"]) == len(optimizers))
    for saved, optimizer in zip(state["optimizers"], optimizers, strict=True):
        _refuse_unless(_is_of_optimizer(saved, optimizer))
    _refuse_unless(len(state["schedules"]) == len(own["schedules"]))
    _refuse_unless(all(isinstance(one, dict) and one.keys() >= _SCHEDULE_KEYS for one in state["schedules"]))
    for name in ("augment_generator", "noise_generator"):
        # Generators of two kinds of device have states of different length.
        _refuse_unless(state[name].dtype == own[name].dtype and state[name].shape == own[name].shape)
    _refuse_unless(all(isinstance(value, _NUMBER) for value in state["sums"].values()))
    _refuse_unless(all(isinstance(metrics, dict) for metrics in state["history"]))


def keep_arithmetic(hardware: HardwareConfig, state: dict[str, Any]) -> HardwareConfig:
    """The hardware with the precision and threads of a saved state, which decide its last digits.

    Where the kind of device is left open, it is the state's too: the generators of two kinds differ. Threads
    that were chosen by measuring are where a resume begins, and no more.

    Raises:
        UserError: the state does not say them, or is of another version.
    """
    names = ("accelerator", "precision", "threads")
    _refuse_unless(_is_whole(state, names) and state["precision"] in get_args(Arithmetic))
    kept = {name: state[name] for name in names}
    if hardware.accelerator != "auto":
        del kept["accelerator"]
    # A state of before threads were chosen by measuring does not say so.
    if state.get("tunes_threads", False):
        del kept["threads"]
    return hardware.model_copy(update=kept)


def _is_whole(state: object, names: Collection[str]) -> bool:
    return (
        isinstance(state, dict)
        and state.get("version", STATE_VERSION) == STATE_VERSION
        and all(isinstance(state.get(name), _KINDS[name]) for name in names)
    )


def _list_shapes(weights: Mapping[str, Any]) -> dict[str, object]:
    return {name: getattr(value, "shape", None) for name, value in weights.items()}


def _is_of_optimizer(saved: object, optimizer: Optimizer) -> bool:
    """Whether it has the same groups, and for each parameter numbers, or tensors of its shape, if any."""
    if not isinstance(saved, dict) or not saved.keys() >= {"state", "param_groups"}:
        return False
    groups, moments = saved["param_groups"], saved["state"]
    if not (isinstance(groups, list) and isinstance(moments, dict)):
        return False
    if not all(isinstance(group, dict) and group.keys() >= _GROUP_KEYS for group in groups):
        return False
    sizes = [len(group["params"]) for group in optimizer.param_groups]
    if [len(group["params"]) for group in groups] != sizes:
        return False
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    shapes = dict(zip((index for group in groups for index in group["params"]), parameters, strict=True))
    return all(
        index in shapes
        and isinstance(values, dict)
        and all(_suits(value, shapes[index]) for value in values.values())
        for index, values in moments.items()
    )


def _suits(value: object, parameter: Tensor) -> bool:
    return not isinstance(value, Tensor) or value.ndim == 0 or value.shape == parameter.shape


def _refuse_unless(fits: bool) -> None:
    if not fits:
        raise UserError(
            _(
                "The saved state does not fit: it is damaged, or of another version or kind of device; "
                "start the run anew."
            )
        )
