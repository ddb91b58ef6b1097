import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.importing.files import Files

Write = Callable[[Path, str], Path]

CONTENT = bytes(range(256)) * 9000  # more than a part that is copied at a time


def write_zip(path: Path, name: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, CONTENT)
    return path


def write_tar(path: Path, name: str) -> Path:
    with tarfile.open(path, "w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(CONTENT)
        archive.addfile(member, io.BytesIO(CONTENT))
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_a_file_in_an_archive_is_unpacked_once(tmp_path: Path, workspace: Path, write: Write) -> None:
    files = Files([write(tmp_path / "a", "x.npz")], workspace)
    path = files.find_path(files.entries[0], 2**30)
    assert path.suffix == ".npz"
    assert path.read_bytes() == CONTENT
    assert files.find_path(files.entries[0], 2**30) == path
    assert list(workspace.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_zip, write_tar])
def test_a_file_that_is_too_large_is_not_unpacked(tmp_path: Path, workspace: Path, write: Write) -> None:
    files = Files([write(tmp_path / "a", "x.npz")], workspace)
    with pytest.raises(ValueError, match="too large"):
        files.find_path(files.entries[0], len(CONTENT) - 1)
    assert not list(workspace.iterdir())


def test_what_could_not_be_unpacked_is_not_taken_for_whole_later(tmp_path: Path, workspace: Path) -> None:
    files = Files([path := write_tar(tmp_path / "a.tar", "x.npz")], workspace)
    path.write_bytes(path.read_bytes()[: len(CONTENT) // 2])
    for _ in range(2):
        with pytest.raises(EOFError):
            files.find_path(files.entries[0], 2**30)


def test_a_file_of_a_folder_stays_where_it_is(tmp_path: Path, workspace: Path) -> None:
    (tmp_path / "x.npz").write_bytes(CONTENT)
    files = Files([tmp_path / "x.npz"], workspace)
    assert files.find_path(files.entries[0], 0) == tmp_path / "x.npz"


def test_an_archive_in_a_folder_lists_its_files_below_its_own_place(tmp_path: Path, workspace: Path) -> None:
    (tmp_path / "set" / "train").mkdir(parents=True)
    write_tar(tmp_path / "set" / "train" / "0.tar", "cat/1.png")
    files = Files([tmp_path / "set"], workspace)
    (found,) = files.list_archive(files.entries[0])
    assert found.path == ("set", "train", "0", "cat", "1.png")
    assert files.read(found, 2**30) == CONTENT
    assert files.describe(found).endswith(str(Path("train", "0.tar")))


def test_an_archive_in_an_archive_is_refused(tmp_path: Path, workspace: Path) -> None:
    files = Files([write_zip(tmp_path / "a.zip", "b.tar")], workspace)
    with pytest.raises(UserError, match=r"b.tar in .* is an archive in an archive: unpack the outer one\."):
        list(files.list_archive(files.entries[0]))


def test_what_is_no_archive_is_refused(tmp_path: Path, workspace: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.tar").write_bytes(b"no tar")
    files = Files([tmp_path / "set"], workspace)
    with pytest.raises(UserError, match="damaged tar"):
        list(files.list_archive(files.entries[0]))


def test_an_archive_in_a_folder_counts_to_the_limit(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.importing.files.MAX_FILES", 2)
    (tmp_path / "set").mkdir()
    write_tar(tmp_path / "set" / "a.tar", "1.png")
    files = Files([tmp_path / "set"], workspace)
    with pytest.raises(UserError, match="has more than 2 files"):
        list(files.list_archive(files.entries[0]))
