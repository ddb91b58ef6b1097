import io
import pickle
import warnings
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aavae.importing.files import Files
from aavae.importing.forms.npz import recognise
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source, Unreadable
from tests.importing.forms import claims

OpenFiles = Callable[..., Files]


def draw(*shape: int, dtype: Any = np.uint8, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 200, shape).astype(dtype)


def save(path: Path, compressed: bool = True, **arrays: Any) -> Path:
    (np.savez_compressed if compressed else np.savez)(path, **arrays)
    return path


find = partial(claims.find, recognise)
refuse = partial(claims.refuse, recognise)


def read(source: Source, rows: Any = None) -> list[Any]:
    return list(source.reader.read(range(len(source)) if rows is None else rows))


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 3)])
def test_medmnist_gives_its_splits_and_labels(
    open_files: OpenFiles, tmp_path: Path, compressed: bool, shape: tuple[int, ...]
) -> None:
    arrays: dict[str, np.ndarray] = {}
    for seed, (split, count) in enumerate({"train": 6, "val": 2, "test": 3}.items()):
        arrays[f"{split}_images"] = draw(count, *shape, seed=seed)
        arrays[f"{split}_labels"] = (np.arange(count) % 3).astype(np.uint8)[:, None]
    source = find(open_files(save(tmp_path / "pathmnist.npz", compressed, **arrays)))
    assert source.splits.tolist() == ["train"] * 6 + ["val"] * 2 + ["test"] * 3
    assert source.labels.tolist() == [0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2]
    assert source.class_names == ("0", "1", "2")
    assert source.size == (8, 8)
    assert source.names[6] == f"val_images in {tmp_path / 'pathmnist.npz'}, row 0"
    expected = np.concatenate([arrays[f"{split}_images"] for split in ("train", "val", "test")])
    np.testing.assert_array_equal(read(source), expected)


def test_a_set_of_medmnist_is_known_by_its_numbers(open_files: OpenFiles, tmp_path: Path) -> None:
    arrays: dict[str, np.ndarray] = {}
    for split, count in {"train": 546, "val": 78, "test": 156}.items():
        arrays[f"{split}_images"] = draw(count, 4, 4)
        arrays[f"{split}_labels"] = np.arange(count)[:, None] % 2
    source = find(open_files(save(tmp_path / "breastmnist_64.npz", True, **arrays)))
    assert source.class_names == ("malignant", "normal, benign")
    assert "BreastMNIST" in source.notes[0]
    arrays["test_labels"][0] = 2
    refuse(open_files(save(tmp_path / "other.npz", True, **arrays)), "a label 2, but there are 2 class names")


def test_keras_and_scikit_learn_names(open_files: OpenFiles, tmp_path: Path) -> None:
    images, labels = draw(4, 5, 6), np.array([3, 7, 3, 7])
    keras = save(tmp_path / "mnist.npz", x_train=images, y_train=labels, x_test=images[:2], y_test=labels[:2])
    source = find(open_files(keras))
    assert source.splits.tolist() == ["train"] * 4 + ["test"] * 2
    assert source.class_names == ("3", "7")
    source = find(open_files(save(tmp_path / "plain.npz", X=images, y=labels)))
    assert source.splits.tolist() == [""] * 4
    assert source.labels.tolist() == [0, 1, 0, 1]
    assert source.size == (5, 6)


def test_arrays_without_names_are_found_by_their_shapes(open_files: OpenFiles, tmp_path: Path) -> None:
    np.savez(tmp_path / "train.npz", draw(4, 5, 5), np.array([0, 1, 0, 1]), draw(4, 9), np.arange(4))
    source = find(open_files(tmp_path / "train.npz"))
    assert source.splits.tolist() == ["train"] * 4
    assert source.labels.tolist() == [0, 1, 0, 1]
    assert [skipped.place.split(" ")[0] for skipped in source.skipped] == ["arr_2", "arr_3"]


