"""Compressed files in the place of plain ones: what ships is small, what trains is fast."""

import gzip
import os
import zlib
from pathlib import Path

SUFFIX = ".gz"


def prefer_packed(path: Path) -> Path:
    """The compressed file beside a path, if there is one; else the path."""
    packed = path.with_name(path.name + SUFFIX)
    return packed if os.path.isfile(packed) else path


def pack(data: bytes) -> bytes:
    """Compress weights: they repeat nothing, so all that can be gained is in the lengths of the codes."""
    compressor = zlib.compressobj(wbits=zlib.MAX_WBITS | 16, memLevel=9, strategy=zlib.Z_HUFFMAN_ONLY)
    return compressor.compress(data) + compressor.flush()


def unpack(data: bytes) -> bytes:
    """What `pack` was given.

    Raises:
        OSError: the data are damaged.
    """
    try:
        return gzip.decompress(data)
    except (EOFError, zlib.error) as error:
        raise OSError(str(error)) from error
