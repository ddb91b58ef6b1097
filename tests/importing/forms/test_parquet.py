import io
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from aavae.importing.files import Files
from aavae.importing.forms.parquet import recognise
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Content, Unreadable
from tests.importing.forms import claims

OpenFiles = Callable[..., Files]
Encode = Callable[..., bytes]

FIXTURES = Path(__file__).parents[1] / "fixtures" / "parquet"


def draw_pictures(count: int, seed: int) -> list[np.ndarray]:
    """The pixels of the pictures that the fixtures were written with."""
    generator = np.random.default_rng(seed)
    return [generator.integers(0, 256, (4, 4, 3), np.uint8) for _ in range(count)]


def decode(content: Content) -> np.ndarray:
    assert isinstance(content, bytes)
    return np.asarray(Image.open(io.BytesIO(content)))


def write(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path, **options)
    return path


find = partial(claims.find, recognise)
refuse = partial(claims.refuse, recognise)


def test_the_shards_of_hugging_face_give_pictures_labels_names_and_splits(open_files: OpenFiles) -> None:
    source = find(open_files(FIXTURES / "pets"))
    assert source.splits.tolist() == ["test"] * 2 + ["train"] * 5
    assert source.class_names == ("dog", "cat")
    assert source.labels.tolist() == [1, 0, 0, 1, 0, 1, 1]
    assert source.names[3] == "data/train-00000-of-00002.parquet, row 1"
    assert "'image' of 3 parquet files, labels in 'label'" in source.recognised_by
    assert not source.skipped
    expected = draw_pictures(2, 2) + draw_pictures(3, 0) + draw_pictures(2, 1)
    found = list(source.reader.read(range(7)))
    np.testing.assert_array_equal([decode(content) for content in found], expected)


