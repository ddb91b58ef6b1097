import os
import time
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.jobs.job import Job, JobSpec, JobState, JobStatus
from aavae.runs.process import describe_process
from aavae.ui.images.uploads import (
    choose_paths,
    list_files,
    make_upload,
    remove_ended_uploads,
    remove_upload,
    touch_upload,
    write_file,
)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def drop(*names: str) -> Path:
    folder = make_upload()
    for name in names:
        write_file(folder, name, memoryview(name.encode()))
    return folder


def make_old(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(folder, (then, then))


def make_job(folder: Path, state: JobState, ended_ago: float = 0.0) -> Job:
    (path,) = choose_paths(folder)
    spec = JobSpec(title="Import: a", kind="import", arguments=("data", "import", str(path), "--name", "a"))
    status = JobStatus(state=state, ended=time.time() - ended_ago, **describe_process())
    return Job("1", Path("1"), spec, status)


def test_an_archive_is_imported_by_itself_and_pictures_as_a_folder() -> None:
    assert choose_paths(make_upload()) == []
    archive = drop("pets.zip")
    assert [path.name for path in choose_paths(archive)] == ["pets.zip"]
    assert choose_paths(archive)[0].read_bytes() == b"pets.zip"
    both = drop("train.tar", "test.tar")
    assert [path.name for path in choose_paths(both)] == ["test.tar", "train.tar"]
    (together,) = choose_paths(drop("1.png", "2.png", "labels.csv"))
    assert sorted(path.name for path in together.iterdir()) == ["1.png", "2.png", "labels.csv"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\evil.png", "evil.png"),
        (".hidden.png", "hidden.png"),
        ("..", "file"),
        ("", "file"),
        ("a\nb\x00.png", "ab.png"),
        ("ä" * 400 + ".zip", "ä" * 73 + ".zip"),
        ("a." + "x" * 400, "." + "x" * 149),
    ],
)
def test_a_hostile_name_stays_in_its_folder(name: str, kept: str) -> None:
    folder = drop(name)
    assert [path.name for path in list_files(folder)] == [kept]


def test_the_same_name_again_takes_the_place_of_the_first() -> None:
    folder = drop("a.zip")
    write_file(folder, "a.zip", memoryview(b"new"))
    assert [path.read_bytes() for path in list_files(folder)] == [b"new"]


def test_a_file_that_cannot_be_written_is_a_sentence_and_nothing_of_it_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fill(path: Path, content: memoryview) -> None:
        with path.open("wb") as file:
            file.write(content[:1])
        raise OSError(28, "No space left on device")

    folder = make_upload()
    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(UserError, match=r"a\.zip cannot be kept in .*No space left"):
        write_file(folder, "a.zip", memoryview(b"abc"))
    assert list_files(folder) == []


def test_no_folder_can_be_made_is_a_sentence(data: Path) -> None:
    data.write_text("a file")
    with pytest.raises(UserError, match="cannot write"):
        make_upload()


@pytest.mark.parametrize("state", ["finished", "stopped"])
def test_files_go_with_the_end_of_their_import(state: JobState) -> None:
    folder, other = drop("a.zip"), drop("b.zip")
    remove_ended_uploads([make_job(folder, state)])
    assert not folder.exists()
    assert list_files(other)


@pytest.mark.parametrize("state", ["failed", "interrupted"])
def test_after_a_failure_they_stay_for_an_hour(state: JobState) -> None:
    folder = drop("a.zip")
    make_old(folder, 7_200)
    remove_ended_uploads([make_job(folder, state, ended_ago=3_000)])
    assert list_files(folder)
    remove_ended_uploads([make_job(folder, state, ended_ago=4_000)])
    assert not folder.exists()


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_as_long_as_an_import_needs_them_they_stay(state: JobState) -> None:
    folder = drop("a.zip")
    make_old(folder, 100_000)
    remove_ended_uploads([make_job(folder, state)])
    assert list_files(folder)


def test_files_that_nobody_looks_at_any_more_go_after_an_hour() -> None:
    fresh, old, looked_at = drop("a.zip"), drop("b.zip"), drop("c.zip")
    make_old(old, 3_700)
    make_old(looked_at, 3_700)
    touch_upload(looked_at)
    remove_ended_uploads([])
    assert [bool(list_files(folder)) for folder in (fresh, old, looked_at)] == [True, False, True]


def test_removed_files_are_gone_and_removing_them_again_does_nothing() -> None:
    folder = drop("a.zip")
    remove_upload(folder)
    remove_upload(folder)
    touch_upload(folder)
    assert list_files(folder) == choose_paths(folder) == []
