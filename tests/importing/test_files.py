import io
import multiprocessing
import os
import pickle
import random
import struct
import tarfile
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.importing import files as files_module
from aavae.importing.files import READ_ERRORS, FileEntry, Files
from tests.importing.containers import list_files, write_folder, write_tar, write_zip
from tests.patience import scale

PICTURES = {
    "train/cat/1.png": b"cat one",
    "train/dog/2.png": b"dog two" * 100,
    "test/cat/3.png": b"cat three",
}
LIMIT = 10_000


def read_all(files: Files) -> dict[str, bytes]:
    return {entry.name: files.read(entry, LIMIT) for entry in files.entries}


def list_names(files: Files) -> list[str]:
    return [entry.name for entry in files.entries]


def refuse(message: str, *paths: Path) -> None:
    with pytest.raises(UserError, match=message) as caught:
        list_files(*paths)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def change_zip(path: Path, offsets: tuple[int, int], value: bytes) -> Path:
    """Writes into every local and every central header, at these places."""
    data = bytearray(path.read_bytes())
    for signature, offset in zip((b"PK\x03\x04", b"PK\x01\x02"), offsets, strict=True):
        start = data.find(signature)
        while start >= 0:
            data[start + offset : start + offset + len(value)] = value
            start = data.find(signature, start + 1)
    path.write_bytes(data)
    return path


