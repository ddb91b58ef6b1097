import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aavae.errors import UserError
from aavae.importing.forms import recognise as recognise_any
from aavae.importing.forms.table import recognise
from aavae.importing.settings import ImportSettings
from aavae.importing.source import NO_SPLIT, TEST, TRAIN, UNLABELLED, VALIDATION, Source
from tests.importing.containers import list_files, write_folder, write_tar, write_zip

Rows = Sequence[Mapping[str, object]]


def write_csv(rows: Rows) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def write_json_lines(rows: Rows) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def write_parquet(rows: Rows) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), file)
    return file.getvalue()


def make_pictures(names: Sequence[str]) -> dict[str, bytes]:
    return {name: name.encode() for name in names}


NAMES = [f"{n}.png" for n in range(6)]
PETS = ["dog", "cat", "cat", "dog", "eel", "eel"]
ROWS = [{"file_name": name, "label": label} for name, label in zip(NAMES, PETS, strict=True)]
LABELS = dict(zip(NAMES, PETS, strict=True))


def find(*paths: Path, **settings: str) -> Source:
    source = recognise(list_files(*paths), ImportSettings(**settings))  # pyright: ignore[reportArgumentType]
    assert source is not None
    contents = list(source.reader.read(range(len(source))))
    assert contents == [name.encode() for name in source.names]
    return source


def find_in(files: Mapping[str, bytes], folder: Path, **settings: str) -> Source:
    return find(write_folder(files, folder / "set"), **settings)


def refuse(message: str, files: Mapping[str, bytes], folder: Path, **settings: str) -> None:
    path = write_folder(files, folder / "set")
    with pytest.raises(UserError, match=message) as caught:
        recognise(list_files(path), ImportSettings(**settings))  # pyright: ignore[reportArgumentType]
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def list_labels(source: Source) -> dict[str, str]:
    class_names = (*source.class_names, "")  # the last for -1
    return {
        name: class_names[label] for name, label in zip(source.names, source.labels.tolist(), strict=True)
    }


def list_splits(source: Source) -> dict[str, str]:
    return dict(zip(source.names, source.splits.tolist(), strict=True))


def count_reasons(source: Source) -> Counter[str]:
    return Counter(skipped.reason for skipped in source.skipped)


