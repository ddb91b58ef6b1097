"""Saving and loading a run's exact state and its weights, atomically."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, load_file, save

from aavae import packed
from aavae.atomic import write_atomically
from aavae.errors import UserError
from aavae.language import _
from aavae.packed import pack, unpack
from aavae.train.compact import restore


def save_state(state: dict[str, Any], path: Path) -> None:
    """Save what `Training.state_dict` returned."""
    _write(path, lambda temporary: torch.save(state, temporary))


def load_state(path: Path) -> dict[str, Any]:
    """Load a state to the CPU; nothing in it can run code.

    Raises:
        UserError: the file is missing or damaged.
    """
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise UserError(
            _("{path} cannot be read ({error}): start the run anew.").format(
                path=path, error=type(error).__name__
            )
        ) from error


def save_weights(weights: dict[str, torch.Tensor], path: Path) -> None:
    """Save a model's state dict as safetensors, compressed where the path ends in `.gz`."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}
    # Not save_file: killed half-way, it leaves a file under a name of its own beside the weights.
    data = save(tensors)
    content = pack(data) if path.suffix == packed.SUFFIX else data
    write_atomically(path, lambda temporary: temporary.write_bytes(content))


def _write(path: Path, write: Callable[[Path], object]) -> None:
    try:
        write_atomically(path, write)
    except (RuntimeError, SafetensorError) as error:
        # What torch and safetensors raise on a full disk, in place of an OSError.
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from error


def load_weights(path: Path) -> dict[str, torch.Tensor]:
    """Load a model's state dict to the CPU, in float32 whatever its form (see `aavae.train.compact`).

    Raises:
        UserError: the file is missing or damaged.
    """
    try:
        is_packed = path.suffix == packed.SUFFIX
        tensors = load(unpack(path.read_bytes())) if is_packed else load_file(path)
    except (OSError, SafetensorError) as error:
        raise UserError(
            _("The weights {path} cannot be read: train the run again.").format(path=path)
        ) from error
    return restore(tensors)
