"""The process that computes what takes long on a server for a class: `python -m aavae.ui.server.computer`.

It reads one piece of work after another from its input, does it, and writes what it returned or raised. It
ends with its input, so never outlives the server for longer than the work in hand. It imports no Streamlit.
"""

import functools
import os
import pickle
import sys
from io import BytesIO
from pathlib import Path

from aavae.data.disk import read_folds_digest
from aavae.data.image_set import Dataset
from aavae.data.store import describe_datasets, load_dataset
from aavae.errors import UserError
from aavae.language import _, use_language
from aavae.ui.server.allocator import give_back, give_back_libraries_for_gpus, limit_heaps

_NICE = 10
"""A tenth of a core beside clicks, and all of one that is idle."""


class _Unpickler(pickle.Unpickler):
    """Opens the image sets that are named."""

    def persistent_load(self, pid: tuple[str, str]) -> Dataset:
        name, digest = pid
        infos = {info.name: info for info in describe_datasets()}
        if name not in infos or infos[name].digest != digest:
            raise UserError(_("The image set '{name}' has changed: open the page again.").format(name=name))
        return _load(name, digest, read_folds_digest(Path(infos[name].path)))


@functools.lru_cache(maxsize=2)
def _load(name: str, digest: str, folds_digest: str) -> Dataset:
    return load_dataset(name)


def do(packed: bytes) -> bytes:
    """Do a piece of work.

    Args:
        packed: the language of whoever asks, pickled, then a function without arguments, with (name, digest)
            in the place of image sets.

    Returns:
        Pickled: whether it returned, and what it returned or raised.
    """
    try:
        file = BytesIO(packed)
        with use_language(pickle.load(file)):
            return pickle.dumps((True, _Unpickler(file).load()()))
    except Exception as error:
        try:
            return pickle.dumps((False, error))
        except Exception:
            return pickle.dumps((False, RuntimeError(repr(error))))


def main() -> None:
    """Work until there is no more input."""
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if sys.platform != "win32":
        os.nice(_NICE)
    limit_heaps()
    # Nobody waits for these imports if they are done before there is work.
    import aavae.evaluation.representations  # noqa: F401

    give_back_libraries_for_gpus()
    while True:
        try:
            packed = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        answers.write(do(packed))
        answers.flush()
        give_back()


if __name__ == "__main__":
    main()
