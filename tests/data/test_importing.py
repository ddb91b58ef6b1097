import io
import random
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.data import cifar10
from aavae.data.image_set import Dataset
from aavae.data.importing import import_images
from aavae.data.store import list_datasets, load_dataset
from aavae.errors import UserError

Files = dict[str, bytes]
DrawFiles = Callable[[], Files]
WriteZip = Callable[..., Path]
EncodePng = Callable[..., bytes]

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


def test_what_is_returned_is_what_is_loaded_later(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    imported = import_images([write_zip(draw_files())], "pets")
    loaded = load_dataset("pets")
    assert (loaded.name, loaded.title, loaded.digest) == (imported.name, imported.title, imported.digest)
    np.testing.assert_array_equal(loaded.train.images, imported.train.images)


def test_a_zip_its_parts_and_folders_give_the_same_set(
    draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path
) -> None:
    files = draw_files()
    names = list(files)
    digests = {
        import_images(paths, "pets").digest
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


def test_other_files_are_ignored(draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path) -> None:
    files = draw_files()
    expected = import_images([write_zip(files)], "pets").digest
    junk = {
        "__MACOSX/train/cat/0.png": b"junk",
        "__MACOSX/train/cat/._0.png": b"junk",
        "train/cat/._0.png": b"junk",
        "train/cat/.DS_Store": b"junk",
        "train/.hidden/0.png": b"junk",
        "train/cat/Thumbs.db": b"junk",
        "train/readme.txt": b"junk",
        "readme.png": b"junk",
    }
    assert import_images([write_zip(files | junk)], "pets").digest == expected
    assert import_images([write_folder(files | junk, tmp_path / "folder")], "pets").digest == expected


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "1"])
def test_other_kinds_of_pixels_become_rgb(draw_files: DrawFiles, write_zip: WriteZip, mode: str) -> None:
    files = draw_files()
    image = Image.open(io.BytesIO(files["train/cat/0.png"])).convert(mode)
    file = io.BytesIO()
    image.save(file, "PNG")
    found = import_images([write_zip(files | {"train/cat/0.png": file.getvalue()})], "pets")
    np.testing.assert_array_equal(found.train.images[0], np.asarray(image.convert("RGB")).transpose(2, 0, 1))


