import hashlib
import os
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.foreign.plain_file import compute_sha256, read_start, suggest_name


def test_the_start_and_the_digest_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abcdef")
    assert read_start(path, "name the thing's file", 2) == b"ab"
    assert compute_sha256(path) == hashlib.sha256(b"abcdef").hexdigest()


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    cases = {
        tmp_path: "is a folder: name the thing's file",
        tmp_path / "none": "There is no file",
        tmp_path / "empty": "is empty",
        tmp_path / "pipe": "is no file: name the thing's file",
        Path("a\0b"): "no usable path",
    }
    for path, expected in cases.items():
        with pytest.raises(UserError, match=expected):
            read_start(path, "name the thing's file")
    with pytest.raises(UserError, match="could not be read to its end"):
        compute_sha256(tmp_path / "none")


def test_a_name_is_like_the_files() -> None:
    assert suggest_name(Path("my model (2).onnx")) == "my-model-2"
    assert suggest_name(Path(os.fsdecode(b"caf\xe9.ckpt"))) == "caf"
    assert suggest_name(Path("???.ckpt")) == "imported"
    assert suggest_name(Path("...npz"), "vectors") == "vectors"