class TestOneTable:
    @pytest.mark.parametrize(
        ("name", "write"),
        [("train.csv", write_csv), ("metadata.jsonl", write_json_lines), ("labels.parquet", write_parquet)],
    )
    @pytest.mark.parametrize("folder", ["", "images/"])
    def test_names_pictures_beside_or_below_it(
        self, name: str, write: Callable[[Rows], bytes], folder: str, tmp_path: Path
    ) -> None:
        pictures = make_pictures([folder + picture for picture in NAMES])
        for path in (
            write_folder(pictures | {name: write(ROWS)}, tmp_path / "set"),
            write_zip(pictures | {name: write(ROWS)}, tmp_path / "set.zip"),
            write_tar(pictures | {name: write(ROWS)}, tmp_path / "set.tar.gz", "gz"),
        ):
            source = find(path)
            assert list_labels(source) == {folder + picture: label for picture, label in LABELS.items()}
            assert source.class_names == ("cat", "dog", "eel")
            assert set(source.splits.tolist()) == {TRAIN if name == "train.csv" else NO_SPLIT}
            assert (source.skipped, source.notes) == ((), ())
            assert source.form == "pictures and a table"
            assert source.recognised_by == f"'file_name' of {name} names the pictures, 'label' their classes"

    def test_may_be_given_beside_the_pictures(self, tmp_path: Path) -> None:
        folder = write_folder(make_pictures(NAMES), tmp_path / "images")
        (tmp_path / "labels.csv").write_bytes(write_csv(ROWS))
        assert list_labels(find(folder, tmp_path / "labels.csv")) == LABELS

    def test_may_lie_in_a_folder_beside_that_of_the_pictures(self, tmp_path: Path) -> None:
        files = make_pictures([f"images/{name}" for name in NAMES]) | {"tables/labels.csv": write_csv(ROWS)}
        assert list_labels(find_in(files, tmp_path)) == {f"images/{name}": LABELS[name] for name in NAMES}

    @pytest.mark.parametrize(
        "change",
        [
            lambda name: name.removesuffix(".png"),
            lambda name: f"images/{name}",
            lambda name: f"images\\{name}",
            lambda name: f"/home/jo/data/images/{name}",
        ],
    )
    def test_names_them_with_or_without_ending_or_folder(
        self, change: Callable[[str], str], tmp_path: Path
    ) -> None:
        rows = [{"id": change(name), "species": label} for name, label in LABELS.items()]
        files = make_pictures([f"images/{name}" for name in NAMES]) | {"x.csv": write_csv(rows)}
        assert list_labels(find_in(files, tmp_path)) == {f"images/{name}": LABELS[name] for name in NAMES}

    def test_needs_no_names_of_columns(self, tmp_path: Path) -> None:
        content = "".join(f"{name};{label}\n" for name, label in LABELS.items()).encode()
        assert list_labels(find_in(make_pictures(NAMES) | {"x.csv": content}, tmp_path)) == LABELS

    @pytest.mark.parametrize("labels", [[10, 9, 9, 10, 2, 2], ["10.0", "9.0", "9.0", "10.0", "2.0", "2.0"]])
    def test_whole_numbers_are_sorted_by_value(self, labels: Sequence[object], tmp_path: Path) -> None:
        rows = [{"file": name, "y": label} for name, label in zip(NAMES, labels, strict=True)]
        source = find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)
        assert source.class_names == ("2", "9", "10")
        assert source.labels.tolist() == [2, 1, 1, 2, 0, 0]

    def test_one_class_is_fine(self, tmp_path: Path) -> None:
        rows = [{"file": name, "label": "cat"} for name in NAMES]
        source = find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)
        assert source.class_names == ("cat",)

    def test_two_pictures_are_fine(self, tmp_path: Path) -> None:
        rows = [{"file": "0.png", "label": "cat"}, {"file": "1.png", "label": "dog"}]
        assert list_labels(find_in(make_pictures(NAMES[:2]) | {"x.csv": write_csv(rows)}, tmp_path)) == {
            "0.png": "cat",
            "1.png": "dog",
        }

    def test_labels_that_look_like_names_are_no_names(self, tmp_path: Path) -> None:
        names = [f"{n}.png" for n in range(40)]
        rows = [{"label": n % 10, "id": n} for n in range(40)]
        source = find_in(make_pictures(names) | {"x.csv": write_csv(rows)}, tmp_path)
        assert list_labels(source) == {f"{n}.png": str(n % 10) for n in range(40)}

    def test_pictures_without_a_value_have_no_label(self, tmp_path: Path) -> None:
        rows = [*ROWS[:5], {"file_name": "5.png", "label": ""}]
        source = find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)
        assert list_labels(source) == LABELS | {"5.png": ""}
        assert source.notes == ("1 picture has no value in the column 'label': no label.",)

    def test_a_column_of_splits_is_understood(self, tmp_path: Path) -> None:
        splits = ["train", "Train", "val", "validation", "test", "training"]
        rows = [row | {"set": split} for row, split in zip(ROWS, splits, strict=True)]
        source = find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)
        found = [TRAIN, TRAIN, VALIDATION, VALIDATION, TEST, TRAIN]
        assert list_splits(source) == dict(zip(NAMES, found, strict=True))
        assert source.class_names == ("cat", "dog", "eel")
        assert "'set' their splits" in source.recognised_by

    def test_else_the_split_is_that_of_the_folder(self, tmp_path: Path) -> None:
        names = [f"{'train' if n < 4 else 'Test'}/{n}.png" for n in range(6)]
        rows = [{"path": name, "label": label} for name, label in zip(names, PETS, strict=True)]
        source = find_in(make_pictures(names) | {"x.csv": write_csv(rows)}, tmp_path)
        assert list_splits(source) == {name: TRAIN if "train" in name else TEST for name in names}

    def test_a_test_table_alone_is_recognised(self, tmp_path: Path) -> None:
        source = find_in(make_pictures(NAMES) | {"test.csv": write_csv(ROWS)}, tmp_path)
        assert set(source.splits.tolist()) == {TEST}

    def test_what_is_left_out_is_counted_and_named(self, tmp_path: Path) -> None:
        rows = [
            *ROWS,
            {"file_name": "gone.png", "label": "cat"},
            {"file_name": "0.png", "label": "dog"},
            {"file_name": "1.png", "label": "dog"},
            {"file_name": "", "label": "dog"},
        ]
        files = make_pictures([*NAMES, "more.png"]) | {"x.csv": write_csv(rows), "notes.txt": b""}
        source = find_in(files, tmp_path)
        folder = tmp_path / "set"
        assert set(source.skipped) == {
            (f"'gone.png' in {folder}/x.csv", "a row of the table names a picture that is not there"),
            (f"{folder}/0.png", "the table names it more than once: it is taken once"),
            (f"{folder}/1.png", "the table gives it several labels or splits"),
            (f"{folder}/x.csv", "a row names no file"),
            (f"{folder}/more.png", "no row of the table names it"),
            (f"{folder}/notes.txt", "files that end with .txt are not read as pictures"),
        }
        assert list_labels(source) == {name: label for name, label in LABELS.items() if name != "1.png"}

    def test_a_row_of_too_many_fields_is_left_out_and_named(self, tmp_path: Path) -> None:
        names = [*NAMES, "more, or less.png", "last.png"]
        lines = b"more, or less.png,dog\nlast.png,cat,eel\nlast.png,dog\n"
        source = find_in(make_pictures(names) | {"x.csv": write_csv(ROWS) + lines}, tmp_path)
        folder = tmp_path / "set"
        assert sorted(source.skipped) == [
            (f"{folder}/more, or less.png", "no row of the table names it"),
            (f"line 8 of {folder}/x.csv", "a row has more fields than the table has columns"),
            (f"line 9 of {folder}/x.csv", "a row has more fields than the table has columns"),
        ]
        assert list_labels(source) == LABELS | {"last.png": "dog"}

    def test_a_table_of_too_few_names_is_refused(self, tmp_path: Path) -> None:
        content = b"file,label\n" + b"".join(b"%d,%d.png,cat\n" % (n, n) for n in range(6))
        refuse(
            r"cannot read the table .*x\.csv \(6 of its 6 rows have more fields than it has columns, the "
            r"first of them in line 2\): save it again as CSV",
            make_pictures(NAMES) | {"x.csv": content},
            tmp_path,
        )

    def test_a_name_of_several_pictures_is_left_out(self, tmp_path: Path) -> None:
        files = make_pictures([*NAMES, "a/x.png", "b/x.png"])
        rows = [*ROWS, {"file_name": "x.png", "label": "cat"}]
        source = find_in(files | {"x.csv": write_csv(rows)}, tmp_path)
        assert count_reasons(source)["a row of the table could mean several pictures"] == 1

    def test_of_a_set_that_is_there_in_part_names_most_pictures(self, tmp_path: Path) -> None:
        rows = [{"file": f"{n}.png", "label": n % 3} for n in range(100)]
        source = find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)
        assert len(source) == 6
        assert count_reasons(source) == {"a row of the table names a picture that is not there": 94}

    def test_unlabelled_pictures_need_no_row(self, tmp_path: Path) -> None:
        files = make_pictures([*NAMES, "unlabeled/x.png"]) | {"x.csv": write_csv(ROWS)}
        source = find_in(files, tmp_path)
        assert list_splits(source)["unlabeled/x.png"] == UNLABELLED
        assert list_labels(source)["unlabeled/x.png"] == ""

    def test_a_table_goes_before_folders(self, tmp_path: Path) -> None:
        names = [f"part_{n % 2}/{n}.png" for n in range(6)]
        files = make_pictures(names) | {"x.csv": write_csv(ROWS)}
        source = recognise_any(list_files(write_folder(files, tmp_path / "set")), ImportSettings())
        assert source.class_names == ("cat", "dog", "eel")


