import errno
import os
from pathlib import Path

import pytest

from aavae.atomic import advise, require_writable, write_atomically, write_folder_atomically


def test_the_file_holds_what_was_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    for text in ("old", "new"):
        write_atomically(path, lambda temporary, text=text: temporary.write_text(text))
        assert path.read_text() == text
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_what_a_writer_keeps_to_itself(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()

    def write(temporary: Path) -> None:
        temporary.unlink()
        temporary.touch(mode=0o600)
        assert temporary.stat().st_mode != usual.stat().st_mode

    write_atomically(tmp_path / "tensors", write)
    assert (tmp_path / "tensors").stat().st_mode == usual.stat().st_mode


def test_a_writer_that_fails_half_way_leaves_the_old_file_and_no_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    path.write_text("old")

    def write_half(temporary: Path) -> None:
        temporary.write_text("ne")
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        write_atomically(path, write_half)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_file_is_there_while_the_new_one_is_written(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    path.write_text("old")
    seen = []

    def write(temporary: Path) -> None:
        temporary.write_text("new")
        seen.append((path.read_text(), temporary.suffix))

    write_atomically(path, write)
    assert seen == [("old", ".json")]


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.EACCES, "ask its owner"),
        (errno.EPERM, "ask its owner"),
        (errno.EROFS, "name a directory on another disk"),
        (errno.ENOENT, "put it back"),
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
    ],
)
def test_what_to_do_about_a_write_depends_on_why_it_failed(number: int, remedy: str) -> None:
    advice = advise(OSError(number, os.strerror(number)))
    assert advice.startswith(f"({os.strerror(number)}): ")
    assert remedy in advice


def test_a_trial_leaves_everything_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "value.json"
    require_writable(path)
    assert list(tmp_path.iterdir()) == []
    path.write_text("old")
    require_writable(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_trial_finds_what_would_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "value.json", tmp_path / "nowhere" / "value.json", tmp_path):
        with pytest.raises(OSError, match=r"."):
            require_writable(path)
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_is_there_at_once_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path, seen = tmp_path / "export", []

    def fill(folder: Path) -> None:
        (folder / "part").mkdir()
        (folder / "part" / "a.txt").write_text("a")
        seen.append(path.exists())

    write_folder_atomically(path, fill)
    assert seen == [False]
    assert (path / "part" / "a.txt").read_text() == "a"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_whose_filling_fails_is_not_there(tmp_path: Path) -> None:
    def fill_half(folder: Path) -> None:
        (folder / "a.txt").write_text("a")
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        write_folder_atomically(tmp_path / "export", fill_half)
    assert list(tmp_path.iterdir()) == []


def test_what_takes_the_name_of_a_folder_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "export"
    with pytest.raises(FileExistsError):
        write_folder_atomically(path, lambda folder: path.write_text("somebody else's"))
    assert path.read_text() == "somebody else's"
    assert list(tmp_path.iterdir()) == [path]
