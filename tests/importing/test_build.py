import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from aavae.data import cifar10
from aavae.data.file_names import NAMES_FILE, read_file_names
from aavae.data.image_set import compute_digest
from aavae.data.store import describe_datasets, list_datasets, load_dataset
from aavae.errors import UserError
from aavae.importing.build import import_images
from aavae.importing.report import read_report
from aavae.importing.settings import ImportSettings

Files = dict[str, bytes]
DrawFiles = Callable[[], Files]
WriteZip = Callable[..., Path]
EncodePng = Callable[..., bytes]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


pytestmark = pytest.mark.usefixtures("data_folder")


def write_folder(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def decode(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data))).transpose(2, 0, 1)


def make_png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds a single byte of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def import_digest(paths: list[Path], name: str = "pets", settings: ImportSettings | None = None) -> str:
    import_images(paths, name, settings)
    return load_dataset(name).digest


def refuse(path: Path, message: str, name: str = "pets") -> None:
    """Claims that importing `path` fails with `message` and leaves the sets as they were."""
    before = list_datasets()
    with pytest.raises(UserError, match=message) as caught:
        import_images([path], name)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    assert list_datasets() == before


def test_images_come_out_bit_for_bit_sorted_by_class_then_by_file_name(
    draw_files: DrawFiles, write_zip: WriteZip
) -> None:
    files = draw_files()
    shuffled = dict(sorted(files.items(), key=lambda item: zlib.crc32(item[0].encode())))
    import_images([write_zip(shuffled)], "pets")
    found = load_dataset("pets")
    for split, image_set in (("train", found.train), ("test", found.test)):
        names = sorted(name for name in files if name.startswith(split))
        expected = np.stack([decode(files[name]) for name in names])
        np.testing.assert_array_equal(image_set.images, expected)
        assert [image_set.class_names[label] for label in image_set.labels] == [
            name.split("/")[1] for name in names
        ]
    assert found.train.class_names == found.test.class_names == ("cat", "dog")
    assert found.title == "pets, 6 training images"


def test_what_the_files_were_called_is_kept_in_the_order_of_the_images(
    draw_files: DrawFiles, write_zip: WriteZip, data_folder: Path
) -> None:
    digest = import_digest([write_zip(draw_files())])
    names = read_file_names(data_folder / "pets", 6, 4)
    assert names is not None
    assert names.train == sorted(name for name in draw_files() if name.startswith("train"))
    assert names.test == sorted(name for name in draw_files() if name.startswith("test"))
    (data_folder / "pets" / NAMES_FILE).unlink()
    assert load_dataset("pets").digest == digest


def test_pictures_that_were_no_files_have_no_names_to_keep(data_folder: Path, tmp_path: Path) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (6, 32, 32, 3), np.uint8)
    np.savez(tmp_path / "a.npz", x_train=pictures[:4], x_test=pictures[4:])
    import_images([tmp_path / "a.npz"], "pets")
    assert read_file_names(data_folder / "pets", 4, 2) is None


