import zipfile
from pathlib import Path

import numpy as np
import pytest

from aavae.errors import UserError
from aavae.importing.files import Files
from aavae.importing.known_files import Found, find_known, number_labels, read_lines, write_records
from tests.importing.official_files import make_cifar_binary, make_svhn, write_folder, write_tar


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def found(tmp_path: Path, workspace: Path) -> Found:
    """SVHN's two files."""
    folder = write_folder(tmp_path / "svhn", make_svhn(2, 2))
    found = find_known(Files([folder], workspace), "matlab")
    assert found is not None
    return found


def test_other_files_are_not_those_of_a_known_set(tmp_path: Path, workspace: Path) -> None:
    folder = write_folder(tmp_path / "other", {"train.png": b"", "train": b"", "readme.html": b""})
    for form in ("binary", "python", "matlab", "idx"):
        assert find_known(Files([folder], workspace), form) is None


def test_labels_are_numbered_from_0_in_the_order_of_the_classes(found: Found) -> None:
    labels = number_labels(found, "train_32x32.mat", np.array([10, 1, 9], np.uint8))
    assert (labels.tolist(), labels.dtype) == ([0, 1, 9], np.int64)
    for wrong in (0, 11, 300, -1, 2**62):
        with pytest.raises(UserError, match=f"the label {wrong}, but those of SVHN go from 1 to 10"):
            number_labels(found, "train_32x32.mat", np.array([1, wrong]))


def test_lines_are_read_without_what_is_around_them(tmp_path: Path, workspace: Path) -> None:
    files = {**make_cifar_binary("cifar10", 1), "batches.meta.txt": "a \r\n\n b\n ä".encode()}
    found = find_known(Files([write_folder(tmp_path / "c", files)], workspace), "binary")
    assert found is not None
    assert read_lines(found, "batches.meta.txt") == ["a", "b", "ä"]


def test_unpacked_pictures_lie_in_the_workspace(found: Found, workspace: Path) -> None:
    pixels = np.asfortranarray(np.arange(2 * 3072).reshape(2, 3072).astype(np.uint8))
    records = write_records(found, "train_32x32.mat", pixels)
    assert records.path.parent == workspace
    assert records.path.read_bytes() == pixels.tobytes(order="C")
    assert (records.num_pictures, records.stride) == (2, 3072)


def test_no_room_to_unpack_is_a_user_error(found: Found, workspace: Path) -> None:
    workspace.rmdir()
    with pytest.raises(UserError, match=r"cannot unpack .*train_32x32\.mat .*: free some space"):
        write_records(found, "train_32x32.mat", np.zeros((2, 3072), np.uint8))


def test_files_in_a_tar_are_read_where_they_lie_and_those_in_a_zip_are_unpacked(
    tmp_path: Path, workspace: Path
) -> None:
    content = {"data.bin": b"0123456789", "empty.bin": b""}
    folder = write_folder(tmp_path / "folder", content)
    tar = write_tar(tmp_path / "a.tar.gz", "inside", content)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    for path, unpacked in ((folder, 0), (tar, 1), (tmp_path / "a.zip", 3)):
        files = Files([path], workspace)
        for entry in files.entries:
            region = files.find_region(entry, 10)
            with region.path.open("rb") as file:
                file.seek(region.offset)
                assert file.read(region.size) == content[entry.path[-1]]
        assert len(list(workspace.iterdir())) == unpacked
    with pytest.raises(ValueError, match="too large: 10 bytes, at most 9"):
        Files([tmp_path / "a.zip"], workspace).find_region(files.entries[0], 9)


def test_a_tar_that_has_been_cut_has_no_region(tmp_path: Path, workspace: Path) -> None:
    tar = write_tar(tmp_path / "a.tar.gz", "inside", {"data.bin": bytes(20_000)})
    files = Files([tar], workspace)
    (plain,) = workspace.iterdir()
    plain.write_bytes(plain.read_bytes()[:10_000])
    with pytest.raises(EOFError, match="the archive ends before it"):
        files.find_region(files.entries[0], 2**20)
