"""Read arrays of numbers from a Matlab file of version 5.

Not by scipy's `loadmat`: one wrong byte in a file, such as an unknown type of an array's values, ends the
process there, and what an array unpacks to is not bounded by its shape. The format is "MAT-File Level 5" in
https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf.
"""

import math
import zlib
from collections.abc import Collection
from typing import BinaryIO, Literal, NamedTuple, Protocol

import numpy as np

from aavae.language import _

_HEADER_BYTES = 128
_MAX_VARIABLES = 1_000
_MAX_DIMENSIONS = 8
_MAX_NAME = 63
_INT8, _INT32, _UINT32, _MATRIX, _COMPRESSED = 1, 5, 6, 14, 15
_IS_COMPLEX = 0x0800
_NUMERIC_CLASSES = range(6, 16)  # double, single, and whole numbers of 8 to 64 bits
_TYPES = {
    1: "i1",
    2: "u1",
    3: "i2",
    4: "u2",
    5: "i4",
    6: "u4",
    7: "f4",
    9: "f8",
    12: "i8",
    13: "u8",
}
_PART = 2**20
_Order = Literal["little", "big"]


class Variable(NamedTuple):
    """An array of a file.

    Attributes:
        shape: as Matlab has it.
        values: flat, in Matlab's order, where the first index changes fastest, of the type that they are
            stored in; None if they were not asked for, or are no real numbers.
    """

    shape: tuple[int, ...]
    values: np.ndarray | None


def read_variables(file: BinaryIO, size: int, names: Collection[str], limit: int) -> dict[str, Variable]:
    """Reads some variables of a file, and lists the others.

    Args:
        file: at the beginning of the Matlab file.
        size: bytes of that.
        names: of the variables whose values are wanted.
        limit: the most bytes that the values of one variable may have.

    Returns:
        All variables by name.

    Raises:
        ValueError: it is no Matlab file of version 5, or damaged, or has more in it.
        EOFError: it is truncated.
        zlib.error: what is packed in it is damaged.
        OSError: it cannot be read.
    """
    order = _read_order(file.read(_HEADER_BYTES))
    start, end = file.tell(), file.tell() - _HEADER_BYTES + size
    variables: dict[str, Variable] = {}
    while start < end:
        file.seek(start)
        kind, length = _read_numbers(file, 2, order)
        start += 8 + length
        if start > end:
            raise EOFError(_("it is truncated"))
        content: _Stream = file
        if kind == _COMPRESSED:
            content = _Unpacked(file, length)
            kind, length = _read_numbers(content, 2, order)
        if kind != _MATRIX or len(variables) >= _MAX_VARIABLES:
            raise ValueError(_("it has parts that are no arrays"))
        if length:
            name, variable = _read_matrix(content, order, names, limit)
            variables[name] = variable
    return variables


class _Stream(Protocol):
    def read(self, count: int, /) -> bytes | bytearray: ...


class _Unpacked:
    """What packed bytes of a file unpack to, no further than it is read."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length
        self._unpacker = zlib.decompressobj()
        self._waiting = b""

    def read(self, count: int, /) -> bytearray:
        unpacked = bytearray()
        while len(unpacked) < count:
            if not self._waiting:
                self._waiting = self._file.read(min(self._left, _PART))
                self._left -= len(self._waiting)
            is_last = not self._waiting
            part = self._unpacker.decompress(self._waiting, count - len(unpacked))
            self._waiting = self._unpacker.unconsumed_tail
            unpacked += part
            if is_last and not part:
                break
        return unpacked


def _read_order(header: bytes) -> _Order:
    if header.startswith((b"\x89HDF", b"MATLAB 7.3")):
        raise ValueError(
            _("it is a Matlab file of version 7.3, which `save -v7` in Matlab makes an older one")
        )
    version, mark = header[124:126], header[126:128]
    if (version, mark) == (b"\0\1", b"IM"):
        return "little"
    if (version, mark) == (b"\1\0", b"MI"):
        return "big"
    raise ValueError(_("it is no Matlab file of version 5"))


def _read(stream: _Stream, count: int) -> bytes | bytearray:
    content = stream.read(count)
    if len(content) != count:
        raise EOFError(_("it is truncated"))
    return content


def _read_numbers(stream: _Stream, count: int, order: _Order) -> list[int]:
    content = _read(stream, 4 * count)
    return [int.from_bytes(content[4 * index : 4 * index + 4], order) for index in range(count)]


def _read_element(stream: _Stream, order: _Order, limit: int) -> tuple[int, bytes | bytearray]:
    """The type and the bytes of a part of an array; up to four bytes stand where their number would."""
    tag = _read(stream, 8)
    kind, length = int.from_bytes(tag[:4], order), int.from_bytes(tag[4:], order)
    if kind >> 16:
        if kind >> 16 > 4:
            raise ValueError(_("it is damaged"))
        return kind & 0xFFFF, tag[4 : 4 + (kind >> 16)]
    if length > limit:
        raise ValueError(_("it is damaged, or of another set"))
    content = _read(stream, length)
    stream.read(-length % 8)
    return kind, content


def _read_matrix(stream: _Stream, order: _Order, names: Collection[str], limit: int) -> tuple[str, Variable]:
    letter = "<" if order == "little" else ">"
    kind, flags = _read_element(stream, order, 8)
    if kind != _UINT32 or len(flags) != 8:
        raise ValueError(_("it is damaged"))
    flag = int.from_bytes(flags[:4], order)
    kind, sides = _read_element(stream, order, 4 * _MAX_DIMENSIONS)
    if kind != _INT32 or len(sides) < 8 or len(sides) % 4:
        raise ValueError(_("it is damaged"))
    shape = tuple(np.frombuffer(sides, f"{letter}i4").tolist())
    kind, name = _read_element(stream, order, _MAX_NAME)
    if kind != _INT8 or min(shape) < 0:
        raise ValueError(_("it is damaged"))
    text = name.decode("ascii", "replace")
    if text not in names or (flag & 0xFF) not in _NUMERIC_CLASSES or flag & _IS_COMPLEX:
        return text, Variable(shape, None)
    kind, content = _read_element(stream, order, limit)
    if kind not in _TYPES:
        raise ValueError(_("it is damaged"))
    dtype = np.dtype(f"{letter}{_TYPES[kind]}")
    if len(content) != math.prod(shape) * dtype.itemsize:
        raise ValueError(_("it has an array whose shape is not that of its contents"))
    return text, Variable(shape, np.frombuffer(content, dtype))