def test_what_is_stored_is_what_its_description_says(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    report = import_images([write_zip(draw_files())], "pets")
    found = load_dataset("pets")
    assert found.digest == compute_digest(found.train, found.test)
    assert (report.num_train, report.num_test) == (6, 4)
    assert report.classes == (("cat", 3, 2), ("dog", 3, 2))
    (info,) = (info for info in describe_datasets() if info.name == "pets")
    assert read_report(Path(info.path)) == report
    assert info.source == "imported from images.zip"


def test_a_zip_its_parts_and_folders_give_the_same_set(
    draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path
) -> None:
    files = draw_files()
    names = list(files)
    digests = {
        import_digest(paths)
        for paths in (
            [write_zip(files)],
            [write_zip({f"deep/down/{name}": data for name, data in files.items()}, "prefix.zip")],
            [write_zip({name.replace("/", "\\"): data for name, data in files.items()}, "windows.zip")],
            [
                write_zip({name: files[name] for name in names[start::3]}, f"{start}.zip")
                for start in (2, 0, 1)
            ],
            [write_folder(files, tmp_path / "folder")],
            [tmp_path / "folder" / "train", tmp_path / "folder" / "test"],
            [
                write_zip({name: files[name] for name in names[:4]}, "half.zip"),
                write_folder({name: files[name] for name in names[4:]}, tmp_path / "half"),
            ],
        )
    }
    assert len(digests) == 1


def test_hidden_files_are_ignored_and_others_are_named(
    draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path
) -> None:
    files = draw_files()
    expected = import_digest([write_zip(files)])
    junk = {
        "__MACOSX/train/cat/0.png": b"junk",
        "__MACOSX/train/cat/._0.png": b"junk",
        "train/cat/._0.png": b"junk",
        "train/cat/.DS_Store": b"junk",
        "train/.hidden/0.png": b"junk",
        "train/cat/Thumbs.db": b"junk",
    }
    others = {"train/readme.txt": b"text", "readme.png": b"no class"}
    for path in (write_zip(files | junk | others), write_folder(files | junk | others, tmp_path / "folder")):
        report = import_images([path], "pets")
        assert load_dataset("pets").digest == expected
        assert sum(found.count for found in report.skipped) == 2
        named = " ".join(name for found in report.skipped for name in found.names)
        assert "readme.txt" in named
        assert "readme.png" in named


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1"])
def test_other_kinds_of_pixels_become_rgb(draw_files: DrawFiles, write_zip: WriteZip, mode: str) -> None:
    files = draw_files()
    image = Image.open(io.BytesIO(files["train/cat/0.png"])).convert(mode)
    file = io.BytesIO()
    image.save(file, "PNG")
    import_images([write_zip(files | {"train/cat/0.png": file.getvalue()})], "pets")
    found = load_dataset("pets").train.images[0]
    np.testing.assert_array_equal(found, np.asarray(image.convert("RGB")).transpose(2, 0, 1))


def test_progress_is_told_from_nothing_to_all(
    draw_files: DrawFiles, write_zip: WriteZip, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[int, int]] = []
    import_images([write_zip(draw_files())], "pets", on_progress=lambda *done: told.append(done))
    assert (told[0], told[-1]) == ((0, 10), (10, 10))
    assert capfd.readouterr() == ("", "")


def test_a_stop_leaves_the_set_that_was_there_and_nothing_else(
    draw_files: DrawFiles, write_zip: WriteZip, data_folder: Path
) -> None:
    path = write_zip(draw_files())
    before = import_digest([path])

    def stop(done: int, total: int) -> None:
        if done:
            raise SystemExit(143)

    with pytest.raises(SystemExit):
        import_images([path], "pets", on_progress=stop)
    assert load_dataset("pets").digest == before
    assert [path.name for path in data_folder.iterdir()] == ["pets"]


def test_the_inputs_are_the_source_and_stay_as_they_are(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    path = write_zip(draw_files())
    before = path.read_bytes()
    import_images([path], "pets")
    assert path.read_bytes() == before
    path.unlink()
    assert load_dataset("pets").train.images.shape == (6, 3, 32, 32)


def test_a_failed_import_keeps_the_set_that_was_there(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    files = draw_files()
    before = import_digest([write_zip(files)])
    refuse(write_zip(files | {"train/cat/1.png": b"broken"}), "train/cat/1.png")
    assert load_dataset("pets").digest == before


def test_no_paths_are_a_user_error() -> None:
    with pytest.raises(UserError, match="give at least one folder"):
        import_images([], "pets")


@pytest.mark.parametrize("name", ["bundled", "", ".", "..", "../up", "a/b", "A", "-a", "a b", "a\n"])
def test_names_that_cannot_be_a_folder_are_refused(
    draw_files: DrawFiles, write_zip: WriteZip, name: str
) -> None:
    refuse(write_zip(draw_files()), "cannot name an image set", name)


def test_a_name_that_no_folder_can_have_is_refused(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    refuse(write_zip(draw_files()), "at most 64 characters, this one 300", "a" * 300)
    long = write_zip(draw_files(), "a" * 200 + ".zip")
    import_images([long])
    assert load_dataset("a" * 64).name == "a" * 64


def test_a_missing_path_is_a_user_error(tmp_path: Path) -> None:
    refuse(tmp_path / "nowhere.zip", r"nowhere\.zip does not exist")


def test_a_file_that_is_no_zip_is_a_user_error(tmp_path: Path) -> None:
    for data in (b"", b"plain text", bytes(10_000)):
        (tmp_path / "notes.txt").write_bytes(data)
        refuse(tmp_path / "notes.txt", "found no images")


@pytest.mark.parametrize("part", [0.05, 0.5, 0.99])
def test_a_truncated_zip_is_a_user_error(draw_files: DrawFiles, write_zip: WriteZip, part: float) -> None:
    path = write_zip(draw_files())
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    refuse(path, "truncated or damaged zip: copy or download it again")


def test_damage_inside_a_compressed_entry_names_it(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    path = write_zip(draw_files())
    data = bytearray(path.read_bytes())
    data[data.index(b"train/dog/1.png") + len("train/dog/1.png")] = 0xFF
    path.write_bytes(data)
    refuse(path, r"train/dog/1\.png: .*decompressing")


def test_an_entry_without_a_name_is_ignored(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    expected = import_digest([write_zip(draw_files())])
    assert import_digest([write_zip(draw_files() | {"\0": b"no name"})]) == expected


def test_damage_inside_a_zip_names_the_entry(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    files = draw_files()
    path = write_zip(files, compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(files["train/dog/1.png"]) + 500] ^= 0xFF
    path.write_bytes(data)
    refuse(path, r"train/dog/1\.png: .*CRC")


def test_any_damage_to_a_zip_is_a_user_error_or_harmless(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    path = write_zip({name: data for name, data in draw_files().items() if "/0" in name})
    data = path.read_bytes()
    generator = random.Random(0)
    directory = data.index(b"PK\x01\x02")
    refused = 0
    for trial in range(150):
        damaged = bytearray(data)
        for _ in range(generator.choice([1, 3, 10])):
            start = directory if trial % 2 else 0
            damaged[generator.randrange(start, len(data))] = generator.randrange(256)
        path.write_bytes(damaged)
        try:
            import_images([path], "pets")
        except UserError:
            refused += 1
    assert refused > 75


def test_any_damage_to_an_image_is_a_user_error_or_harmless(
    draw_files: DrawFiles, write_zip: WriteZip
) -> None:
    files = {name: data for name, data in draw_files().items() if "/0" in name}
    image = files["train/cat/0.png"]
    generator = random.Random(0)
    refused = 0
    for _ in range(150):
        damaged = bytearray(image)
        damaged[generator.randrange(60)] = generator.randrange(256)
        try:
            import_images([write_zip(files | {"train/cat/0.png": bytes(damaged)})], "pets")
        except UserError as error:
            assert "train/cat/0.png" in str(error)
            refused += 1
    assert refused > 75


@pytest.mark.parametrize("data", [b"", b"broken", b"\x89PNG\r\n\x1a\n"], ids=["empty", "text", "signature"])
def test_a_file_that_is_no_image_is_named(draw_files: DrawFiles, write_zip: WriteZip, data: bytes) -> None:
    refuse(write_zip(draw_files() | {"test/dog/1.png": data}), r"test/dog/1\.png: ")


def test_a_truncated_image_is_named(draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path) -> None:
    files = draw_files()
    files["test/dog/1.png"] = files["test/dog/1.png"][:-300]
    refuse(write_zip(files), r"1 of 10 pictures cannot be read \(test/dog/1\.png: .*damaged")
    refuse(write_folder(files, tmp_path / "folder"), r"1\.png: .*damaged")


def test_few_damaged_pictures_are_left_out_and_named(
    encode_png: EncodePng, write_zip: WriteZip, data_folder: Path
) -> None:
    files = {
        f"{split}/cat/{number:02}.png": encode_png(number)
        for split in ("train", "test")
        for number in range(20)
    }
    expected = {name: decode(data) for name, data in files.items() if name != "train/cat/07.png"}
    report = import_images([write_zip(files | {"train/cat/07.png": b"broken"})], "pets")
    (damaged,) = report.damaged
    assert (damaged.count, damaged.names) == (1, ("train/cat/07.png",))
    assert (report.num_train, report.num_test) == (19, 20)
    found = load_dataset("pets")
    assert found.digest == compute_digest(found.train, found.test)
    for split, image_set in (("train", found.train), ("test", found.test)):
        images = np.stack([image for name, image in sorted(expected.items()) if name.startswith(split)])
        np.testing.assert_array_equal(image_set.images, images)


def test_pages_behind_the_first_are_named_as_left_out(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    pages = [Image.fromarray(np.full((32, 32), level, np.uint16)) for level in (100, 900)]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    report = import_images([write_zip(draw_files() | {"train/cat/9.tif": file.getvalue()})], "pets")
    (found,) = report.skipped
    assert (found.count, found.names) == (1, ("train/cat/9.tif",))
    assert "left out: of a file with several pages or frames, all but the first" in " ".join(
        report.list_sentences()
    )


def test_many_damaged_pictures_are_left_out_if_asked_for(
    draw_files: DrawFiles, write_zip: WriteZip, encode_png: EncodePng
) -> None:
    files = draw_files() | {"train/cat/1.png": b"broken", "test/dog/0.png": b"broken"}
    refuse(write_zip(files), "2 of 10 pictures cannot be read .* --skip-damaged")
    report = import_images([write_zip(files)], "pets", ImportSettings(skip_damaged=True))
    assert (report.num_train, report.num_test) == (5, 3)
    assert load_dataset("pets").test.labels.tolist() == [0, 0, 1]


def test_where_all_pictures_are_damaged_no_rest_is_promised(
    draw_files: DrawFiles, write_zip: WriteZip
) -> None:
    files = dict.fromkeys(draw_files(), b"broken")
    with pytest.raises(
        UserError, match=r"none of the 10 pictures can be read .*: choose other files"
    ) as said:
        import_images([write_zip(files)], "pets")
    assert "--skip-damaged" not in str(said.value)


def test_a_split_of_damaged_pictures_alone_is_refused(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    files = {name: b"broken" if name.startswith("test") else data for name, data in draw_files().items()}
    with pytest.raises(UserError, match="no test picture can be read"):
        import_images([write_zip(files)], "pets", ImportSettings(skip_damaged=True))


def test_no_images_are_a_user_error(write_zip: WriteZip, tmp_path: Path) -> None:
    refuse(write_zip({}), "found no images")
    (tmp_path / "empty").mkdir()
    refuse(tmp_path / "empty", "found no images")


def test_pictures_of_other_sizes_become_of_one(write_zip: WriteZip, encode_png: EncodePng) -> None:
    sizes = [(40, 50), (30, 30), (90, 20), (33, 31)]
    files = {
        f"{split}/cat/{number}.png": encode_png(number, size)
        for split in ("train", "test")
        for number, size in enumerate(sizes)
    }
    import_images([write_zip(files)], "pets")
    assert load_dataset("pets").train.images.shape == (4, 3, 32, 32)
    import_images([write_zip(files)], "pets", ImportSettings(size=64, fit="pad"))
    padded = load_dataset("pets").train.images
    assert padded.shape == (4, 3, 64, 64)
    assert (padded[2, :, :, :20] == 255).all()


def encode_tiff(values: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(values).save(file, "TIFF")
    return file.getvalue()


def test_deep_pictures_are_scaled_by_the_range_of_the_whole_set(write_zip: WriteZip) -> None:
    levels = (1_000, 1_400, 2_000, 3_000)
    files = {
        f"{split}/cat/{level}.tif": encode_tiff(np.full((32, 32), level, np.uint16))
        for split in ("train", "test")
        for level in levels
    }
    report = import_images([write_zip(files)], "pets")
    found = load_dataset("pets").train.images
    assert found[:, 0, 0, 0].tolist() == [0, 51, 128, 255]
    (note,) = report.notes
    assert "8 pictures of 16-bit grey have values from 1,000 to 3,000" in note
    assert describe_datasets()[1].notes == (note,)


def test_duplicates_and_the_leak_into_the_test_images_are_reported(
    draw_files: DrawFiles, write_zip: WriteZip
) -> None:
    files = draw_files()
    files["test/cat/0.png"] = files["train/cat/1.png"]
    files["train/dog/2.png"] = files["train/dog/0.png"]
    leak, repeated = import_images([write_zip(files)], "pets").duplicates
    assert (leak.count, leak.names) == (1, ("test/cat/0.png",))
    assert (repeated.count, repeated.names) == (1, ("train/dog/2.png",))


def test_small_classes_and_flat_pictures_are_reported(write_zip: WriteZip, encode_png: EncodePng) -> None:
    files = {f"train/cat/{number}.png": encode_png(number) for number in range(12)}
    files |= {f"train/eel/{number}.png": encode_png(number + 20) for number in range(3)}
    files |= {f"test/{name}/9.png": encode_png(np.full((3, 32, 32), 9, np.uint8)) for name in ("cat", "eel")}
    report = import_images([write_zip(files)], "pets")
    assert report.small_classes == ("eel",)
    assert (report.flat.count, report.flat.names) == (2, ("test/cat/9.png", "test/eel/9.png"))


def test_pictures_without_labels_become_a_set_without_classes(
    write_zip: WriteZip, encode_png: EncodePng
) -> None:
    import_images([write_zip({f"{number}.png": encode_png(number) for number in range(20)})], "walk")
    found = load_dataset("walk")
    assert found.train.class_names == ()
    assert not found.has_labels
    assert (len(found.train), len(found.test)) == (16, 4)
    (info,) = (info for info in describe_datasets() if info.name == "walk")
    assert (info.num_labelled, info.has_labels) == ((0, 0), False)


def test_unlabelled_pictures_follow_the_labelled_ones(
    draw_files: DrawFiles, write_zip: WriteZip, encode_png: EncodePng
) -> None:
    more = {f"unlabeled/{number}.png": encode_png(50 + number) for number in range(30)}
    import_images([write_zip(draw_files() | more)], "pets")
    found = load_dataset("pets")
    assert found.train.labels.tolist() == [0] * 3 + [1] * 3 + [-1] * 30
    assert len(found.train.labelled) == 6


def test_a_set_without_a_name_is_called_like_its_path(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    import_images([write_zip(draw_files(), "My Pets (2).zip")])
    import_images([write_zip(draw_files(), "---.zip")])
    assert list_datasets() == ["bundled", "images", "my-pets-2"]


def test_a_full_disk_is_a_user_error_before_anything_is_decoded(
    draw_files: DrawFiles, write_zip: WriteZip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10**9, 10**9 - 30_000, 30_000))
    refuse(write_zip(draw_files()), r"the images need 31 kB .* where 30 kB are free")


def test_a_disk_that_fills_up_at_half_is_a_user_error(
    draw_files: DrawFiles, write_zip: WriteZip, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    def fill_up(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("aavae.importing.workers._Worker._write", fill_up)
    refuse(write_zip(draw_files()), "cannot write an image set to .*No space left on device.*free some space")
    assert [path.name for path in data_folder.iterdir()] == []


def test_a_set_is_on_the_disk_before_it_takes_the_place_of_another(
    draw_files: DrawFiles, write_zip: WriteZip, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    path = write_zip(draw_files())
    before = import_digest([path])
    synced: list[int] = []
    sync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda number: (synced.append(os.fstat(number).st_ino), sync(number)))

    def rename_what_is_synced(self: Path, target: Path) -> Path:
        if self.name == "set":
            assert {found.stat().st_ino for found in self.iterdir()} <= set(synced)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_what_is_synced)
    assert import_digest([path]) == before
    assert len(synced) == 7


@pytest.mark.slow
def test_many_pictures_are_decoded_by_several_processes_to_the_same_set(
    write_zip: WriteZip, encode_png: EncodePng, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{number % 2}/{number}.png": encode_png(number, (8, 8)) for number in range(700)}
    path = write_zip(files)
    monkeypatch.setattr("aavae.importing.build.count_cores", lambda: 2)
    together = import_digest([path])
    monkeypatch.setattr("aavae.importing.build.count_cores", lambda: 1)
    assert import_digest([path]) == together


def test_an_image_given_twice_is_named(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    files = draw_files()
    first, second = write_zip(files), write_zip({"x/train/dog/2.png": files["train/dog/2.png"]}, "more.zip")
    with pytest.raises(
        UserError, match=r"twice: .*train/dog/2\.png in .*zip and .*train/dog/2\.png in .*zip"
    ):
        import_images([first, second], "pets")


def test_classes_of_training_and_test_images_must_agree(
    draw_files: DrawFiles, write_zip: WriteZip, encode_png: EncodePng
) -> None:
    files = draw_files()
    refuse(write_zip(files | {"test/eel/0.png": encode_png(0)}), "test has images of eel, train has none")
    refuse(write_zip(files | {"train/eel/0.png": encode_png(0)}), "train has images of eel, test has none")


@pytest.mark.parametrize(
    "entry",
    [
        "../train/cat/9.png",
        "train/cat/../../../9.png",
        "/train/cat/9.png",
        "C:\\train\\cat\\9.png",
        "..\\a.png",
    ],
)
def test_entries_that_lead_outside_are_refused_and_write_nothing(
    draw_files: DrawFiles, write_zip: WriteZip, encode_png: EncodePng, tmp_path: Path, entry: str
) -> None:
    path = write_zip(draw_files() | {entry: encode_png(0)})
    refuse(path, "has an entry that leads outside of it")
    assert list(tmp_path.rglob("9.png")) == []


def test_names_with_control_characters_are_refused(
    draw_files: DrawFiles, write_zip: WriteZip, encode_png: EncodePng
) -> None:
    files = draw_files() | {"train/c\x1b[31mat/0.png": encode_png(0)}
    refuse(write_zip(files), "control characters")


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_a_huge_image_is_refused_by_its_header(draw_files: DrawFiles, write_zip: WriteZip, side: int) -> None:
    for name in ("test/cat/0.png", "train/dog/1.png"):
        path = write_zip(draw_files() | {name: make_png_header(side, side)})
        refuse(path, rf"{name}: The picture has more than 50 megapixels")


def test_a_huge_file_is_refused_by_its_stated_size(
    draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path
) -> None:
    files = draw_files() | {"train/cat/0.png": bytes(67_200_000)}
    refuse(write_zip(files), "too large: 67,200,000 bytes, at most 67,108,864")
    refuse(write_folder(files, tmp_path / "folder"), "too large: 67,200,000 bytes")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_unpacks_without_a_limit_is_refused(
    draw_files: DrawFiles, write_zip: WriteZip, compression: int
) -> None:
    refuse(write_zip(draw_files(), compression=compression), "a compression that is not supported")


def test_an_encrypted_zip_is_a_user_error(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    path = write_zip(draw_files())
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(signature, start + 1)
    path.write_bytes(data)
    refuse(path, "encrypted")


def test_a_file_without_permission_is_a_user_error(
    draw_files: DrawFiles, write_zip: WriteZip, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(draw_files())

    def deny(*args: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(zipfile, "ZipFile", deny)
    refuse(path, r"cannot read .*images\.zip: Permission denied")


class TestCifar10:
    """What is asked of the set that is named cifar10, at a size that tests can afford."""

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cifar10, "NUM_TRAIN", 20)
        monkeypatch.setattr(cifar10, "NUM_TEST", 10)

    @pytest.fixture
    def files(self, encode_png: EncodePng) -> Files:
        names = [
            f"cifar10/{split}/{class_name}/{index}.png"
            for split, count in (("train", 2), ("test", 1))
            for class_name in cifar10.CLASS_NAMES
            for index in range(count)
        ]
        return {name: encode_png(seed) for seed, name in enumerate(names)}

    def test_the_complete_set_is_imported_by_default(self, files: Files, write_zip: WriteZip) -> None:
        import_images([write_zip(files)])
        found = load_dataset("cifar10")
        assert (found.name, found.title) == ("cifar10", "complete CIFAR-10, 20 training images")
        assert found.train.class_names == cifar10.CLASS_NAMES
        assert found.train.labels.tolist() == [label for label in range(10) for _ in range(2)]

    def test_a_part_of_it_says_how_much_is_missing(self, files: Files, write_zip: WriteZip) -> None:
        part = dict(list(files.items())[:7])
        refuse(write_zip(part), "found 7 training images of 20: give all zips", "cifar10")

    def test_unknown_classes_are_named(self, files: Files, write_zip: WriteZip) -> None:
        vans = {name.replace("truck", "van"): data for name, data in files.items()}
        refuse(write_zip(vans), "not CIFAR-10: it has images of van", "cifar10")

    def test_images_must_be_32_pixels_wide_and_high(
        self, files: Files, write_zip: WriteZip, encode_png: EncodePng
    ) -> None:
        large = {name: encode_png(0, (64, 64)) for name in files}
        refuse(write_zip(large), "these 64", "cifar10")
