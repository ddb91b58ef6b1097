import gzip
import json
from pathlib import Path

import pytest

from aavae.data.file_names import NAMES_FILE, read_file_names, write_file_names
from aavae.errors import UserError

NAMES = ["train/cat/1.png", "train/cat/ü\n\udc80.png", "train/dog/1.png", "test/cat/1.png"]


def test_names_come_back_by_split_and_are_small(tmp_path: Path) -> None:
    write_file_names(NAMES[:3], NAMES[3:], tmp_path)
    names = read_file_names(tmp_path, 3, 1)
    assert names is not None
    assert (names.train, names.test) == (NAMES[:3], NAMES[3:])
    first = (tmp_path / NAMES_FILE).read_bytes()
    write_file_names(NAMES[:3], NAMES[3:], tmp_path)
    assert (tmp_path / NAMES_FILE).read_bytes() == first
    write_file_names((f"train/cat/{number:06}.png" for number in range(20_000)), [], tmp_path)
    assert (tmp_path / NAMES_FILE).stat().st_size < 10 * 20_000


def test_a_set_without_names_has_none(tmp_path: Path) -> None:
    assert read_file_names(tmp_path, 3, 1) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(json.dumps("a.png").encode() + b"\n")[:-6],
        gzip.compress(b'"a.png"\n"b.png"\n'),
        gzip.compress(b'"a.png"\n"b.png"\n"c.png"\n"d.png"\n"e.png"\n'),
        gzip.compress(b'"a.png"\n"b.png"\n"c.png"\n4\n'),
        gzip.compress(b'"' + b"a" * 2**20 + b'"\n'),
        gzip.compress(b"[" * 50_000 + b"\n"),
    ],
    ids=("empty", "plain", "cut", "few", "many", "number", "long", "nested"),
)
def test_damaged_names_are_said_to_be(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAMES_FILE).write_bytes(content)
    with pytest.raises(UserError, match="import the image set again"):
        read_file_names(tmp_path, 3, 1)