def test_npy_files_of_a_folder_belong_together(open_files: OpenFiles, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    images = draw(5, 4, 4, 3)
    np.save(folder / "x_train.npy", images[:3])
    np.save(folder / "y_train.npy", np.array(["cat", "dog", "cat"]))
    np.save(folder / "x_test.npy", images[3:])
    np.save(folder / "y_test.npy", np.array(["dog", "cow"]))
    source = find(open_files(folder))
    assert source.class_names == ("cat", "cow", "dog")
    assert source.splits.tolist() == ["test"] * 2 + ["train"] * 3
    np.testing.assert_array_equal(read(source), images[[3, 4, 0, 1, 2]])


def test_npy_files_that_are_given_one_by_one_belong_together(open_files: OpenFiles, tmp_path: Path) -> None:
    np.save(tmp_path / "images.npy", draw(3, 4, 4))
    np.save(tmp_path / "labels.npy", np.array([2, 0, 2]))
    source = find(open_files(tmp_path / "labels.npy", tmp_path / "images.npy"))
    assert source.labels.tolist() == [1, 0, 1]


def test_folders_of_npy_files_and_an_npz_do_not_mix(open_files: OpenFiles, tmp_path: Path) -> None:
    for split in ("train", "test"):
        (tmp_path / "set" / split).mkdir(parents=True)
        np.save(tmp_path / "set" / split / "a.npy", draw(3, 4, 4))
        np.save(tmp_path / "set" / split / "y.npy", np.array([2, 0, 2]))
    save(tmp_path / "set" / "train" / "more.npz", images=draw(2, 4, 4), labels=np.array([0, 2]))
    source = find(open_files(tmp_path / "set"))
    assert source.splits.tolist() == ["test"] * 3 + ["train"] * 5
    assert source.labels.tolist() == [1, 0, 1, 1, 0, 1, 0, 1]


def test_an_npz_in_a_zip_is_the_same(open_files: OpenFiles, tmp_path: Path) -> None:
    images = draw(3, 4, 4)
    save(tmp_path / "a.npz", images=images, labels=np.arange(3))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "a.npz", "deep/a.npz")
    np.testing.assert_array_equal(read(find(open_files(tmp_path / "a.zip"))), images)


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("dtype", ["u1", ">u2", "<i8", "f4", "f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_pixels_of_every_type_and_order_stay_what_they_are(
    open_files: OpenFiles, tmp_path: Path, dtype: str, order: Any, compressed: bool
) -> None:
    images = np.asarray(draw(7, 3, 5, 3), dtype, order=order)
    source = find(open_files(save(tmp_path / "a.npz", compressed, images=images)))
    found = read(source)
    np.testing.assert_array_equal(found, images)
    assert found[0].dtype == np.dtype(dtype).newbyteorder("=")
    assert source.labels.tolist() == [-1] * 7


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        (draw(4, 6, 6, 1), draw(4, 6, 6, 1)[..., 0]),
        (draw(4, 1, 6, 6), draw(4, 1, 6, 6)[:, 0]),
        (draw(4, 3, 6, 7), draw(4, 3, 6, 7).transpose(0, 2, 3, 1)),
        (draw(4, 6, 6) > 99, (draw(4, 6, 6) > 99) * np.uint8(255)),
    ],
)
def test_channels_first_single_channels_and_bits(
    open_files: OpenFiles, tmp_path: Path, images: np.ndarray, expected: np.ndarray
) -> None:
    source = find(open_files(save(tmp_path / "a.npz", images=images)))
    np.testing.assert_array_equal(read(source), expected)
    assert source.size == expected.shape[1:3]


@pytest.mark.parametrize("compressed", [True, False])
def test_reading_may_start_and_skip_anywhere_in_another_process(
    open_files: OpenFiles, tmp_path: Path, compressed: bool
) -> None:
    images = draw(20, 4, 4)
    path = save(tmp_path / "a.npz", compressed, train_images=images[:12], test_images=images[12:])
    source = find(open_files(path))
    read(source, [3])
    reader = pickle.loads(pickle.dumps(source.reader))
    assert len(pickle.dumps(source.reader)) < 5000
    for rows in (range(5, 18), [19], [0, 2, 13], []):
        np.testing.assert_array_equal(np.array(list(reader.read(rows))).reshape(-1, 4, 4), images[list(rows)])


