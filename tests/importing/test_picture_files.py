import pickle
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from aavae.data.picture import list_formats
from aavae.importing import picture_files
from aavae.importing.picture_files import ENDINGS, PictureFiles, explain_others, list_pictures
from aavae.importing.source import Unreadable
from tests.importing.containers import list_files, write_folder, write_tar, write_zip


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_each_ending_is_that_of_a_format_that_is_read(ending: str) -> None:
    Image.init()
    assert Image.EXTENSION[ending] in list_formats()


@pytest.mark.parametrize(
    "ending", [".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".jp2", ".pgm"]
)
def test_what_people_have_counts_as_a_picture(ending: str) -> None:
    assert ending in ENDINGS


@pytest.mark.parametrize("ending", [".eps", ".wmf", ".svg", ".heic", ".psd", ".pdf", ".txt", ".zip", ""])
def test_other_files_do_not(ending: str) -> None:
    assert ending not in ENDINGS


def test_files_are_divided_and_others_explained(tmp_path: Path) -> None:
    folder = write_folder(dict.fromkeys(["1.PNG", "2.tiff", "a.txt", "b.zip", "readme"], b""), tmp_path / "x")
    (folder / "3.png").symlink_to("nowhere")
    files = list_files(folder)
    pictures, others = list_pictures(files)
    assert [entry.name for entry in pictures] == ["1.PNG", "2.tiff"]
    assert {Path(place).name: reason for place, reason in explain_others(files, others)} == {
        "3.png": "it is a link or no ordinary file",
        "a.txt": "files that end with .txt are not read as pictures",
        "b.zip": "it is an archive inside of what was given: give it by itself",
        "readme": "its name has no ending",
    }


def test_what_is_given_as_an_archive_and_is_none_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"<html>")
    files = list_files(tmp_path / "a.zip")
    ((_, reason),) = explain_others(files, files.entries)
    assert reason == "it is no zip or tar that can be read"


class TestPictureFiles:
    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_rows_are_read_from_any_place(self, kind: str, tmp_path: Path) -> None:
        write = {"folder": write_folder, "zip": write_zip, "tar": write_tar}[kind]
        files = list_files(write({f"{n:02}.png": b"%d" % n for n in range(20)}, tmp_path / f"x.{kind}"))
        reader = pickle.loads(pickle.dumps(PictureFiles(files, files.entries[5:])))
        assert list(reader.read(range(10, 13))) == [b"15", b"16", b"17"]
        assert list(reader.read([0, 14])) == [b"5", b"19"]
        assert list(reader.read([])) == []

    def test_pictures_are_read_one_by_one(self, tmp_path: Path) -> None:
        files = list_files(write_folder({"1.png": b"1", "2.png": b"2"}, tmp_path / "x"))
        found = PictureFiles(files, files.entries).read([0, 1])
        assert next(found) == b"1"
        (tmp_path / "x" / "2.png").unlink()
        assert next(found) == Unreadable("No such file or directory")

    def test_empty_and_large_files_are_unreadable(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(picture_files, "MAX_BYTES", 5)
        files = list_files(
            write_zip({"1.png": b"", "2.png": b"12345", "3.png": b"123456"}, tmp_path / "x.zip")
        )
        assert list(PictureFiles(files, files.entries).read([0, 1, 2])) == [
            Unreadable("the file is empty"),
            b"12345",
            Unreadable("the file is too large: 6 bytes, at most 5"),
        ]

    def test_damaged_files_are_unreadable_and_others_are_not(self, tmp_path: Path) -> None:
        path = write_zip({"1.png": b"one", "2.png": b"two"}, tmp_path / "x.zip", zipfile.ZIP_STORED)
        path.write_bytes(path.read_bytes().replace(b"one", b"0ne"))
        files = list_files(path)
        first, second = PictureFiles(files, files.entries).read([0, 1])
        assert isinstance(first, Unreadable)
        assert "CRC" in first.reason
        assert second == b"two"
