"""What a NumPy array on disk says of itself; its values are not read, and nothing is unpickled."""

import warnings
from math import prod
from typing import IO, NamedTuple

import numpy as np
from numpy.lib import format as npy_format

from aavae.formatting import format_count
from aavae.language import _


class ArrayHeader(NamedTuple):
    """The header of an array.

    Attributes:
        dtype: of its values.
        shape: its shape.
        is_fortran: whether the first axis varies fastest.
    """

    dtype: np.dtype
    shape: tuple[int, ...]
    is_fortran: bool

    @property
    def num_bytes(self) -> int:
        """Size of its values."""
        return prod(self.shape) * self.dtype.itemsize


def read_array_header(file: IO[bytes], size: int) -> ArrayHeader:
    """Read the header of the array that begins here; the file is then at its values.

    Args:
        file: an .npy, or such a member of an .npz.
        size: its bytes.

    Raises:
        ValueError: it is none, or it is not as long as its header says.
    """
    version = npy_format.read_magic(file)
    readers = {(1, 0): npy_format.read_array_header_1_0, (2, 0): npy_format.read_array_header_2_0}
    if version not in readers:
        raise ValueError(_("its arrays are of version {version}").format(version=".".join(map(str, version))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # numpy warns of what Python 2 wrote
        shape, is_fortran, dtype = readers[version](file)
    header = ArrayHeader(dtype, shape, is_fortran)
    left = size - file.tell()
    if not dtype.hasobject and (min(shape, default=0) < 0 or header.num_bytes != left):
        raise ValueError(
            _("an array of {size} bytes cannot be in {left}").format(
                size=format_count(header.num_bytes), left=format_count(left)
            )
        )
    return header