class TestAnyContainer:
    @pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tgz"])
    def test_gives_the_same_files(self, kind: str, tmp_path: Path) -> None:
        path = tmp_path / f"pets.{kind}"
        if kind == "folder":
            path = write_folder(PICTURES, tmp_path / "pets")
        elif kind == "zip":
            write_zip(PICTURES, path)
        else:
            write_tar(PICTURES, path, {"tgz": "gz", "tar": ""}.get(kind, kind.removeprefix("tar.")))
        files = list_files(path)
        assert read_all(files) == PICTURES
        assert {entry.path for entry in files.entries} == {("pets", *name.split("/")) for name in PICTURES}
        assert {entry.name: entry.size for entry in files.entries} == {
            name: len(data) for name, data in PICTURES.items()
        }
        assert {entry.suffix for entry in files.entries} == {".png"}

    @pytest.mark.parametrize("kind", ["folder", "zip", "tar", "tar.gz"])
    def test_is_read_in_other_processes(self, kind: str, tmp_path: Path) -> None:
        path = tmp_path / f"pets.{kind}"
        if kind == "folder":
            write_folder(PICTURES, path)
        elif kind == "zip":
            write_zip(PICTURES, path)
        else:
            write_tar(PICTURES, path, "gz" if kind == "tar.gz" else "")
        files = list_files(path)
        files.read(files.entries[0], LIMIT)  # so that it is open when it is sent
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.apply(read_all, [files]) == PICTURES

    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_leaves_out_what_systems_leave_behind(self, kind: str, tmp_path: Path) -> None:
        junk = {
            "__MACOSX/train/cat/._1.png": b"",
            "train/cat/.DS_Store": b"",
            "train/.hidden/1.png": b"",
            "train/cat/Thumbs.db": b"",
            "train/cat/desktop.ini": b"",
        }
        write = {"folder": write_folder, "zip": write_zip, "tar": write_tar}[kind]
        assert read_all(list_files(write(PICTURES | junk, tmp_path / f"pets.{kind}"))) == PICTURES

    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_names_its_empty_folders(self, kind: str, tmp_path: Path) -> None:
        path = tmp_path / f"pets.{kind}"
        if kind == "folder":
            write_folder(PICTURES | {"train/eel/": b"", "a/b/c/": b""}, tmp_path / "pets")
            path = tmp_path / "pets"
        elif kind == "zip":
            write_zip({"train/": b"", "train/eel/": b"", "a/b/c/": b""} | PICTURES, path)
        else:
            with tarfile.open(path, "w") as archive:
                for name in ("train", "train/eel", "a/b/c"):
                    member = tarfile.TarInfo(name)
                    member.type = tarfile.DIRTYPE
                    archive.addfile(member)
                archive.addfile(tarfile.TarInfo("train/cat/1.png"))
        assert list_files(path).empty_folders == (("pets", "a", "b", "c"), ("pets", "train", "eel"))

    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_gives_no_file_beyond_the_limit(self, kind: str, tmp_path: Path) -> None:
        write = {"folder": write_folder, "zip": write_zip, "tar": write_tar}[kind]
        files = list_files(write({"a.png": bytes(101)}, tmp_path / f"pets.{kind}"))
        assert files.read(files.entries[0], 101) == bytes(101)
        with pytest.raises(ValueError, match="too large: 101 bytes, at most 100"):
            files.read(files.entries[0], 100)

    def test_is_described_for_people(self, tmp_path: Path) -> None:
        folder, archive = (
            write_folder({"a/1.png": b""}, tmp_path / "x"),
            write_zip({"a/2.png": b""}, tmp_path / "y.zip"),
        )
        files = list_files(folder, archive, folder / "a" / "1.png")
        assert [files.describe(entry) for entry in files.entries] == [
            f"{folder}/a/1.png",
            f"a/2.png in {archive}",
            f"{folder}/a/1.png",
        ]
        assert [entry.container for entry in files.entries] == [0, 1, 2]
        assert files.entries[2].path == ("1.png",)

    @pytest.mark.parametrize("kind", ["zip", "tar"])
    def test_lies_on_this_disk_when_asked(self, kind: str, tmp_path: Path) -> None:
        write = {"zip": write_zip, "tar": write_tar}[kind]
        files = list_files(write(PICTURES, tmp_path / f"pets.{kind}"), workspace=tmp_path / "w")
        for entry in files.entries:
            path = files.find_path(entry, LIMIT)
            assert path.parent == tmp_path / "w"
            assert path.read_bytes() == PICTURES[entry.name]
            assert path.suffix == ".png"
        with pytest.raises(ValueError, match="too large"):
            list_files(tmp_path / f"pets.{kind}", workspace=tmp_path / "v").find_path(files.entries[1], 10)

    @pytest.mark.parametrize("kind", ["zip", "tar"])
    def test_is_unpacked_a_part_at_a_time_and_as_a_whole(self, kind: str, tmp_path: Path) -> None:
        write = {"zip": write_zip, "tar": write_tar}[kind]
        content = random.Random(0).randbytes(20_000_000)
        path, workspace = write({"a.bin": content}, tmp_path / f"x.{kind}"), tmp_path / "w"
        files = list_files(path, workspace=workspace)
        tracemalloc.start()
        unpacked = files.find_path(files.entries[0], 20_000_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 15_000_000
        assert unpacked.read_bytes() == content
        unpacked.unlink()
        path.write_bytes(path.read_bytes()[:10_000_000])
        with pytest.raises(READ_ERRORS):
            pickle.loads(pickle.dumps(files)).find_path(files.entries[0], 20_000_000)
        assert list(workspace.iterdir()) == []

    def test_of_a_folder_lies_there_already(self, tmp_path: Path) -> None:
        files = list_files(write_folder(PICTURES, tmp_path / "pets"))
        found = {files.find_path(entry, 0) for entry in files.entries}
        assert found == {tmp_path / "pets" / name for name in PICTURES}

    @pytest.mark.parametrize(
        "name",
        [
            "Bild\N{NO-BREAK SPACE}1.png",
            "9.41\N{NARROW NO-BREAK SPACE}AM.png",
            "می\N{ZERO WIDTH NON-JOINER}خواهم.png",
            "👩\N{ZERO WIDTH JOINER}🚀.png",
        ],
    )
    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_may_have_names_in_any_language(self, name: str, kind: str, tmp_path: Path) -> None:
        write = {"folder": write_folder, "zip": write_zip, "tar": write_tar}[kind]
        assert list_names(list_files(write({f"train/{name}": b""}, tmp_path / f"pets.{kind}"))) == [
            f"train/{name}"
        ]

    @pytest.mark.parametrize(
        "name",
        [
            "a\x1b[31m.png",
            "a\nb.png",
            "a\x7f.png",
            "a\x9b.png",
            "a\u2028.png",
            "\u202egnp.exe",
            "\u2066a.png",
        ],
    )
    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_has_no_control_characters_in_its_name(self, name: str, kind: str, tmp_path: Path) -> None:
        write = {"folder": write_folder, "zip": write_zip, "tar": write_tar}[kind]
        refuse(
            "control characters in its name: rename it", write({f"train/{name}": b""}, tmp_path / f"x.{kind}")
        )

    def test_has_a_name_of_whole_characters(self, tmp_path: Path) -> None:
        (tmp_path / "pets").mkdir()
        with open(os.fsencode(tmp_path / "pets") + b"/\xff.png", "wb"):
            pass
        refuse("rename it", tmp_path / "pets")


class TestFolder:
    def test_its_files_come_in_order(self, tmp_path: Path) -> None:
        names = ["b.png", "a/2.png", "a/1.png", "c/1.png", "a/d/1.png"]
        files = list_files(write_folder(dict.fromkeys(names, b""), tmp_path / "pets"))
        assert list_names(files) == ["b.png", "a/1.png", "a/2.png", "a/d/1.png", "c/1.png"]

    def test_is_called_as_it_was_given(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write_folder(PICTURES, tmp_path / "real")
        (tmp_path / "link").symlink_to(tmp_path / "real")
        (tmp_path / "workspace").mkdir()
        monkeypatch.chdir(tmp_path / "real" / "train")
        for path, name in ((tmp_path / "link", "link"), (Path("."), "train"), (Path(".."), "real")):
            files = list_files(path, workspace=tmp_path / "workspace")
            assert {entry.path[0] for entry in files.entries} == {name}

    def test_links_are_followed_each_real_folder_once(self, tmp_path: Path) -> None:
        folder = write_folder({"train/cat/1.png": b"1"}, tmp_path / "pets")
        write_folder({"2.png": b"2"}, tmp_path / "elsewhere")
        (folder / "train" / "dog").symlink_to(tmp_path / "elsewhere")
        (folder / "train" / "hound").symlink_to(tmp_path / "elsewhere")
        (folder / "train" / "cat" / "3.png").symlink_to(tmp_path / "elsewhere" / "2.png")
        assert read_all(list_files(folder)) == {
            "train/cat/1.png": b"1",
            "train/cat/3.png": b"2",
            "train/dog/2.png": b"2",
        }

    def test_a_real_folder_goes_before_links_to_it(self, tmp_path: Path) -> None:
        folder = write_folder({"train/cat/1.png": b""}, tmp_path / "pets")
        (folder / "alias").symlink_to(folder / "train")
        assert list_names(list_files(folder)) == ["train/cat/1.png"]

    def test_loops_end(self, tmp_path: Path) -> None:
        folder = write_folder(PICTURES, tmp_path / "pets")
        (folder / "train" / "up").symlink_to(folder)
        (folder / "train" / "cat" / "here").symlink_to(".")
        first, second = (
            write_folder({"1.png": b""}, tmp_path / "1"),
            write_folder({"2.png": b""}, tmp_path / "2"),
        )
        (first / "other").symlink_to(second)
        (second / "other").symlink_to(first)
        assert len(list_files(folder).entries) == 3
        assert list_names(list_files(first)) == ["1.png", "other/2.png"]

    def test_what_is_no_file_is_listed_and_not_read(self, tmp_path: Path) -> None:
        folder = write_folder({"1.png": b"1"}, tmp_path / "pets")
        (folder / "2.png").symlink_to("nowhere")
        (folder / "3.png").symlink_to("3.png")
        os.mkfifo(folder / "4.png")
        files = list_files(folder)
        assert [entry.size >= 0 for entry in files.entries] == [True, False, False, False]
        for entry in files.entries[1:]:
            with pytest.raises(OSError, match="not a file"):
                files.read(entry, LIMIT)

    @pytest.mark.parametrize("content", [b"", b"longer than before"])
    def test_a_file_that_has_changed_is_not_read(self, content: bytes, tmp_path: Path) -> None:
        files = list_files(write_folder({"1.png": b"before"}, tmp_path / "pets"))
        (tmp_path / "pets" / "1.png").write_bytes(content)
        with pytest.raises(OSError, match="has changed"):
            files.read(files.entries[0], LIMIT)

    def test_that_cannot_be_read_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = write_folder(PICTURES, tmp_path / "pets")
        scandir = os.scandir

        def deny(path: str) -> object:
            if str(path).endswith("dog"):
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        monkeypatch.setattr(files_module.os, "scandir", deny)
        refuse("cannot read .*pets/train/dog: Permission denied", folder)


class TestPaths:
    def test_at_least_one_is_needed(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="give at least one folder, archive or file"):
            Files([], tmp_path)

    def test_that_are_missing_are_named(self, tmp_path: Path) -> None:
        refuse(r"nowhere\.zip does not exist", tmp_path / "nowhere.zip")

    def test_are_files_or_folders(self) -> None:
        with pytest.raises(UserError, match="neither a file nor a folder"):
            Files([Path("/dev/null")], Path("/dev"))

    def test_an_npz_is_one_file(self, tmp_path: Path) -> None:
        files = list_files(write_zip({"images.npy": b"x"}, tmp_path / "set.npz"))
        assert list_names(files) == ["set.npz"]

    def test_a_compressed_file_is_one_file(self, tmp_path: Path) -> None:
        (tmp_path / "idx.gz").write_bytes(b"\x1f\x8b" + bytes(20))
        assert list_names(list_files(tmp_path / "idx.gz")) == ["idx.gz"]

    def test_too_many_files_are_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "MAX_FILES", 2)
        refuse("more than 2 files: give a part of it", write_zip(PICTURES, tmp_path / "pets.zip"))

    def test_folders_count_as_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "MAX_FILES", 2)
        refuse("more than 2 files", write_folder({f"{n}/": b"" for n in range(5)}, tmp_path / "pets"))


