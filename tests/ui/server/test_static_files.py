import base64
import os
import zlib
from pathlib import Path

import pytest

from aavae.ui.server import static_files
from aavae.ui.server.static_files import find_folder, prune, publish, publish_as


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    served = tmp_path / "static" / "maps"
    monkeypatch.setattr(static_files, "find_folder", lambda: served)
    return served


def test_equal_content_is_one_file_written_once(folder: Path) -> None:
    address = publish(b"places", "bin")
    (path,) = folder.iterdir()
    assert address == f"published/{path.name}"
    assert zlib.decompress(path.read_bytes()) == b"places"
    before = path.stat().st_ino
    assert publish(b"places", "bin") == address
    assert path.stat().st_ino == before
    assert publish(b"other places", "bin") != address


def test_without_a_served_folder_the_address_holds_the_content() -> None:
    assert find_folder() is None
    head, content = publish(b"places", "bin").split(",")
    assert head == "data:application/octet-stream;base64"
    assert zlib.decompress(base64.b64decode(content)) == b"places"
    assert publish_as("a.webp", lambda path: path.write_bytes(b"")) is None


def test_a_folder_that_cannot_be_made_is_no_fault(folder: Path) -> None:
    # A file where the folder should be; permissions would not stop root.
    folder.parent.parent.joinpath("static").write_bytes(b"")
    assert publish(b"places", "bin").startswith("data:")
    assert publish_as("a.webp", lambda path: path.write_bytes(b"")) is None


def test_a_failed_write_leaves_nothing(folder: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("full")

    assert publish_as("a.webp", fail) is None
    assert not list(folder.iterdir())


def test_files_unused_for_longest_go_first_and_use_counts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static_files, "MAX_BYTES", 250)
    for age, name in ((30, "a"), (20, "b")):
        publish_as(name, lambda path: path.write_bytes(b"0" * 100))
        os.utime(folder / name, (1_000_000 - age, 1_000_000 - age))
    publish_as("a", lambda path: path.write_bytes(b""))
    publish_as("c", lambda path: path.write_bytes(b"0" * 100))
    assert sorted(path.name for path in folder.iterdir()) == ["a", "c"]


def test_the_newest_file_stays_even_if_it_is_too_large(folder: Path) -> None:
    publish_as("large", lambda path: path.write_bytes(b"0" * 100))
    prune(folder, 10)
    assert (folder / "large").exists()
