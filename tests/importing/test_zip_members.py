"""Tests of `aavae.importing.zip_members`."""

import random
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from aavae.importing.zip_members import ZipMember, find_values, read_member

CONTENTS = {
    "empty": b"",
    "text": b"a text " * 1_000,
    "noise": random.Random(0).randbytes(3_000_000),
    "zeros": bytes(5_000_000),
}


def write(path: Path, compression: int, before: bytes = b"") -> dict[str, ZipMember]:
    """A zip, also one behind other bytes as programs that unpack themselves are, and its members."""
    path.write_bytes(before)
    with zipfile.ZipFile(path, "a", compression) as archive:
        for name, content in CONTENTS.items():
            archive.writestr(name, content)
    with zipfile.ZipFile(path) as archive:
        return {info.filename: ZipMember.from_info(info) for info in archive.infolist()}


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [1, 10_000, 10_000_000])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n"])
def test_members_are_read_as_zipfile_reads_them(
    compression: int, size: int, before: bytes, tmp_path: Path
) -> None:
    members = write(tmp_path / "x.zip", compression, before)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        for name, member in members.items():
            if size == 1 and member.size > 10_000:
                continue  # a minute, a byte at a time
            assert b"".join(read_member(tmp_path / "x.zip", member, size)) == archive.read(name)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_they_are_read_in_parts(compression: int, tmp_path: Path) -> None:
    member = write(tmp_path / "x.zip", compression)["zeros"]
    tracemalloc.start()
    assert sum(map(len, read_member(tmp_path / "x.zip", member, 65_536))) == 5_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_500_000


def test_values_are_where_they_are_stored(tmp_path: Path) -> None:
    members = write(tmp_path / "x.zip", zipfile.ZIP_STORED, b"before")
    with (tmp_path / "x.zip").open("rb") as file:
        for name, member in members.items():
            assert find_values(file, member) == file.tell()
            assert file.read(member.size) == CONTENTS[name]


@pytest.mark.parametrize(
    "change",
    [
        {"size": 6_999},
        {"size": 7_001},
        {"size": 0},
        {"crc": 1},
        {"packed_size": 10},
        {"packed_size": 0},
        {"offset": 1},
        {"offset": 10**9},
        {"is_deflated": False},
    ],
)
def test_other_bytes_than_stated_are_refused(change: dict[str, int], tmp_path: Path) -> None:
    member = write(tmp_path / "x.zip", zipfile.ZIP_DEFLATED)["text"]._replace(**change)
    with pytest.raises(zipfile.BadZipFile):
        list(read_member(tmp_path / "x.zip", member, 100))


def test_damage_is_found(tmp_path: Path) -> None:
    member = write(tmp_path / "x.zip", zipfile.ZIP_DEFLATED)["text"]
    whole, generator = (tmp_path / "x.zip").read_bytes(), random.Random(0)
    begin = whole.index(b"text") + 4
    for _ in range(100):
        damaged = bytearray(whole)
        damaged[begin + generator.randrange(member.packed_size)] ^= generator.randrange(1, 256)
        (tmp_path / "x.zip").write_bytes(damaged)
        with pytest.raises((zipfile.BadZipFile, zlib.error)):
            list(read_member(tmp_path / "x.zip", member, 100))