TAR_HEADER = tarfile.TarInfo("").tobuf(tarfile.USTAR_FORMAT)
OUTSIDE = [
    "../9.png",
    "train/../../9.png",
    "/train/9.png",
    "C:\\train\\9.png",
    "..\\9.png",
    "\\\\host\\share\\9.png",
]


class TestZip:
    def test_backslashes_part_folders(self, tmp_path: Path) -> None:
        windows = {name.replace("/", "\\"): data for name, data in PICTURES.items()}
        assert read_all(list_files(write_zip(windows, tmp_path / "PETS.ZIP"))) == PICTURES
        assert list_files(tmp_path / "PETS.ZIP").entries[0].path[0] == "PETS"

    @pytest.mark.parametrize("name", OUTSIDE)
    def test_entries_that_lead_outside_are_refused(self, name: str, tmp_path: Path) -> None:
        refuse("an entry that leads outside of it", write_zip(PICTURES | {name: b""}, tmp_path / "x.zip"))

    def test_an_entry_without_a_name_is_ignored(self, tmp_path: Path) -> None:
        assert read_all(list_files(write_zip(PICTURES | {"\0": b"no name"}, tmp_path / "x.zip"))) == PICTURES

    @pytest.mark.parametrize("part", [0.05, 0.5, 0.99])
    def test_truncated_is_refused(self, part: float, tmp_path: Path) -> None:
        path = write_zip(PICTURES, tmp_path / "x.zip")
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
        refuse("truncated or damaged zip: copy or download it again", path)

    def test_encrypted_is_refused(self, tmp_path: Path) -> None:
        path = change_zip(write_zip(PICTURES, tmp_path / "x.zip"), (6, 8), b"\1")
        refuse("is encrypted: unpack it with its password first", path)

    @pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_compression_that_unpacks_without_a_limit_is_refused(
        self, compression: int, tmp_path: Path
    ) -> None:
        refuse("compression that is not supported", write_zip(PICTURES, tmp_path / "x.zip", compression))

    @pytest.mark.parametrize("method", [9, 93, 99, 0xFFFF])
    def test_compression_that_is_unknown_is_refused(self, method: int, tmp_path: Path) -> None:
        path = change_zip(write_zip(PICTURES, tmp_path / "x.zip"), (8, 10), struct.pack("<H", method))
        refuse("compression that is not supported", path)

    def test_it_is_read_no_further_than_to_the_stated_size(self, tmp_path: Path) -> None:
        path = write_zip({"1.png": bytes(50_000_000)}, tmp_path / "x.zip")
        files = list_files(change_zip(path, (22, 24), struct.pack("<I", 10)))
        assert files.entries[0].size == 10
        tracemalloc.start()
        with pytest.raises(READ_ERRORS):
            files.read(files.entries[0], LIMIT)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 1_000_000

    def test_files_that_overlap_are_refused(self, tmp_path: Path) -> None:
        path = write_zip({f"{n}.png": bytes(1_000_000) for n in range(20)}, tmp_path / "x.zip")
        data = bytearray(path.read_bytes())
        start = first = data.index(b"PK\x01\x02")
        del data[data.index(b"PK\x03\x04", 4) : first]  # all but the first file's bytes
        moved = first - data.index(b"PK\x01\x02")
        end = data.index(b"PK\x05\x06")
        start = first - moved
        while start < end:
            data[start + 42 : start + 46] = bytes(4)  # where it begins: with the first
            start = data.find(b"PK\x01\x02", start + 1) if data.find(b"PK\x01\x02", start + 1) > 0 else end
        data[end + 16 : end + 20] = struct.pack("<I", first - moved)
        path.write_bytes(data)
        assert len(zipfile.ZipFile(path).infolist()) == 20
        refuse("truncated or damaged zip", path)

    def test_a_damaged_file_is_found(self, tmp_path: Path) -> None:
        path = write_zip(PICTURES, tmp_path / "x.zip", zipfile.ZIP_STORED)
        data = bytearray(path.read_bytes())
        data[data.index(b"dog two")] ^= 0xFF
        path.write_bytes(data)
        files = list_files(path)
        with pytest.raises(zipfile.BadZipFile, match="CRC"):
            files.read(files.entries[1], LIMIT)
        assert files.read(files.entries[2], LIMIT) == b"cat three"

    def test_links_are_listed_and_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            info = zipfile.ZipInfo("1.png")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "../../etc/passwd")
        files = list_files(path)
        assert files.entries[0].size < 0
        with pytest.raises(OSError, match="link"):
            files.read(files.entries[0], LIMIT)

    def test_that_was_replaced_is_not_read(self, tmp_path: Path) -> None:
        files = pickle.loads(pickle.dumps(list_files(write_zip(PICTURES, tmp_path / "x.zip"))))
        write_zip({"train/cat/1.png": b"another size"}, tmp_path / "x.zip")
        for entry in files.entries:
            with pytest.raises(zipfile.BadZipFile, match=r"has changed|size or the CRC"):
                files.read(entry, LIMIT)

    def test_any_damage_is_a_user_error_or_found_when_it_is_read(self, tmp_path: Path) -> None:
        path = write_zip(PICTURES, tmp_path / "x.zip")
        data, generator, refused = path.read_bytes(), random.Random(0), 0
        for trial in range(400):
            damaged = bytearray(data)
            start = data.index(b"PK\x01\x02") if trial % 2 else 0
            for _ in range(generator.choice([1, 3, 10])):
                damaged[generator.randrange(start, len(data))] = generator.randrange(256)
            path.write_bytes(damaged)
            refused += is_refused(path)
        assert refused > 200