@pytest.mark.parametrize("order", ["C", "F"])
def test_only_what_is_wanted_and_near_to_it_is_copied(
    open_files: OpenFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: Any
) -> None:
    monkeypatch.setattr("aavae.importing.forms.npz._BLOCK_BYTES", 3 * 100)
    images = np.asarray(draw(50, 10, 10), order=order)
    source = find(open_files(save(tmp_path / "a.npz", False, images=images)))
    for rows in ([0, 25, 49], [3, 4, 5, 6, 7, 9], range(50)):
        for picture, row in zip(source.reader.read(rows), rows, strict=True):
            np.testing.assert_array_equal(picture, images[row])
            assert isinstance(picture, np.ndarray)
            assert picture.base is not None
            assert picture.base.size <= 300


def test_class_names_may_be_an_array(open_files: OpenFiles, tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.npz",
        images=draw(3, 4, 4),
        labels=np.array([1, 0, 1]),
        class_names=np.array(["cow", "ant"]),
    )
    source = find(open_files(path))
    assert source.class_names == ("cow", "ant")
    assert source.labels.tolist() == [1, 0, 1]
    assert not source.skipped


@pytest.mark.parametrize(
    ("labels", "class_names", "expected"),
    [
        (np.array([b"dog", b"cat", b""]), ("cat", "dog"), [1, 0, -1]),
        (np.array([2.0, np.nan, 5.0]), ("2", "5"), [0, -1, 1]),
        (np.array([True, False, True]), ("0", "1"), [1, 0, 1]),
        (np.array([[0, 1], [1, 0], [0, 1]]), ("0", "1"), [1, 0, 1]),
        (np.array([-1, 0, 1]), ("0", "1"), [-1, 0, 1]),
    ],
)
def test_labels_of_every_type(
    open_files: OpenFiles,
    tmp_path: Path,
    labels: np.ndarray,
    class_names: tuple[str, ...],
    expected: list[int],
) -> None:
    source = find(open_files(save(tmp_path / "a.npz", images=draw(3, 4, 4), labels=labels)))
    assert source.class_names == class_names
    assert source.labels.tolist() == expected


def test_several_labels_an_image_are_refused(open_files: OpenFiles, tmp_path: Path) -> None:
    labels = np.zeros((3, 14), np.uint8)
    labels[0, 3] = labels[1, 4] = labels[1, 5] = 1
    path = save(tmp_path / "chestmnist.npz", train_images=draw(3, 4, 4), train_labels=labels)
    refuse(open_files(path), "train_labels in .* has 14 labels an image")


@pytest.mark.parametrize("name", ["images", "labels"])
def test_pickled_objects_are_refused(open_files: OpenFiles, tmp_path: Path, name: str) -> None:
    arrays: dict[str, Any] = {"images": draw(2, 4, 4), "labels": np.arange(2)}
    arrays[name] = np.array([{}, {}], object)
    refuse(open_files(save(tmp_path / "a.npz", True, **arrays)), f"{name} in .* is a pickled object")


def test_objects_beside_are_left_out_and_never_opened(open_files: OpenFiles, tmp_path: Path) -> None:
    path = save(tmp_path / "a.npz", images=draw(2, 4, 4), about=np.array({"year": 2020}, object))
    assert "about" in find(open_files(path)).skipped[0].place


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (
            {"images": draw(4, 784), "labels": np.arange(4)},
            r"no array of pictures .* it has images \(4, 784\)",
        ),
        ({"images": draw(4, 8, 8, 8)}, "as of volumes"),
        ({"images": draw(4, 8, 8, 4)}, "as of transparent pictures"),
        ({"images": draw(0, 8, 8)}, "has no pictures in it"),
        ({"images": draw(4, 8, 8) * 1j}, "no array of pictures"),
        (
            {"images": draw(4, 8, 8), "labels": np.arange(3)},
            "4 pictures, .* has 3 labels: there must be as many",
        ),
        ({"left": draw(4, 8, 8), "right": draw(4, 8, 8)}, "several arrays of pictures .* --file-column"),
        (
            {"images": draw(4, 8, 8), "fine_labels": np.arange(4), "coarse_labels": np.arange(4)},
            "several arrays of labels .* --label-column",
        ),
        (
            {"images": draw(2, 4, 4), "labels": np.array([0, 7]), "class_names": np.array(["a", "b"])},
            "a label 7, but there are 2 class names",
        ),
        ({"images": draw(5000, 1, 1), "labels": np.arange(5000)}, "more than 2,000 different values"),
        ({}, "has no array of pictures .* it has nothing"),
    ],
)
def test_what_cannot_be_imported_is_said(
    open_files: OpenFiles, tmp_path: Path, arrays: dict[str, np.ndarray], message: str
) -> None:
    refuse(open_files(save(tmp_path / "a.npz", True, **arrays)), message)


