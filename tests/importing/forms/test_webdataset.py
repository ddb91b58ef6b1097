import io
import json
import pickle
import tarfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from aavae.importing.files import Files
from aavae.importing.forms.webdataset import recognise
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Content, Unreadable
from tests.importing.forms import claims

OpenFiles = Callable[..., Files]
Encode = Callable[..., bytes]

FIXTURES = Path(__file__).parents[1] / "fixtures" / "webdataset"


def draw_pictures() -> np.ndarray:
    """The pixels of the pictures that the fixtures were written with."""
    return np.random.default_rng(0).integers(0, 256, (16, 4, 4, 3), np.uint8)


def decode(content: Content) -> np.ndarray:
    assert isinstance(content, bytes)
    return np.asarray(Image.open(io.BytesIO(content)))


def write_tar(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


find = partial(claims.find, recognise)
refuse = partial(claims.refuse, recognise)


def test_a_folder_of_shards_gives_pictures_labels_names_and_splits(open_files: OpenFiles) -> None:
    source = find(open_files(FIXTURES / "pets"))
    assert source.splits.tolist() == ["test"] * 2 + ["train"] * 5
    assert source.class_names == ("dog", "cat")
    assert source.labels.tolist() == [1, 0, 0, 1, 0, 1, 0]
    assert source.names[0] == "pets/test/0/s0005.webp"
    assert source.recognised_by == "7 samples in 3 shards with labels in .cls files"
    assert not source.skipped
    reader = pickle.loads(pickle.dumps(source.reader))
    found = [decode(content) for content in reader.read(range(7))]
    np.testing.assert_array_equal(found, draw_pictures()[[5, 6, 0, 1, 2, 3, 4]])
    np.testing.assert_array_equal(decode(*source.reader.read([4])), draw_pictures()[2])


def test_shards_by_themselves_are_named_by_their_numbers(open_files: OpenFiles) -> None:
    source = find(open_files(FIXTURES / "pets" / "train" / "1.tar", FIXTURES / "pets" / "train" / "0.tar"))
    assert source.class_names == ("0", "1")
    assert source.splits.tolist() == [""] * 5
    assert len(set(source.names)) == 5


def test_the_split_can_be_in_the_name_of_a_shard(open_files: OpenFiles) -> None:
    source = find(open_files(FIXTURES / "described-train-000000.tar"))
    assert source.splits.tolist() == ["train"] * 6


def test_the_key_of_the_label_is_found_in_json(open_files: OpenFiles) -> None:
    source = find(open_files(FIXTURES / "described-train-000000.tar"))
    assert source.class_names == ("a", "b")  # "class_name" says the same as "label"
    assert source.labels.tolist() == [0, 1] * 3
    source = find(open_files(FIXTURES / "described-train-000000.tar"), label_column="label")
    assert source.class_names == ("0", "1")
    refuse(
        open_files(FIXTURES / "described-train-000000.tar"),
        "no column 'hue' with labels in",
        label_column="hue",
    )


def test_of_several_keys_one_must_be_named(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    labels = [{"fine_label": row, "coarse_label": row // 2} for row in range(4)]
    files = {f"{row}.png": encode_picture(row) for row in range(4)}
    files |= {f"{row}.json": json.dumps(label).encode() for row, label in enumerate(labels)}
    path = write_tar(tmp_path / "a.tar", files)
    refuse(open_files(path), r"several columns of .* may be the labels \('fine_label', 'coarse_label'\)")
    assert find(open_files(path), label_column="coarse_label").labels.tolist() == [0, 0, 1, 1]


def test_captions_are_no_labels_and_left_to_other_forms(open_files: OpenFiles) -> None:
    assert recognise(open_files(FIXTURES / "captions.tar"), ImportSettings()) is None


def test_captions_in_shards_of_a_folder_leave_pictures_without_labels(
    open_files: OpenFiles, tmp_path: Path
) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "train-0.tar").write_bytes((FIXTURES / "captions.tar").read_bytes())
    source = find(open_files(tmp_path / "set"))
    assert source.labels.tolist() == [-1] * 4
    assert source.class_names == ()
    assert source.splits.tolist() == ["train"] * 4
    assert len(source.skipped) == 4


def test_texts_that_come_often_are_labels(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    files = {f"{row}.jpg": encode_picture(row, "JPEG") for row in range(4)}
    files |= {f"{row}.txt": text for row, text in enumerate([b"cat\n", b"dog", b"cat", b"dog"])}
    source = find(open_files(write_tar(tmp_path / "a.tar", files)))
    assert source.class_names == ("cat", "dog")
    assert source.labels.tolist() == [0, 1, 0, 1]


def test_names_end_at_their_first_dot(open_files: OpenFiles) -> None:
    source = find(open_files(FIXTURES / "dots.tar"))
    assert source.names == ["dots/a.b.png"]
    assert source.class_names == ("1",)
    assert {skipped.reason for skipped in source.skipped if "png" in skipped.place} == {
        "its sample has another picture (the name of a sample ends at its first dot)"
    }


def test_of_a_photograph_and_a_mask_the_photograph_is_taken(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    photograph = encode_picture(0, "JPEG")
    files = {
        "x/a.mask.png": b"mask",
        "x/a.png": b"mask",
        "x/a.jpg": photograph,
        "x/a.cls": b"3",
        "x/a.npy": b"",
    }
    source = find(open_files(write_tar(tmp_path / "a.tar", files)))
    assert list(source.reader.read([0])) == [photograph]
    assert len(source.skipped) == 3


def test_order_and_case_in_a_tar_do_not_matter_and_equal_names_in_shards_are_two(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    one = {"b.CLS": b"0", "a.PNG": encode_picture(0), "b.png": encode_picture(1), "a.cls": b"12"}
    two = {"./a.tif": encode_picture(2, "TIFF"), "./a.cls": b"cat", "lonely.cls": b"7"}
    source = find(open_files(write_tar(tmp_path / "1.tar", one), write_tar(tmp_path / "2.tar", two)))
    found = dict(zip(source.names, source.labels.tolist(), strict=True))
    assert found == {"1/b.png": 0, "1/a.PNG": 1, "2/a.tif": 2}
    assert source.class_names == ("0", "12", "cat")
    assert list(source.reader.read([1])) == [one["b.png"]] or list(source.reader.read([0])) == [one["b.png"]]


def test_a_folder_or_zip_of_unpacked_samples_is_as_good(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    for split in ("train", "test"):
        (tmp_path / "set" / split).mkdir(parents=True)
        (tmp_path / "set" / split / "a.png").write_bytes(encode_picture())
        (tmp_path / "set" / split / "a.cls").write_bytes(b"1")
    source = find(open_files(tmp_path / "set"))
    assert sorted(source.splits.tolist()) == ["test", "train"]


def test_pictures_without_labels_beside_are_another_form(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    path = write_tar(
        tmp_path / "set" / "a.tar", {"cat/1.png": encode_picture(), "dog/2.png": encode_picture()}
    )
    assert recognise(open_files(path), ImportSettings()) is None
    refuse(open_files(tmp_path / "set"), "give the tars themselves, not their folder")


def test_a_label_without_a_class_name_is_refused(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    files = {"a.png": encode_picture(), "a.cls": b"2", "classnames.txt": b"cat\ndog\n"}
    refuse(open_files(write_tar(tmp_path / "a.tar", files)), "a label 2, but there are 2 class names")


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (b"", -1),
        (b"-1", -1),
        (b"\xff\xfe", -1),
        (b"9" * 5000, 0),
        (b"x" * 2**21, -1),
        (b"\x80\x04K\x07.", -1),
    ],
)
def test_hostile_labels_are_none_or_texts(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode, content: bytes, label: int
) -> None:
    path = write_tar(tmp_path / "a.tar", {"a.png": encode_picture(), "a.cls": content})
    assert find(open_files(path)).labels.tolist() == [label]


@pytest.mark.parametrize(
    "content", [b"{", b"[" * 100_000, b"[1]", b"null", b'{"label": null}', b'{"label": {}}']
)
def test_hostile_json_is_no_label(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode, content: bytes
) -> None:
    files = {
        "a.png": encode_picture(),
        "a.json": content,
        "b.png": encode_picture(),
        "b.json": b'{"label": "x"}',
    }
    source = find(open_files(write_tar(tmp_path / "a.tar", files)))
    assert source.labels.tolist() == [-1, 0]


def test_several_labels_an_image_are_refused(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    path = write_tar(tmp_path / "a.tar", {"a.png": encode_picture(), "a.json": b'{"labels": [1, 2]}'})
    refuse(open_files(path), "has several labels an image")


def test_a_picture_that_is_gone_is_unreadable(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    path = write_tar(tmp_path / "a.tar", {"a.png": encode_picture(), "a.cls": b"1"})
    source = find(open_files(path))
    path.write_bytes(path.read_bytes()[:600])
    assert list(source.reader.read([0])) == [Unreadable("it ends before its stated size")]


def test_a_damaged_shard_in_a_folder_is_refused(open_files: OpenFiles, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "0.tar").write_bytes(b"no tar")
    refuse(open_files(tmp_path / "set"), "0.tar is a truncated or damaged tar")


def test_more_shards_than_files_may_be_open(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    resource = pytest.importorskip("resource")
    for number in range(40):
        write_tar(tmp_path / "set" / f"{number:02}.tar", {"a.png": encode_picture(number), "a.cls": b"1"})
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = psutil.Process().num_fds()
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 20, limits[1]))
    try:
        source = find(open_files(tmp_path / "set"))
        found = list(source.reader.read(range(40)))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert source.labels.tolist() == [0] * 40
    assert found == [encode_picture(number) for number in range(40)]
