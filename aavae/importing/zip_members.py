"""Files in a zip, read where they lie: without its directory, which for many files takes longer than they.

`zipfile` lists them. It reads one only of an archive whose directory it has read itself, so each process
would read that once more, and keep half a kilobyte for each file.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, Self

from aavae.language import N_

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_PART = 2**16


class ZipMember(NamedTuple):
    """What a zip's directory says of a file, as far as it takes to read it.

    Attributes:
        offset: where its own header begins, in bytes.
        packed_size: its bytes in the zip.
        size: its bytes.
        crc: the CRC-32 of these.
        is_deflated: whether they are compressed, by Deflate; stored as they are if not.
    """

    offset: int
    packed_size: int
    size: int
    crc: int
    is_deflated: bool

    @classmethod
    def from_info(cls, info: zipfile.ZipInfo) -> Self:
        """What `zipfile` says of it."""
        return cls(
            info.header_offset,
            info.compress_size,
            info.file_size,
            info.CRC,
            info.compress_type == zipfile.ZIP_DEFLATED,
        )


def find_values(file: IO[bytes], member: ZipMember) -> int:
    """Where the bytes of a file begin in its zip; there the zip is then read.

    Raises:
        BadZipFile: there is no such file.
    """
    file.seek(member.offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\3\4"):
        raise zipfile.BadZipFile(N_("it has changed since it was listed"))
    __, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    return file.seek(name_length + extra_length, os.SEEK_CUR)


def read_member(path: Path, member: ZipMember, size: int) -> Iterator[bytes]:
    """The bytes of a file in a zip, about `size` at a time, and never more than its directory says.

    Raises:
        BadZipFile: they are others than its directory says.
        zlib.error: they are damaged.
    """
    left, crc = member.size, 0
    with path.open("rb", buffering=0) as file:
        find_values(file, member)
        packed = _read_parts(file, member.packed_size)
        for part in _inflate(packed, size) if member.is_deflated else packed:
            left -= len(part)
            if left < 0:
                break
            crc = zlib.crc32(part, crc)
            yield part
    if left or crc != member.crc:
        raise zipfile.BadZipFile(N_("its bytes do not have the size or the CRC-32 that the zip states"))


def _read_parts(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left and (part := file.read(min(_PART, left))):
        left -= len(part)
        yield part


def _inflate(parts: Iterator[bytes], size: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for part in parts:
        # To zlib a limit of 0 is none. One that is reached may leave more to come of what it has read.
        while not unpacker.eof and ((unpacked := unpacker.decompress(part, size + 1)) or part):
            yield unpacked
            part = unpacker.unconsumed_tail
        if unpacker.eof:
            return
