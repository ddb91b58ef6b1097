"""Parquet files: vectors in a column of lists or in many columns, joined by number or by name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aavae.foreign.vectors import read_vectors
from aavae.foreign.vectors_import import ImportedVectors
from tests.foreign.vector_files import (
    NUM_TEST,
    NUM_TRAIN,
    TEST_NAMES,
    TRAIN_NAMES,
    bring,
    draw_vectors,
    refuse,
    write_pets,
    write_table,
)

TRAIN, TEST = draw_vectors(NUM_TRAIN, seed=1), draw_vectors(NUM_TEST, seed=2)
SHUFFLED = np.array([7, 2, 0, 5, 3, 1, 6, 4])
"""Of all images, the test images first."""


@pytest.fixture(autouse=True)
def pets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_pets()


def check(brought: ImportedVectors, train: np.ndarray | None = TRAIN, test: np.ndarray | None = TEST) -> None:
    for split, expected in (("train", train), ("test", test)):
        if expected is not None:
            np.testing.assert_array_equal(read_vectors(brought.external, split), expected)
    assert brought.external.config.kind == "vectors"
    assert len(brought.external.config.splits) == (train is not None) + (test is not None)


def shuffle(values: Sequence[Any]) -> list[Any]:
    """Something of each image, those of the test images first, in another order."""
    return [values[number] for number in SHUFFLED]


BOTH = np.concatenate([TEST, TRAIN])[SHUFFLED]
NAMES = shuffle([*TEST_NAMES, *TRAIN_NAMES])


@pytest.mark.parametrize(
    "kind",
    [
        pa.list_(pa.float32()),
        pa.large_list(pa.float64()),
        pa.list_(pa.float32(), 4),
        pa.fixed_shape_tensor(pa.float32(), [2, 2]),
    ],
)
def test_a_column_of_lists_of_every_kind(kind: pa.DataType, tmp_path: Path) -> None:
    if isinstance(kind, pa.FixedShapeTensorType):
        storage = pa.array(TEST.tolist(), kind.storage_type)
        column: Any = pa.ExtensionArray.from_storage(kind, storage)
    else:
        column = pa.array(TEST.tolist(), kind)
    brought = bring(write_table(tmp_path / "a.parquet", name_of_it=column, other=["a", "b", "c"]))
    check(brought, None, TEST)


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint64(), pa.float16(), pa.bool_()])
def test_lists_of_every_kind_of_number(kind: pa.DataType, tmp_path: Path) -> None:
    values = abs(TEST).round() % 2
    inner = (
        pa.array(values.reshape(-1)).cast(kind) if kind != pa.bool_() else pa.array(values.reshape(-1) > 0)
    )
    column = pa.FixedSizeListArray.from_arrays(inner, 4)
    check(bring(write_table(tmp_path / "a.parquet", vector=column)), None, values)


def test_many_columns_of_numbers_and_what_is_none_of_them(tmp_path: Path) -> None:
    columns: dict[str, Any] = {f"feature.{number}": TEST[:, number] for number in range(4)}
    beside = {
        "index": [0, 1, 2],
        "label": [0, 0, 1],
        "__index_level_0__": [5, 6, 7],
        "comment": ["a", "b", "c"],
    }
    brought = bring(write_table(tmp_path / "a.parquet", **columns, **beside))
    check(brought, None, TEST)
    assert "by the column 'index'" in brought.notes[0]


def test_small_row_groups_and_many_batches_are_joined_in_order(tmp_path: Path) -> None:
    write_pets(with_names=False, num_test=3_000)
    test = draw_vectors(3_000, 700)
    table = pa.table({"vector": pa.array(list(test))})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=777)
    check(bring(tmp_path / "a.parquet"), None, test)


def test_both_splits_in_order_by_a_column(tmp_path: Path) -> None:
    splits = ["test"] * 2 + ["Training"] * 5 + ["test"]
    vectors = np.concatenate([TEST[:2], TRAIN, TEST[2:]])
    check(bring(write_table(tmp_path / "a.parquet", vector=vectors, split=splits)))


def test_a_join_by_id(tmp_path: Path) -> None:
    check(bring(write_table(tmp_path / "a.parquet", id=SHUFFLED, vector=BOTH)))


def test_a_join_by_index_and_split(tmp_path: Path) -> None:
    splits = shuffle(["test"] * 3 + ["train"] * 5)
    index = shuffle([*range(3), *range(5)])
    check(bring(write_table(tmp_path / "a.parquet", index=index, split=splits, vector=BOTH)))


def test_a_join_by_index_of_one_split(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.parquet", index=[2, 0, 1], vector=TEST[[2, 0, 1]])
    check(bring(path), None, TEST)
    check(bring(path, name="again", split="test"), None, TEST)


@pytest.mark.parametrize("column", ["file", "file_name", "FileName", "path", "image_path", "id"])
def test_a_join_by_file_name(column: str, tmp_path: Path) -> None:
    check(bring(write_table(tmp_path / "a.parquet", **{column: NAMES, "vector": BOTH})))


def test_shards_are_joined_together(tmp_path: Path) -> None:
    one = write_table(tmp_path / "0.parquet", file=NAMES[:3], vector=BOTH[:3])
    two = write_table(tmp_path / "1.parquet", file=NAMES[3:], vector=BOTH[3:])
    check(bring(one, two))


def test_without_names_in_the_set_numbers_are_taken(tmp_path: Path) -> None:
    write_pets(with_names=False)
    check(bring(write_table(tmp_path / "a.parquet", file=NAMES, id=SHUFFLED, vector=BOTH)))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"vector": [[1.0, 2], [3, 4], [5]]}, "has 1 numbers in row 2 (from 0), and 2 in the first"),
        ({"vector": [[1.0, 2], None, [5, 6]]}, "has no vector in row 1 (from 0)"),
        ({"vector": [[1.0, 2], [3, None], [5, 6]]}, "has a number that is not finite in row 1 (from 0)"),
        ({"vector": [[1.0, 2], [3, np.inf], [5, 6]]}, "has a number that is not finite in row 1 (from 0)"),
        ({"vector": [[], [], []]}, "has lists of the type null"),
        ({"vector": pa.array([[], [], []], pa.list_(pa.float32()))}, "has vectors of no numbers"),
        ({"vector": [["a"], ["b"], ["c"]]}, "has lists of the type string in 'vector'"),
        ({"vector": [[[1.0]], [[2.0]], [[3.0]]]}, "has lists of the type list<"),
        ({"vector": [[0.0] * 8_193] * 3}, "has vectors of 8,193 numbers, and at most 8,192"),
        ({"a": [[1.0]] * 3, "b": [[2.0]] * 3}, "has several columns of lists (a, b): keep one"),
        ({"a": ["x"] * 3, "label": [0, 0, 1]}, "has no vectors: it needs a column of lists"),
        ({"vector": TEST, "index": [0, 1, 1]}, "Rows 1 and 2 (from 0)"),
        ({"vector": TEST, "index": [0, 1, 3]}, "has 3 in 'index' of row 2 (from 0), and the test images"),
        ({"vector": TEST, "index": [0, -1, 2]}, "has -1 in 'index' of row 1 (from 0)"),
        ({"vector": TEST, "index": [0, None, 2]}, "has no value in 'index' of row 1"),
        ({"vector": TEST, "id": [0, 1, 8]}, "has 8 in 'id' of row 2 (from 0), which is no image of 'pets'"),
        ({"vector": TEST, "id": [0, 1, 1]}, "are both of test image 1 (test/cat/2.png)"),
        (
            {"vector": TEST[:2], "id": [0, 2]},
            "has no vector of 1 of the 3 test images of 'pets'",
        ),
        ({"vector": TEST, "split": ["test", "val", "test"]}, "has the split 'val' in 'split'"),
        ({"vector": TEST, "split": ["test", None, "test"]}, "has no value in 'split' of row 1"),
        ({"vector": TEST[:2], "split": ["test", "test"]}, "has 2 vectors of test images, and 'pets' has 3"),
        ({"vector": TEST, "file": ["1.png", "2.png", None]}, "has no value in 'file' of row 2"),
        ({"vector": TEST, "label": [0, 1, 0]}, "is in another order than the test images of 'pets'"),
        ({"vector": TRAIN, "label": [0, 1, 0, 1, 0]}, "is in another order than the training images"),
        ({"vector": np.zeros((9, 2))}, "has 9 rows, and there are 8 images"),
        ({"vector": pa.array([], pa.list_(pa.float32()))}, "has 0 rows"),
    ],
)
def test_tables_that_are_no_vectors_of_the_images(
    columns: dict[str, Any], message: str, tmp_path: Path
) -> None:
    refuse(message, write_table(tmp_path / "a.parquet", **columns))


def test_a_split_that_is_said_twice(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.parquet", vector=TEST, split=["test"] * 3)
    refuse("says of each row which split it is of: leave --split out", path, split="test")
    path = write_table(tmp_path / "b.parquet", vector=TEST, id=[0, 1, 3])
    refuse("has 3 in 'id' of row 2 (from 0), which is no test image of 'pets'", path, split="test")


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    table = pa.table([pa.array([1.0, 2, 3]), pa.array([1.0, 2, 3])], names=["a", "a"])
    pq.write_table(table, tmp_path / "a.parquet")
    refuse("has two columns of one name", tmp_path / "a.parquet")


def test_parquet_that_is_cut_off_or_damaged_anywhere(tmp_path: Path) -> None:
    whole = write_table(tmp_path / "whole.parquet", vector=TEST, file=TEST_NAMES).read_bytes()
    for length in range(1, len(whole), 61):
        (tmp_path / "a.parquet").write_bytes(whole[:length])
        refuse("is no parquet file, or damaged", tmp_path / "a.parquet")
    (tmp_path / "a.parquet").write_bytes(whole[:20] + bytes(60) + whole[80:])
    refuse("is no parquet file, or damaged", tmp_path / "a.parquet")