def test_files_by_themselves_in_any_order_and_in_a_zip_give_the_same(
    open_files: OpenFiles, tmp_path: Path
) -> None:
    folder = FIXTURES / "pets" / "data"
    expected = find(open_files(FIXTURES / "pets"))
    with zipfile.ZipFile(tmp_path / "pets.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir(), reverse=True):
            archive.write(path, path.name)
    for files in (open_files(*sorted(folder.iterdir(), reverse=True)), open_files(tmp_path / "pets.zip")):
        source = find(files)
        assert source.splits.tolist() == expected.splits.tolist()
        assert source.labels.tolist() == expected.labels.tolist()
        assert list(source.reader.read(range(7))) == list(expected.reader.read(range(7)))


def test_minus_one_is_no_label(open_files: OpenFiles) -> None:
    source = find(open_files(FIXTURES / "hidden.parquet"))
    assert source.labels.tolist() == [-1, 0, 1]
    assert source.class_names == ("dog", "cat")


def test_of_several_label_columns_one_must_be_named(open_files: OpenFiles) -> None:
    files = open_files(FIXTURES / "two.parquet")
    refuse(
        files, r"several columns of .* may be the labels \('fine_label', 'coarse_label'\): .* --label-column"
    )
    assert find(files, label_column="coarse_label").class_names == ("tree", "flower")
    assert find(files, label_column="fine_label").labels.tolist() == [0, 1, 2, 2]
    refuse(
        files,
        "no column 'colour' with labels in .*: it has 'fine_label', 'coarse_label'",
        label_column="colour",
    )


def test_several_labels_a_picture_are_refused(open_files: OpenFiles) -> None:
    refuse(open_files(FIXTURES / "several.parquet"), "'label' in .* has several labels an image")


def test_paths_of_pictures_are_never_followed(open_files: OpenFiles) -> None:
    refuse(open_files(FIXTURES / "paths.parquet"), "names its pictures by their paths and does not hold them")


def test_single_missing_bytes_are_a_damaged_picture(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    pictures = [{"bytes": encode_picture(), "path": None}, {"bytes": None, "path": "/etc/passwd"}, None]
    path = write(tmp_path / "a.parquet", {"image": pa.array(pictures), "label": [0, 1, 1]})
    contents = list(find(open_files(path)).reader.read(range(3)))
    assert contents == [
        encode_picture(),
        Unreadable("its bytes are missing"),
        Unreadable("its bytes are missing"),
    ]


def test_without_a_column_of_pictures_it_says_what_there_is(open_files: OpenFiles) -> None:
    refuse(open_files(FIXTURES / "texts.parquet"), r"no column of pictures \(it has text, label\)")


def test_a_table_beside_pictures_is_left_to_the_form_of_tables(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    write(tmp_path / "set" / "metadata.parquet", {"file_name": ["1.png"], "label": ["cat"]})
    (tmp_path / "set" / "1.png").write_bytes(encode_picture())
    assert recognise(open_files(tmp_path / "set"), ImportSettings()) is None


def test_no_parquet_is_another_form(open_files: OpenFiles, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    assert recognise(open_files(tmp_path / "set"), ImportSettings()) is None


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()])
def test_a_plain_column_of_encoded_pictures_is_found_by_its_content(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode, kind: pa.DataType
) -> None:
    pictures = [encode_picture(seed, "JPEG") for seed in range(3)]
    path = write(
        tmp_path / "a.parquet",
        {
            "hash": pa.array([b"1", b"2", b"3"], pa.binary()),
            "scan": pa.array(pictures, kind),
            "kind": [2, 10, 2],
        },
    )
    source = find(open_files(path), label_column="kind")
    assert list(source.reader.read([0, 2])) == [pictures[0], pictures[2]]
    assert source.class_names == ("2", "10")
    assert source.labels.tolist() == [0, 1, 0]


def test_of_several_columns_of_pictures_one_must_be_named(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    left, right = [encode_picture(0)], [encode_picture(1)]
    files = open_files(write(tmp_path / "a.parquet", {"left": left, "right": right}))
    refuse(files, r"several columns of pictures \(left, right\): .* --file-column")
    assert list(find(files, file_column="right").reader.read([0])) == right


def test_bytes_that_are_no_pictures_are_passed_on(open_files: OpenFiles, tmp_path: Path) -> None:
    pictures = pa.array([{"bytes": b"no picture", "path": None}] * 2)
    source = find(open_files(write(tmp_path / "a.parquet", {"image": pictures})))
    assert list(source.reader.read(range(2))) == [b"no picture"] * 2
    assert source.labels.tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("values", "class_names", "labels"),
    [
        (pa.array(["b", "a", None, ""]), ("a", "b"), [1, 0, -1, -1]),
        (pa.array(["b", "a", None, "b"]).dictionary_encode(), ("a", "b"), [1, 0, -1, 1]),
        (pa.array([1.0, 0.0, None, float("nan")]), ("0", "1"), [1, 0, -1, -1]),
        (pa.array([True, False, None, True]), ("0", "1"), [1, 0, -1, 1]),
        (pa.array(["10", "9", "10", "9"]), ("9", "10"), [1, 0, 1, 0]),
    ],
)
def test_labels_of_every_type_become_classes(
    open_files: OpenFiles,
    tmp_path: Path,
    encode_picture: Encode,
    values: pa.Array,
    class_names: tuple[str, ...],
    labels: list[int],
) -> None:
    path = write(tmp_path / "a.parquet", {"image": [encode_picture()] * 4, "label": values})
    source = find(open_files(path))
    assert source.class_names == class_names
    assert source.labels.tolist() == labels


def test_splits_can_be_a_column(open_files: OpenFiles, tmp_path: Path, encode_picture: Encode) -> None:
    columns = {
        "image": [encode_picture()] * 3,
        "part": ["train", "validation", None],
        "label": ["a", "b", "a"],
    }
    source = find(open_files(write(tmp_path / "a.parquet", columns)))
    assert source.splits.tolist() == ["train", "val", ""]
    assert source.notes == ("The splits are those of the column 'part'.",)


def test_a_shard_without_labels_and_one_without_pictures(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    folder = tmp_path / "set"
    write(folder / "test.parquet", {"image": [encode_picture()] * 2})
    write(folder / "train.parquet", {"image": [encode_picture()] * 2, "label": ["a", "b"]})
    write(folder / "users.parquet", {"name": ["Ada"]})
    (folder / "README.md").write_text("pets")
    source = find(open_files(folder))
    assert source.labels.tolist() == [-1, -1, 0, 1]
    assert sorted((Path(place).name, reason) for place, reason in source.skipped) == [
        ("README.md", "it is not part of the parquet files"),
        ("users.parquet", "it has no column of pictures"),
    ]


def test_class_names_must_agree_between_shards(open_files: OpenFiles, tmp_path: Path) -> None:
    refuse(
        open_files(FIXTURES / "hidden.parquet", FIXTURES / "two.parquet"),
        "several columns of .* may be the labels",
    )
    folder = FIXTURES.parent / "parquet"
    table = pq.read_table(folder / "hidden.parquet")
    metadata = {b"huggingface": table.schema.metadata[b"huggingface"].replace(b"dog", b"cow")}
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "other.parquet")
    refuse(open_files(folder / "hidden.parquet", tmp_path / "other.parquet"), "class names of 'label' differ")


def test_a_label_beyond_the_names_is_refused(open_files: OpenFiles, tmp_path: Path) -> None:
    table = pq.read_table(FIXTURES / "hidden.parquet")
    table = table.set_column(1, "label", pa.array([0, 1, 7]))
    metadata = pq.read_schema(FIXTURES / "hidden.parquet").metadata
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "a.parquet")
    refuse(open_files(tmp_path / "a.parquet"), "there is a label 7, but there are 2 class names")


@pytest.mark.parametrize(
    "metadata", [b"{", b"[]", b'{"info": 1}', b"null", b'{"info": {"features": {"label": 3}}}']
)
def test_garbled_descriptions_are_none(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode, metadata: bytes
) -> None:
    table = pa.table({"image": [encode_picture()] * 2, "label": [3, 4]})
    pq.write_table(table.replace_schema_metadata({b"huggingface": metadata}), tmp_path / "a.parquet")
    assert find(open_files(tmp_path / "a.parquet")).class_names == ("3", "4")


def test_5_000_different_texts_are_no_labels(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    columns = {"image": [encode_picture()] * 5000, "label": [f"text {row}" for row in range(5000)]}
    refuse(
        open_files(write(tmp_path / "a.parquet", columns)), "'label' in .* more than 2,000 different values"
    )


def test_sound_is_no_picture(open_files: OpenFiles, tmp_path: Path) -> None:
    table = pa.table({"audio": pa.array([{"bytes": b"RIFF", "path": None}])})
    metadata = b'{"info": {"features": {"audio": {"_type": "Audio"}}}}'
    pq.write_table(table.replace_schema_metadata({b"huggingface": metadata}), tmp_path / "a.parquet")
    refuse(open_files(tmp_path / "a.parquet"), "no column of pictures")


def test_an_empty_file_is_refused(open_files: OpenFiles, tmp_path: Path) -> None:
    kind = pa.struct({"bytes": pa.binary(), "path": pa.string()})
    refuse(open_files(write(tmp_path / "a.parquet", {"image": pa.array([], kind)})), "has no rows")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" * 100, b"<html>"])
def test_damaged_files_are_refused(open_files: OpenFiles, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    refuse(open_files(tmp_path / "a.parquet"), "is a damaged parquet file")


def test_a_truncated_file_is_refused(open_files: OpenFiles, tmp_path: Path) -> None:
    content = (FIXTURES / "hidden.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(content[:-100])
    refuse(open_files(tmp_path / "a.parquet"), "is a damaged parquet file")


def test_damage_within_costs_the_rest_of_its_row_group(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode
) -> None:
    pictures = [encode_picture(seed) for seed in range(4)]
    path = write(tmp_path / "a.parquet", {"image": pictures}, row_group_size=2, compression="none")
    content = bytearray(path.read_bytes())
    content[4:40] = bytes(36)
    path.write_bytes(content)
    source = find(open_files(path), file_column="image")  # without a look at the first one
    found = list(source.reader.read(range(4)))
    assert all(isinstance(content, Unreadable) for content in found[:2])
    assert found[2:] == pictures[2:]


@pytest.mark.parametrize("rows_a_group", [3, 100])
def test_reading_may_start_and_skip_anywhere(
    open_files: OpenFiles, tmp_path: Path, encode_picture: Encode, rows_a_group: int
) -> None:
    pictures = [encode_picture(seed) for seed in range(10)]
    one = write(tmp_path / "1.parquet", {"image": pictures[:7]}, row_group_size=rows_a_group)
    two = write(tmp_path / "2.parquet", {"image": pictures[7:]}, row_group_size=rows_a_group)
    reader = pickle.loads(pickle.dumps(find(open_files(one, two)).reader))
    for rows in ([4, 5, 9], [8], [0], [2, 3, 6, 7], range(10), []):
        assert list(reader.read(rows)) == [pictures[row] for row in rows]


def test_a_row_group_is_read_in_small_parts(open_files: OpenFiles, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    pictures = [b"\x89PNG" + generator.bytes(16_384) for _ in range(3000)]
    path = write(tmp_path / "a.parquet", {"image": pictures}, use_dictionary=False)
    reader = find(open_files(path)).reader
    before, peak = pa.total_allocated_bytes(), 0
    for row, content in enumerate(reader.read(range(3000))):
        assert content == pictures[row]
        peak = max(peak, pa.total_allocated_bytes() - before)
    assert path.stat().st_size > 49e6
    assert peak < 25e6


def test_a_damaged_description_of_a_column_does_not_end_the_process(tmp_path: Path) -> None:
    content = bytearray((FIXTURES / "hidden.parquet").read_bytes())
    content[861] = 52  # the length of a histogram: pyarrow's column() then ends the process
    (tmp_path / "a.parquet").write_bytes(content)
    program = (
        "import sys; from pathlib import Path\n"
        "from aavae.importing.files import Files\n"
        "from aavae.importing.forms.parquet import recognise\n"
        "from aavae.importing.settings import ImportSettings\n"
        "source = recognise(Files([Path(sys.argv[1])], Path()), ImportSettings())\n"
        "print(*source.reader.read(range(3)))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("its part of the parquet file is damaged") == 3