def test_progress_goes_to_standard_error_alone(
    draw_files: DrawFiles, write_zip: WriteZip, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write_zip(draw_files())
    import_images([path], "pets")
    assert capfd.readouterr() == ("", "")
    import_images([path], "pets", progress=True)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "10/10" in captured.err


def test_the_inputs_are_the_source_and_stay_as_they_are(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    path = write_zip(draw_files())
    before = path.read_bytes()
    import_images([path], "pets")
    assert path.read_bytes() == before
    path.unlink()
    assert load_dataset("pets").train.images.shape == (6, 3, 32, 32)


def test_a_failed_import_keeps_the_set_that_was_there(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    files = draw_files()
    imported = import_images([write_zip(files)], "pets")
    refuse(write_zip(files | {"train/cat/1.png": b"broken"}), "train/cat/1.png")
    assert load_dataset("pets").digest == imported.digest


def test_no_paths_are_a_user_error() -> None:
    with pytest.raises(UserError, match="give at least one zip or folder"):
        import_images([], "pets")


@pytest.mark.parametrize("name", ["bundled", "", ".", "..", "../up", "a/b", "A", "-a", "a b", "a\n"])
def test_names_that_cannot_be_a_folder_are_refused(
    draw_files: DrawFiles, write_zip: WriteZip, name: str
) -> None:
    refuse(write_zip(draw_files()), "cannot name an image set", name)


def test_a_missing_path_is_a_user_error(tmp_path: Path) -> None:
    refuse(tmp_path / "nowhere.zip", r"nowhere\.zip does not exist")


def test_a_file_that_is_no_zip_is_a_user_error(tmp_path: Path) -> None:
    for data in (b"", b"plain text", bytes(10_000)):
        (tmp_path / "notes.txt").write_bytes(data)
        refuse(tmp_path / "notes.txt", r"notes\.txt is neither a zip nor a folder")


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
    refuse(path, r"cannot read train/dog/1\.png in .*images\.zip: .*decompressing")


def test_an_entry_without_a_name_is_ignored(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    expected = import_images([write_zip(draw_files())], "pets").digest
    assert import_images([write_zip(draw_files() | {"\0": b"no name"})], "pets").digest == expected


def test_damage_inside_a_zip_names_the_entry(draw_files: DrawFiles, write_zip: WriteZip) -> None:
    files = draw_files()
    path = write_zip(files, compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(files["train/dog/1.png"]) + 500] ^= 0xFF
    path.write_bytes(data)
    refuse(path, r"cannot read train/dog/1\.png in .*images\.zip: .*CRC")


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
    refuse(write_zip(draw_files() | {"test/dog/1.png": data}), r"test/dog/1\.png .*not an image")


def test_a_truncated_image_is_named(draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path) -> None:
    files = draw_files()
    files["test/dog/1.png"] = files["test/dog/1.png"][:-300]
    refuse(write_zip(files), r"test/dog/1\.png in .* is a damaged image")
    refuse(write_folder(files, tmp_path / "folder"), r"1\.png is a damaged image")


def test_no_images_in_the_expected_folders_are_a_user_error(
    draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path
) -> None:
    files = draw_files()
    refuse(write_zip({}), "found no images")
    refuse(write_zip({name.replace("/", "_"): data for name, data in files.items()}), "found no images")
    refuse(tmp_path, "found no images")


def test_images_of_another_size_are_named(
    draw_files: DrawFiles, write_zip: WriteZip, encode_png: EncodePng
) -> None:
    files = draw_files() | {"test/cat/1.png": encode_png(0, (32, 31))}
    refuse(write_zip(files), r"test/cat/1\.png .* is 31x32 pixels, not 32x32")


def test_images_of_any_one_size_are_imported(write_zip: WriteZip, encode_png: EncodePng) -> None:
    files = {f"{split}/cat/0.png": encode_png(0, (5, 7)) for split in ("train", "test")}
    assert import_images([write_zip(files)], "pets").train.images.shape == (1, 3, 5, 7)


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
    refuse(write_zip(files | {"test/eel/0.png": encode_png(0)}), "test/ has images of eel, train/ has none")
    refuse(
        write_zip({name: data for name, data in files.items() if name.startswith("train")}),
        "train/ has images of cat, dog, test/ has none",
    )


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


@pytest.mark.parametrize("side", [513, 12_000, 60_000])
def test_a_huge_image_is_refused_by_its_header(draw_files: DrawFiles, write_zip: WriteZip, side: int) -> None:
    for name in ("test/cat/0.png", "train/dog/1.png"):
        path = write_zip(draw_files() | {name: make_png_header(side, side)})
        refuse(path, rf"{name} in .* is larger than 512x512 pixels")


def test_a_huge_file_is_refused_by_its_stated_size(
    draw_files: DrawFiles, write_zip: WriteZip, tmp_path: Path
) -> None:
    files = draw_files() | {"train/cat/0.png": bytes(5_000_000)}
    refuse(write_zip(files), "too large for a small image")
    refuse(write_folder(files, tmp_path / "folder"), "too large for a small image")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_unpacks_without_a_limit_is_refused(
    draw_files: DrawFiles, write_zip: WriteZip, compression: int
) -> None:
    refuse(write_zip(draw_files(), compression=compression), "its compression is not supported")


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
        found: Dataset = import_images([write_zip(files)])
        assert (found.name, found.title) == ("cifar10", "complete CIFAR-10, 50,000 training images")
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
        refuse(write_zip(large), "is 64x64 pixels, not 32x32", "cifar10")

    def test_a_copy_beside_the_original_is_refused(
        self, files: Files, write_zip: WriteZip, tmp_path: Path
    ) -> None:
        path = write_zip(files)
        copy = Path(shutil.copy(path, tmp_path / "copy.zip"))
        with pytest.raises(UserError, match="the same image is given twice"):
            import_images([path, copy])
