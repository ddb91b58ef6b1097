"""Reading a checkpoint of PyTorch Lightning: its tensors and numbers, and nothing that could run code.

Versions 1.3 and 1.4 have the class of a callback as a key of a dictionary; a stand-in that nothing can make
an object of takes its place, so that neither Lightning nor an unrestricted unpickler is needed.
"""

import pickle
import re
from pathlib import Path
from typing import Any, NoReturn

import torch

from aavae.errors import UserError
from aavae.foreign.plain_file import read_start
from aavae.language import _

_CALLBACK = "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint"
_ZIP = b"PK\x03\x04"
_PICKLE = b"\x80"
_GLOBAL = re.compile(r"GLOBAL ([\w.]+)")


class _CallbackClass:
    """In place of Lightning's class of checkpoints, of which the name alone is needed."""

    def __new__(cls, *__: object) -> NoReturn:
        raise pickle.UnpicklingError("an object of a callback's class")


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Read a checkpoint; its tensors are mapped: what nobody looks at takes no memory.

    Raises:
        UserError: it is missing, is no complete checkpoint, or holds more than numbers and tensors.
    """
    _check_is_archive(path)
    try:
        with torch.serialization.safe_globals([(_CallbackClass, _CALLBACK)]):
            content = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except pickle.UnpicklingError as error:
        found = _GLOBAL.search(str(error))
        sentence = (
            _(
                "{path} holds the class or function '{name}', which loading could run code with: only "
                "Lightning checkpoints of tensors, numbers and texts are read."
            )
            if found
            else _(
                "{path} holds more than tensors and numbers, which loading could run code with: only "
                "Lightning checkpoints of tensors, numbers and texts are read."
            )
        )
        raise UserError(sentence.format(path=path, name=found[1] if found else "")) from error
    except Exception as error:
        raise UserError(
            _("{path} is not a complete PyTorch checkpoint ({error}): copy it again.").format(
                path=path, error=type(error).__name__
            )
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("state_dict"), dict):
        raise UserError(
            _(
                "{path} is not a checkpoint of PyTorch Lightning: it has no dictionary 'state_dict' of "
                "weights."
            ).format(path=path)
        )
    return content


def _check_is_archive(path: Path) -> None:
    """Say what a file is that torch would only say little of."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise UserError(
            _("{path} has a name that is not UTF-8, which PyTorch cannot open: rename it.").format(path=path)
        ) from error
    start = read_start(path, _("name the checkpoint's file"))
    if start.startswith(_PICKLE):
        raise UserError(
            _(
                "{path} is a bare pickle, as PyTorch wrote before 1.6: the reference's checkpoints are newer."
            ).format(path=path)
        )
    if start != _ZIP:
        raise UserError(_("{path} is not a PyTorch checkpoint.").format(path=path))