class TestColumns:
    def test_of_labels_in_two_ways_that_of_texts_is_taken(self, tmp_path: Path) -> None:
        numbers = {"cat": 0, "dog": 1, "eel": 2}
        rows = [
            {"id": numbers[str(row["label"])], "file": row["file_name"], "name": row["label"]} for row in ROWS
        ]
        source = find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)
        assert list_labels(source) == LABELS

    def test_one_of_a_usual_name_is_taken(self, tmp_path: Path) -> None:
        rows = [row | {"width": 30 + n % 2, "height": 40 + n // 3} for n, row in enumerate(ROWS)]
        assert list_labels(find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)) == LABELS

    def test_measures_constants_and_lists_are_no_labels(self, tmp_path: Path) -> None:
        rows = [
            row | {"age": 0.5 + n % 2, "source": "web", "boxes": [n % 2], "text": f"a picture, {n}"}
            for n, row in enumerate({"file": row["file_name"], "kind": row["label"]} for row in ROWS)
        ]
        assert (
            list_labels(find_in(make_pictures(NAMES) | {"x.jsonl": write_json_lines(rows)}, tmp_path))
            == LABELS
        )

    def test_where_two_fit_a_person_chooses_labels(self, tmp_path: Path) -> None:
        rows = [{"file": name, "kind": PETS[n], "sex": "mf"[n % 2]} for n, name in enumerate(NAMES)]
        files = make_pictures(NAMES) | {"x.csv": write_csv(rows)}
        refuse(
            r"several columns of .*x\.csv may be the labels \('kind', 'sex'\).*--label-column",
            files,
            tmp_path,
        )
        assert find_in(files, tmp_path, label_column="sex").class_names == ("f", "m")
        assert find_in(files, tmp_path, label_column="kind").class_names == ("cat", "dog", "eel")

    def test_where_two_fit_a_person_chooses_files(self, tmp_path: Path) -> None:
        rows = [{"image": f"{n}.png", "mask": f"{n}_mask.png", "label": n % 2} for n in range(6)]
        files = make_pictures([*NAMES, *(f"{n}_mask.png" for n in range(6))]) | {"x.csv": write_csv(rows)}
        refuse(r"several columns of .* name pictures \('image', 'mask'\).*--file-column", files, tmp_path)
        source = find_in(files, tmp_path, file_column="mask")
        assert list(source.names) == [f"{n}_mask.png" for n in range(6)]
        assert count_reasons(source) == {"no row of the table names it": 6}

    def test_two_that_name_the_same_pictures_are_one(self, tmp_path: Path) -> None:
        rows = [{"id": n, "path": f"images/{n}.png", "file": f"{n}.png", "label": n % 2} for n in range(6)]
        files = make_pictures([f"images/{name}" for name in NAMES]) | {"x.csv": write_csv(rows)}
        assert len(find_in(files, tmp_path)) == 6

    def test_numbers_of_rows_are_no_names(self, tmp_path: Path) -> None:
        content = b",id,label\n" + b"".join(b"%d,%d,%d\n" % (n, n + 1, n % 2) for n in range(6))
        files = make_pictures([f"{n}.png" for n in range(1, 7)]) | {"x.csv": content}
        source = find_in(files, tmp_path)
        assert list_labels(source) == {f"{n + 1}.png": str(n % 2) for n in range(6)}

    @pytest.mark.parametrize(("flag", "name"), [("file_column", "flie"), ("label_column", "lable")])
    def test_that_are_asked_for_and_missing_are_named(self, flag: str, name: str, tmp_path: Path) -> None:
        files = make_pictures(NAMES) | {"x.csv": write_csv(ROWS)}
        refuse(rf"no column '{name}' .*'file_name', 'label'", files, tmp_path, **{flag: name})
        refuse(r"there is no table with a column", make_pictures(NAMES), tmp_path / "other", **{flag: name})

    def test_a_column_asked_for_names_pictures(self, tmp_path: Path) -> None:
        files = make_pictures(NAMES) | {"x.csv": write_csv(ROWS)}
        refuse("no column 'label' names pictures that are there", files, tmp_path, file_column="label")

    def test_five_thousand_texts_are_no_classes(self, tmp_path: Path) -> None:
        rows = [{"file": f"{n}.png", "text": f"a picture of {n}"} for n in range(5_000)]
        path = write_zip(
            {f"{n}.png": b"" for n in range(5_000)} | {"x.csv": write_csv(rows)}, tmp_path / "x.zip"
        )
        for settings in (ImportSettings(), ImportSettings(label_column="text")):
            with pytest.raises(
                UserError, match=r"'text' in .* has more than 2,000 different values, which are no classes"
            ):
                recognise(list_files(path), settings)

    def test_long_texts_are_no_classes(self, tmp_path: Path) -> None:
        rows = [{"file": name, "text": "x" * 150} for name in NAMES]
        refuse(
            "texts of more than 100 characters", make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path
        )

    def test_control_characters_in_labels_are_refused(self, tmp_path: Path) -> None:
        rows = [row | {"label": f"\x1b[31m{row['label']}"} for row in ROWS]
        refuse("control characters", make_pictures(NAMES) | {"x.jsonl": write_json_lines(rows)}, tmp_path)

    def test_lists_of_labels_are_refused(self, tmp_path: Path) -> None:
        rows = [{"file": name, "tags": ["a", "b"]} for name in NAMES]
        files = make_pictures(NAMES) | {"x.jsonl": write_json_lines(rows)}
        refuse(
            "'tags' in .* has several labels an image, and images need one class each",
            files,
            tmp_path,
            label_column="tags",
        )

    def test_without_one_of_labels_there_are_none(self, tmp_path: Path) -> None:
        rows = [{"file": name, "width": n / 7, "score": n / 3} for n, name in enumerate(NAMES)]
        source = find_in(make_pictures(NAMES) | {"x.csv": write_csv(rows)}, tmp_path)
        assert (source.class_names, set(source.labels.tolist())) == ((), {-1})
        assert source.notes == ("The table has no column of labels: its pictures have none.",)

    def test_a_row_for_each_object_is_refused(self, tmp_path: Path) -> None:
        rows = [{"file": name, "object": label} for name in NAMES for label in ("cat", "dog")]
        files = make_pictures(NAMES) | {"x.csv": write_csv(rows)}
        refuse("gives most pictures more than one label", files, tmp_path)


class TestSeveralTables:
    def test_one_a_split(self, tmp_path: Path) -> None:
        files = make_pictures(NAMES) | {
            "train_labels.csv": write_csv(ROWS[:4]),
            "Test.csv": write_csv(ROWS[4:]),
        }
        source = find_in(files, tmp_path)
        assert list_splits(source) == {name: TRAIN if n < 4 else TEST for n, name in enumerate(NAMES)}
        assert list_labels(source) == LABELS
        assert source.form == "pictures and 2 tables"

    def test_one_in_the_folder_of_each_split(self, tmp_path: Path) -> None:
        files = {
            f"{split}/{name}": f"{split}/{name}".encode()
            for split in ("train", "validation")
            for name in NAMES
        }
        files |= {f"{split}/metadata.csv": write_csv(ROWS) for split in ("train", "validation")}
        source = find_in(files, tmp_path)
        assert list_splits(source) == {
            name: TRAIN if "train" in name else VALIDATION for name in files if "png" in name
        }
        assert list_labels(source) == {name: LABELS[name.split("/")[1]] for name in files if "png" in name}

    def test_names_that_are_in_both_splits_are_told_apart(self, tmp_path: Path) -> None:
        pictures = make_pictures([f"{split}/{name}" for split in ("train", "test") for name in NAMES])
        source = find_in(pictures | {"train.csv": write_csv(ROWS), "test.csv": write_csv(ROWS)}, tmp_path)
        assert list_splits(source) == {name: TRAIN if "train" in name else TEST for name in pictures}

    def test_as_kaggle_has_them(self, tmp_path: Path) -> None:
        pictures = make_pictures(
            [f"train/{n}.jpg" for n in range(8)] + [f"test/{n}.jpg" for n in range(8, 12)]
        )
        tables = {
            "train.csv": write_csv([{"id": n, "label": PETS[n % 6]} for n in range(8)]),
            "test.csv": write_csv([{"id": n} for n in range(8, 12)]),
            "sample_submission.csv": write_csv([{"id": n, "label": "cat"} for n in range(8, 12)]),
        }
        source = find_in(pictures | tables, tmp_path)
        assert list_labels(source) == {f"train/{n}.jpg": PETS[n % 6] for n in range(8)} | {
            f"test/{n}.jpg": "" for n in range(8, 12)
        }
        assert Counter(source.splits.tolist()) == {TRAIN: 8, TEST: 4}
        assert count_reasons(source) == {"files that end with .csv are not read as pictures": 1}

    def test_one_without_a_split_yields_to_those_with_one(self, tmp_path: Path) -> None:
        meta = [{"path": f"meta/{n}.png", "label": PETS[n]} for n in range(6)]
        files = make_pictures([*NAMES, *(f"meta/{name}" for name in NAMES)])
        tables = {"train.csv": write_csv(ROWS), "meta.csv": write_csv(meta)}
        assert len(find_in(files | tables, tmp_path)) == 6

    def test_as_eurosat_has_them(self, tmp_path: Path) -> None:
        kinds = ("Forest", "River")
        names = [f"{kind}/{kind}_{n}.jpg" for kind in kinds for n in range(9)]
        rows = [
            {
                "": n,
                "Filename": name,
                "Label": kinds.index(name.split("/")[0]),
                "ClassName": name.split("/")[0],
            }
            for n, name in enumerate(names)
        ]
        tables = {
            f"{split}.csv": write_csv(rows[n::3]) for n, split in enumerate(("train", "validation", "test"))
        }
        source = find_in(make_pictures(names) | tables, tmp_path)
        assert list_labels(source) == {name: name.split("/")[0] for name in names}
        assert Counter(source.splits.tolist()) == {TRAIN: 6, VALIDATION: 6, TEST: 6}

    def test_as_traffic_signs_have_them(self, tmp_path: Path) -> None:
        train = [f"Train/{n % 3}/{n}.png" for n in range(12)]
        test, meta = [f"Test/{n}.png" for n in range(6)], [f"Meta/{n}.png" for n in range(3)]
        tables = {
            f"{names[0].split('/')[0]}.csv": write_csv(
                [
                    {"Width": 30 + n % 2, "Height": 30, "ClassId": n % 3, "Path": name}
                    for n, name in enumerate(names)
                ]
            )
            for names in (train, test, meta)
        }
        source = find_in(make_pictures([*train, *test, *meta]) | tables, tmp_path)
        assert list_labels(source) == {
            name: str(n % 3) for names in (train, test) for n, name in enumerate(names)
        }
        assert Counter(source.splits.tolist()) == {TRAIN: 12, TEST: 6}
        assert count_reasons(source)["no row of the table names it"] == 3

    def test_that_name_one_picture_twice_are_refused(self, tmp_path: Path) -> None:
        files = make_pictures(NAMES) | {"a.csv": write_csv(ROWS), "b.jsonl": write_json_lines(ROWS)}
        refuse(r"a\.csv and .*b\.jsonl both name .*0\.png: leave one of the tables out", files, tmp_path)

    def test_one_without_labels_adds_nothing_to_one_with_labels(self, tmp_path: Path) -> None:
        sizes = [{"file": name, "width": n / 7} for n, name in enumerate(NAMES)]
        files = make_pictures(NAMES) | {"a.csv": write_csv(sizes), "b.csv": write_csv(ROWS)}
        source = find_in(files, tmp_path)
        assert (list_labels(source), source.skipped) == (LABELS, ())


class TestOtherForms:
    @pytest.mark.parametrize(
        "files",
        [
            {},
            {"x.csv": write_csv(ROWS)},
            make_pictures(NAMES),
            make_pictures(NAMES) | {"classes.csv": b"id,name\na,cat\nb,dog\n"},
            make_pictures(NAMES) | {"empty.csv": b""},
            make_pictures(NAMES) | {"empty.csv": b"\n\n"},
        ],
    )
    def test_are_not_recognised(self, files: Mapping[str, bytes], tmp_path: Path) -> None:
        path = write_folder(files, tmp_path / "set")
        assert recognise(list_files(path), ImportSettings()) is None

    def test_a_damaged_table_is_named_where_there_are_no_classes(self, tmp_path: Path) -> None:
        refuse(r"cannot read the table .*x\.jsonl", make_pictures(NAMES) | {"x.jsonl": b"{"}, tmp_path)
        names = ["train/cat/1.png", "train/dog/2.png", "test/cat/3.png"]
        path = write_folder(make_pictures(names) | {"x.jsonl": b"{"}, tmp_path / "other")
        assert recognise(list_files(path), ImportSettings()) is None

    def test_folders_of_classes_go_before_a_table_without_labels(self, tmp_path: Path) -> None:
        names = [f"train/{label}/{n}.png" for n, label in enumerate(PETS)]
        for columns in ({"score": 0.5}, {"kind": "a", "sex": "b"}):
            rows = [
                {"file": name}
                | {
                    k: v if k == "score" else f"{v}{n % 2 if k == 'sex' else n // 3}"
                    for k, v in columns.items()
                }
                for n, name in enumerate(names)
            ]
            path = write_folder(make_pictures(names) | {"x.csv": write_csv(rows)}, tmp_path / "set")
            assert recognise(list_files(path), ImportSettings()) is None
