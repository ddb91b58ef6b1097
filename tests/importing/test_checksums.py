import hashlib
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.importing.checksums import compute_md5, confirm_known
from aavae.importing.source import Checksum
from tests.importing.official_files import (
    claim_checksums,
    complete,
    make_cifar_binary,
    make_cifar_pickled,
    make_idx,
    make_stl10,
    open_source,
    write_folder,
    write_tar,
)

COUNTS = {"train_X.bin": 2, "test_X.bin": 2, "unlabeled_X.bin": 2}


@pytest.fixture
def stl10_files(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """All files of an STL-10 that has six pictures and these checksums."""
    files = make_stl10(2, 2, 2)
    complete(monkeypatch, "stl10", "binary", COUNTS)
    claim_checksums(monkeypatch, "stl10", files)
    return files


@pytest.mark.parametrize("archived", [False, True])
def test_official_files_are_confirmed(stl10_files: dict[str, bytes], tmp_path: Path, archived: bool) -> None:
    if archived:
        path = write_tar(tmp_path / "stl10_binary.tar.gz", "stl10_binary", stl10_files)
    else:
        path = write_folder(tmp_path / "stl10_binary", stl10_files)
    source = open_source(tmp_path, path)
    assert len(source.checksums) == 5
    confirmed = confirm_known(source)
    assert (confirmed.known, confirmed.checksums, confirmed.notes) == ("stl10", (), ())


def test_a_file_with_one_other_byte_is_not_the_known_set(
    stl10_files: dict[str, bytes], tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "stl10_binary", stl10_files)
    content = bytearray(stl10_files["unlabeled_X.bin"])
    content[-1] ^= 1
    (folder / "unlabeled_X.bin").write_bytes(content)
    source = open_source(tmp_path, folder)
    assert source.known == "stl10"
    confirmed = confirm_known(source)
    assert (confirmed.known, confirmed.checksums) == ("", ())
    (note,) = confirmed.notes
    assert "unlabeled_X.bin has the name and the size of an official file of STL-10, but another" in note
    assert confirmed.reader is source.reader


def test_archives_that_have_a_checksum_are_confirmed_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_cifar_binary("cifar10", 1)
    archive = write_tar(tmp_path / "cifar-10-binary.tar.gz", "cifar-10-batches-bin", files)
    complete(monkeypatch, "cifar10", "binary", dict.fromkeys(files, 1))
    source = open_source(tmp_path, archive)
    (checksum,) = source.checksums
    assert (checksum.path, checksum.size) == (archive, archive.stat().st_size)
    assert confirm_known(source).known == ""
    claim_checksums(monkeypatch, "cifar10", {archive.name: archive.read_bytes()})
    assert confirm_known(open_source(tmp_path, archive)).known == "cifar10"


def test_packed_files_are_confirmed_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"train-images-idx3-ubyte": 3, "t10k-images-idx3-ubyte": 2}
    plain, packed = make_idx(3, 2), make_idx(3, 2, packed=True)
    complete(monkeypatch, "mnist", "idx", counts)
    claim_checksums(monkeypatch, "mnist", plain | packed)
    source = open_source(tmp_path, write_folder(tmp_path / "MNIST", packed))
    assert {Path(checksum.place).suffix for checksum in source.checksums} == {".gz"}
    assert confirm_known(source).known == "mnist"


def test_other_sources_stay_as_they_are(tmp_path: Path) -> None:
    source = open_source(tmp_path, write_folder(tmp_path / "py", make_cifar_pickled("cifar10", 1)))
    confirmed = confirm_known(source)
    assert (confirmed.known, confirmed.notes) == ("", source.notes)


def test_a_part_of_a_file_is_read_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"before" + b"inside" + b"after")
    checksum = Checksum("a", tmp_path / "a.tar", 6, 6, "")
    assert compute_md5(checksum) == hashlib.md5(b"inside").hexdigest()


def test_a_file_that_is_gone_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot read the file: No such file or directory\."):
        compute_md5(Checksum("the file", tmp_path / "gone", 0, 6, ""))