def is_refused(path: Path) -> bool:
    try:
        files = list_files(path)
    except UserError:
        return True
    try:
        return read_all(files) != PICTURES
    except READ_ERRORS:
        return True


class TestTar:
    @pytest.mark.parametrize("name", OUTSIDE)
    def test_members_that_lead_outside_are_refused(self, name: str, tmp_path: Path) -> None:
        refuse("an entry that leads outside of it", write_tar(PICTURES | {name: b""}, tmp_path / "x.tar"))

    @pytest.mark.parametrize("compression", ["", "gz", "bz2", "xz"])
    @pytest.mark.parametrize("part", [0.05, 0.3, 0.6])
    def test_truncated_is_refused(self, compression: str, part: float, tmp_path: Path) -> None:
        files = {name: random.Random(0).randbytes(20_000) for name in PICTURES}
        path = write_tar(files, tmp_path / f"x.tar.{compression}".rstrip("."), compression)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
        refuse(r"copy or download it again", path)

    @pytest.mark.parametrize("length", [100, 511, 512 + 300, 1024 + 100])
    def test_truncated_in_a_header_is_refused(self, length: int, tmp_path: Path) -> None:
        path = write_tar({"1.png": bytes(100), "2.png": b"2"}, tmp_path / "x.tar")
        path.write_bytes(path.read_bytes()[:length])
        refuse("truncated or damaged tar", path)

    def test_a_damaged_header_does_not_end_it_in_silence(self, tmp_path: Path) -> None:
        path = write_tar(PICTURES, tmp_path / "x.tar")
        data = bytearray(path.read_bytes())
        data[data.index(b"train/dog")] ^= 0xFF
        path.write_bytes(data)
        refuse("truncated or damaged tar", path)

    def test_that_lacks_its_end_is_read(self, tmp_path: Path) -> None:
        path = write_tar({"1.png": bytes(512)}, tmp_path / "x.tar")
        path.write_bytes(path.read_bytes()[:1024])
        assert read_all(list_files(path)) == {"1.png": bytes(512)}

    def test_that_is_none_is_refused(self, tmp_path: Path) -> None:
        for content in (b"", b"plain text" * 100):
            (tmp_path / "x.tar").write_bytes(content)
            refuse("truncated or damaged tar", tmp_path / "x.tar")

    def test_an_empty_one_has_no_files(self, tmp_path: Path) -> None:
        assert list_files(write_tar({}, tmp_path / "x.tar")).entries == ()

    def test_compressed_garbage_is_refused(self, tmp_path: Path) -> None:
        for magic in (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"):
            (tmp_path / "x.tar.gz").write_bytes(magic + b"garbage" * 100)
            refuse("cannot be unpacked .*: copy or download it again", tmp_path / "x.tar.gz")

    @pytest.mark.parametrize("kind", ["SYMTYPE", "LNKTYPE", "FIFOTYPE", "CHRTYPE"])
    def test_links_and_devices_are_listed_and_not_read(self, kind: str, tmp_path: Path) -> None:
        path = tmp_path / "x.tar"
        with tarfile.open(path, "w") as archive:
            archive.addfile(tarfile.TarInfo("1.png"))
            member = tarfile.TarInfo("2.png")
            member.type, member.linkname = getattr(tarfile, kind), "/etc/passwd"
            archive.addfile(member)
        files = list_files(path)
        assert [entry.size for entry in files.entries] == [0, -1]
        with pytest.raises(OSError, match="link"):
            files.read(files.entries[1], LIMIT)

    def test_sparse_members_are_listed_and_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "x.tar"
        with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
            member = tarfile.TarInfo("1.png")
            member.size = 512
            member.pax_headers = {
                "GNU.sparse.major": "0",
                "GNU.sparse.map": "0,512",
                "GNU.sparse.size": "99999",
            }
            archive.addfile(member, io.BytesIO(bytes(512)))
            archive.addfile(tarfile.TarInfo("2.png"))
        files = list_files(path)
        assert [(entry.name, entry.size) for entry in files.entries] == [("1.png", -1), ("2.png", 0)]

    def test_long_names_are_read(self, tmp_path: Path) -> None:
        name = "/".join(["a" * 200] * 5) + "/1.png"
        for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
            with tarfile.open(tmp_path / "x.tar", "w", format=form) as archive:
                archive.addfile(tarfile.TarInfo(name))
            assert list_names(list_files(tmp_path / "x.tar")) == [name]

    @pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
    def test_a_header_that_would_fill_the_memory_is_refused(self, kind: bytes, tmp_path: Path) -> None:
        header = tarfile.TarInfo("x")
        header.type, header.size = kind, 300_000_000
        with (tmp_path / "x.tar").open("wb") as file:
            file.write(header.tobuf(tarfile.GNU_FORMAT))
            file.truncate(400_000_000)  # takes no room on the disk
        tracemalloc.start()
        refuse("truncated or damaged tar", tmp_path / "x.tar")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 10_000_000

    def test_one_that_unpacks_to_too_much_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files_module, "_MAX_UNPACKED", 5_000_000)
        path = write_tar({"1.png": bytes(6_000_000)}, tmp_path / "x.tar.gz", "gz")
        assert path.stat().st_size < 10_000
        refuse("unpacks to more than there is room for", path)

    def test_any_damage_is_a_user_error_or_found_when_it_is_read(self, tmp_path: Path) -> None:
        path = write_tar(PICTURES, tmp_path / "x.tar")
        data, generator, refused = path.read_bytes(), random.Random(0), 0
        headers = [data.index(name.encode()) for name in PICTURES]
        for _ in range(300):
            damaged = bytearray(data)
            damaged[generator.choice(headers) + generator.randrange(512)] = generator.randrange(256)
            path.write_bytes(damaged)
            refused += is_refused(path)
        assert refused > 150


