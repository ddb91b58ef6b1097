"""Vectors that were imported, as they lie on disk."""

import errno
import functools
import os
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

from aavae.atomic import write_atomically
from aavae.errors import UserError
from aavae.foreign.external import External, VectorsConfig
from aavae.foreign.vector_images import name_images
from aavae.language import _


def write_vectors(splits: dict[str, np.ndarray], external: External) -> None:
    """Write the vectors of each split, float32 (N, D), as safetensors.

    Raises:
        OSError: they cannot be written.
    """
    import torch
    from safetensors.torch import save_file

    arrays = {f"h_{name}": np.ascontiguousarray(values, np.float32) for name, values in splits.items()}
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}  # numpy's writer copies them
    try:
        write_atomically(external.vectors, lambda temporary: save_file(tensors, temporary))
    except SafetensorError as error:
        # What safetensors raises on a full disk, in place of an OSError.
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(external.vectors)) from error


def read_vectors(external: External, split: str) -> np.ndarray:
    """The vectors of a split's images, float32 (N, D), in their order: never change them.

    Raises:
        UserError: there are none of this split, or their file is damaged.
    """
    assert isinstance(external.config, VectorsConfig)
    if split not in external.config.splits:
        raise UserError(
            _(
                "'{name}' has no vectors of the {images}, which this needs: import a file that has them too."
            ).format(name=external.name, images=name_images(split))
        )
    return _read(external.vectors, external.compute_digest(), split)


@functools.lru_cache(maxsize=4)
def _read(path: Path, digest: str, split: str) -> np.ndarray:
    try:
        with safe_open(path, "numpy") as file:
            return file.get_tensor(f"h_{split}")
    except (OSError, SafetensorError) as error:
        raise UserError(
            _("The vectors {path} cannot be read: delete them, and import them again.").format(path=path)
        ) from error
