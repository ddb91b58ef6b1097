import io
import zlib
from typing import Any

import numpy as np
import pytest
from scipy.io import loadmat, savemat

from aavae.importing.matlab5 import read_variables

CONTENT: dict[str, Any] = {
    "X": np.arange(24, dtype=np.uint8).reshape(2, 3, 4),
    "y": np.array([[1], [10]], np.uint8),
    "long": np.arange(6, dtype=np.int64),
    "short": np.array([[-3, 300]], np.int16),
    "floats": np.array([[0.5, -2.0]]),
    "complex": np.array([[1j]]),
    "text": "abc",
    "cells": np.array(["a", "bc"], object),
    "struct": {"a": [1, "b"]},
    "empty": np.zeros((0, 3)),
}
NAMES = tuple(CONTENT)


def write(content: dict[str, Any], compressed: bool = False) -> bytes:
    buffer = io.BytesIO()
    savemat(buffer, content, do_compression=compressed)
    return buffer.getvalue()


def read(content: bytes, names: tuple[str, ...] = NAMES, limit: int = 2**20) -> dict[str, Any]:
    return dict(read_variables(io.BytesIO(content), len(content), names, limit))


def compress(content: bytes) -> bytes:
    """Packs each variable of a file as Matlab does, whatever is in it."""
    packed, start = content[:128], 128
    while start < len(content):
        end = start + 8 + int.from_bytes(content[start + 4 : start + 8], "little")
        part = zlib.compress(content[start:end])
        packed += (15).to_bytes(4, "little") + len(part).to_bytes(4, "little") + part
        start = end
    return packed


def swap(content: bytes) -> bytes:
    """A file of one array of bytes as a machine with the other order of bytes writes it."""
    words = np.frombuffer(content[128:], "<u4")
    # Tags, flags and sides are words; names and values, which come after them, are bytes.
    head = words[:10].astype(">u4").tobytes()
    tags = words[10:11].astype(">u4").tobytes() + content[128 + 44 : 128 + 48]
    values = words[12:14].astype(">u4").tobytes() + content[128 + 56 :]
    return content[:124] + b"\1\0MI" + head + tags + values


@pytest.mark.parametrize("compressed", [False, True])
def test_arrays_are_read_as_scipy_reads_them(compressed: bool) -> None:
    content = write(CONTENT, compressed)
    theirs = loadmat(io.BytesIO(content), chars_as_strings=False)
    found = read(content)
    assert found.keys() == CONTENT.keys()
    for name in ("X", "y", "long", "short", "floats", "empty"):
        variable = found[name]
        np.testing.assert_array_equal(variable.values.reshape(variable.shape, order="F"), theirs[name])
    for name in ("complex", "text", "cells", "struct"):
        assert found[name].values is None
        assert found[name].shape == theirs[name].shape


def test_only_what_is_asked_for_is_read() -> None:
    content = write({"big": np.zeros(2**16, np.uint8), "y": np.ones((2, 1), np.uint8)}, compressed=True)
    found = read(content, ("y",), limit=2)
    assert (found["big"].shape, found["big"].values) == ((1, 2**16), None)
    assert found["y"].values.tolist() == [1, 1]
    with pytest.raises(ValueError, match="damaged, or of another set"):
        read(content, ("big",), limit=2**16 - 1)


def test_a_file_in_a_file_is_read_to_its_end() -> None:
    content = write({"y": np.ones((2, 1), np.uint8)})
    file = io.BytesIO(b"before" + content + b"after")
    file.seek(6)
    assert list(read_variables(file, len(content), ("y",), 10)) == ["y"]


def test_the_other_order_of_bytes_is_read() -> None:
    content = write({"X": np.arange(24, dtype=np.uint8).reshape(4, 6)})
    found = read(swap(content))["X"]
    assert found.shape == (4, 6)
    np.testing.assert_array_equal(found.values, read(content)["X"].values)


@pytest.mark.parametrize("compressed", [False, True])
def test_a_file_that_is_cut_anywhere_is_refused(compressed: bool) -> None:
    content = write({"X": CONTENT["X"], "y": CONTENT["y"]}, compressed)
    cuts = 0
    for end in range(len(content)):
        try:
            found = read(content[:end])
        except (ValueError, EOFError, zlib.error) as error:
            assert str(error)
            cuts += 1
        else:
            assert found.keys() < {"X", "y"}  # between the two
    assert cuts >= len(content) - 2


@pytest.mark.parametrize("packed", [False, True])
def test_damage_anywhere_is_an_error_or_another_array(packed: bool) -> None:
    rng = np.random.default_rng(0)
    content = write(CONTENT)
    places = np.flatnonzero(np.frombuffer(content, np.uint8))  # headers, tags and names
    for _ in range(1_000):
        damaged = bytearray(content)
        for place in rng.choice(places, rng.integers(1, 4)):
            damaged[place] = rng.integers(256)
        try:
            read(compress(bytes(damaged)) if packed else bytes(damaged))
        except (ValueError, EOFError, zlib.error) as error:
            assert str(error)


@pytest.mark.parametrize("kind", [0, 8, 14, 49, 0xFFFF])
def test_values_of_an_unknown_type_are_refused(kind: int) -> None:
    content = bytearray(write({"X": np.zeros((32, 32), np.uint8)}))
    place = content.index((2).to_bytes(4, "little") + (1024).to_bytes(4, "little"))
    content[place : place + 4] = kind.to_bytes(4, "little")
    with pytest.raises(ValueError, match="damaged"):
        read(bytes(content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n", "version 7.3"),
        (b"\x89HDF\r\n\x1a\n" + bytes(512), "version 7.3"),
        (b"", "no Matlab file of version 5"),
        (b"text " * 100, "no Matlab file of version 5"),
        (write({})[:128] + bytes(80), "no arrays"),
    ],
)
def test_other_files_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(content)