class TestManyFiles:
    @pytest.mark.slow
    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_one_hundred_thousand_are_listed_and_sent_in_seconds(self, kind: str, tmp_path: Path) -> None:
        path = write_many(kind, 100_000, tmp_path)
        # Some five times what it takes on an idle machine.
        most = scale(25)
        start = time.process_time()
        files = list_files(path)
        sent = pickle.dumps(files)
        received = pickle.loads(sent)
        assert received.read(received.entries[-1], LIMIT) == b""
        assert time.process_time() - start < most
        assert len(files.entries) == 100_000
        assert len(sent) < 15_000_000

    @pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
    def test_each_takes_less_than_a_kilobyte(self, kind: str, tmp_path: Path) -> None:
        path = write_many(kind, 2_000, tmp_path)
        peaks = []
        for _ in range(2):  # the first time the interpreter's own table of names may grow
            tracemalloc.start()
            assert len(list_files(path).entries) == 2_000
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert min(peaks) < 2_000 * 1_000


def write_many(kind: str, count: int, folder: Path) -> Path:
    files = {f"train/{number % 100}/{number}.jpg": b"" for number in range(count)}
    path = folder / f"many.{kind}"
    if kind == "tar":
        # tarfile takes a minute for as many.
        with path.open("wb") as file:
            for name in files:
                file.write(make_tar_header(name))
            file.write(bytes(1024))
        return path
    return {"folder": write_folder, "zip": write_zip}[kind](files, path)


def make_tar_header(name: str) -> bytes:
    header = bytearray(TAR_HEADER)
    header[: len(name)] = name.encode()
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
    return bytes(header)


@pytest.mark.parametrize(
    ("name", "suffix"), [("a.PNG", ".png"), ("a.tar.gz", ".gz"), ("a", ""), ("b.c/a", ""), (".png", "")]
)
def test_the_ending_of_a_name(name: str, suffix: str) -> None:
    assert FileEntry(tuple(name.split("/")), 0, 0, None).suffix == suffix