def test_one_of_several_arrays_can_be_named(open_files: OpenFiles, tmp_path: Path) -> None:
    fine, coarse = np.array([0, 1, 2]), np.array([0, 0, 1])
    left, right = draw(3, 4, 4), draw(3, 4, 4, seed=1)
    path = save(
        tmp_path / "a.npz",
        train_left=left,
        train_right=right,
        train_fine_labels=fine,
        train_coarse_labels=coarse,
    )
    source = find(open_files(path), file_column="right", label_column="coarse_labels")
    assert source.labels.tolist() == coarse.tolist()
    np.testing.assert_array_equal(read(source), right)


def test_arrays_beside_more_pictures_are_not_the_set(open_files: OpenFiles, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    save(folder / "mean.npz", images=draw(1, 4, 4))
    for name in "ab":
        (folder / f"{name}.png").write_bytes(b"")
    assert recognise(open_files(folder), ImportSettings()) is None
    save(folder / "other.npz", vector=draw(9))
    save(folder / "mean.npz", images=draw(0, 4, 4))
    assert recognise(open_files(folder), ImportSettings()) is None
    (folder / "mean.npz").unlink()
    assert recognise(open_files(folder), ImportSettings()) is None


def make_npz(path: Path, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("images.npy", content)
    return path


def encode(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"\x93NUMPY\x09\x00abc", encode(draw(9, 4, 4))[:-1]])
def test_damaged_arrays_are_refused(open_files: OpenFiles, tmp_path: Path, content: bytes) -> None:
    refuse(open_files(make_npz(tmp_path / "a.npz", content)), "is a damaged file of arrays")
    (tmp_path / "a.npy").write_bytes(content)
    refuse(open_files(tmp_path / "a.npy"), "is a damaged file of arrays")


def test_a_header_cannot_ask_for_memory(open_files: OpenFiles, tmp_path: Path) -> None:
    content = encode(draw(9, 4, 4)).replace(b"(9, 4, 4), }          ", b"(9, 60000, 60000), }  ")
    refuse(open_files(make_npz(tmp_path / "a.npz", content)), "cannot be in 144")


def test_a_flipped_bit_in_deflated_values_is_found(open_files: OpenFiles, tmp_path: Path) -> None:
    path = save(tmp_path / "a.npz", images=draw(99, 8, 8))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)
    refuse(open_files(path), "is a damaged file of arrays")


@pytest.mark.parametrize("content", [b"", b"PK\3\4" + bytes(99), b"no zip"])
def test_damaged_zips_are_refused(open_files: OpenFiles, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    refuse(open_files(tmp_path / "a.npz"), "is a damaged file of arrays")


def test_other_compressions_are_refused(open_files: OpenFiles, tmp_path: Path) -> None:
    path = make_npz(tmp_path / "a.npz", encode(draw(9, 4, 4)), zipfile.ZIP_LZMA)
    refuse(open_files(path), "its compression is not supported")


def test_a_file_that_is_gone_is_unreadable(open_files: OpenFiles, tmp_path: Path) -> None:
    path = save(tmp_path / "a.npz", False, images=draw(3, 4, 4))
    source = find(open_files(path))
    path.unlink()
    assert [type(content) for content in read(source)] == [Unreadable] * 3


def test_arrays_that_python_2_wrote_are_read_without_a_warning(open_files: OpenFiles, tmp_path: Path) -> None:
    content = encode(draw(9, 4, 4)).replace(b"(9, 4, 4), }   ", b"(9L, 4L, 4L), }")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = find(open_files(make_npz(tmp_path / "a.npz", content)))
    np.testing.assert_array_equal(read(source), draw(9, 4, 4))


def test_without_room_to_unpack_it_says_so(
    open_files: OpenFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "a.npz", images=draw(9, 4, 4))
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 100}))
    refuse(open_files(path), "unpacks to 144 bytes, more than there is room for")
