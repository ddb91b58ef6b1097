import io
import random
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aavae.errors import UserError
from aavae.importing import tables
from aavae.importing.tables import Table
from tests.importing.containers import list_files, write_zip


def open_table(content: str | bytes, name: str, folder: Path) -> Table:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    files = list_files(path)
    return Table(files, files.entries[0], lambda value: value.endswith(".png"))


def read(table: Table) -> dict[str, list[str]]:
    return pd.concat(table.read(table.columns)).to_dict("list")  # pyright: ignore[reportReturnType]


def encode_parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


EXPECTED = {"file": ["a, 1.png", "b.png"], "label": ["Käse", ""]}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", 'file,label\n"a, 1.png",Käse\nb.png,\n'.encode()),
        ("mark.csv", '\ufefffile,label\r\n"a, 1.png",Käse\r\nb.png,\r\n'.encode()),
        ("semicolons.csv", "file;label\na, 1.png;Käse\nb.png;\n".encode()),
        ("tabs.csv", "file\tlabel\na, 1.png\tKäse\nb.png\t\n".encode()),
        ("tabs.tsv", "file\tlabel\na, 1.png\tKäse\nb.png\t\n".encode()),
        ("bars.csv", "file|label\na, 1.png|Käse\nb.png|\n".encode()),
        ("windows.csv", "file;label\na, 1.png;Käse\nb.png;\n".encode("cp1252")),
        ("excel.csv", "file\tlabel\na, 1.png\tKäse\nb.png\t\n".encode("utf-16")),
        ("short.csv", 'file,label\n"a, 1.png",Käse\nb.png\n'.encode()),
        ("stated.csv", 'sep=;\r\nfile;label\r\n"a, 1.png";Käse\r\nb.png;\r\n'.encode("cp1252")),
        ("stated_tabs.csv", "sep=\t\nfile\tlabel\na, 1.png\tKäse\nb.png\t\n".encode()),
        ("carriage.csv", 'file,label\r"a, 1.png",Käse\rb.png,\r'.encode()),
        ("spaces.csv", 'file,label\n"a, 1.png",Käse\n  \nb.png,\n \t \n'.encode()),
        ("ended.csv", 'file,label\n"a, 1.png",Käse,\nb.png,,,\n'.encode()),
        ("quoted_mark.csv", '\ufeff"file","label"\n"a, 1.png","Käse"\n"b.png",""\n'.encode()),
        ("blank.csv", '\nfile,label\n\n"a, 1.png",Käse\nb.png,\n\n'.encode()),
        ("lines.jsonl", '{"file": "a, 1.png", "label": "Käse"}\n\n{"file": "b.png"}\n'.encode()),
        (
            "lines.ndjson",
            '\ufeff{"file": "a, 1.png", "label": "K\\u00e4se"}\n{"file": "b.png", "label": null}'.encode(),
        ),
        ("table.parquet", encode_parquet(pa.table({"file": ["a, 1.png", "b.png"], "label": ["Käse", None]}))),
        (
            "dictionary.parquet",
            encode_parquet(
                pa.table(
                    {"file": ["a, 1.png", "b.png"], "label": pa.array(["Käse", None]).dictionary_encode()}
                )
            ),
        ),
    ],
)
def test_tables_say_the_same_in_every_form(name: str, content: bytes, tmp_path: Path) -> None:
    table = open_table(content, name, tmp_path)
    assert table.columns == ("file", "label")
    assert read(table) == EXPECTED
    assert [list(part.columns) for part in table.read(["label"])] == [["label"]]


def test_texts_of_other_values(tmp_path: Path) -> None:
    line = '{"a": 1, "b": 1.5, "c": true, "d": null, "e": "NA", "f": [1]}\n'
    table = open_table(line, "a.jsonl", tmp_path)
    assert read(table) == {"a": ["1"], "b": ["1.5"], "c": ["true"], "d": [""], "e": ["NA"], "f": ["[1]"]}
    assert table.nested == {"f"}
    columns = {"a": [1, None], "b": [1.5, None], "c": [True, None], "n": [{"x": 1}, None], "l": [[1], None]}
    table = open_table(encode_parquet(pa.table(columns)), "a.parquet", tmp_path)
    assert read(table) == {"a": ["1", ""], "b": ["1.5", ""], "c": ["true", ""]}
    assert read(open_table("a,b\nNA,001\nnan,1e5\n", "a.csv", tmp_path)) == {
        "a": ["NA", "nan"],
        "b": ["001", "1e5"],
    }


def test_a_csv_may_have_no_names_of_columns(tmp_path: Path) -> None:
    assert read(open_table("a.png,cat\nb.png,dog\n", "a.csv", tmp_path)) == {
        "1": ["a.png", "b.png"],
        "2": ["cat", "dog"],
    }


def test_names_of_columns_are_made_distinct(tmp_path: Path) -> None:
    table = open_table(",label,label,label (2),\n0,1,2,3,4\n", "a.csv", tmp_path)
    assert table.columns == ("column 1", "label", "label (2)", "label (2) (2)", "column 5")
    assert [values[0] for values in read(table).values()] == ["0", "1", "2", "3", "4"]


def test_rows_of_more_fields_than_columns_are_left_out_and_named(tmp_path: Path) -> None:
    rows = ["a.png,cat", "b, 1.png,dog", '"c\n.png",cat', "d.png,dog,,eel", "", "e.png,cat,"]
    table = open_table("\n".join(["file,label", *rows]), "a.csv", tmp_path)
    assert (table.columns, table.overlong) == (("file", "label"), set())
    for columns in (["label"], ["label", "file"], ["file"]):
        expected = {"file": ["a.png", "c\n.png", "e.png"], "label": ["cat", "cat", "cat"]}
        found = pd.concat(table.read(columns))
        assert found.to_dict("list") == {name: expected[name] for name in columns}
        assert list(found.columns) == columns
        assert table.overlong == {3, 6}


def test_rows_of_fewer_fields_have_no_values_at_their_end(tmp_path: Path) -> None:
    table = open_table("id,file,label\n1,a.png,cat\n2,b.png\n3\n", "a.csv", tmp_path)
    assert read(table) == {
        "id": ["1", "2", "3"],
        "file": ["a.png", "b.png", ""],
        "label": ["cat", "", ""],
    }


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_of_separators_that_divide_the_names_alike_the_one_of_the_rows_is_taken(
    separator: str, tmp_path: Path
) -> None:
    content = f"file{separator}label, in English\na.png{separator}cat\nb.png{separator}dog\n"
    assert read(open_table(content, "a.csv", tmp_path)) == {
        "file": ["a.png", "b.png"],
        "label, in English": ["cat", "dog"],
    }


def test_tables_in_archives_are_read(tmp_path: Path) -> None:
    files = list_files(write_zip({"x/a.csv": b"file,label\na.png,1\n"}, tmp_path / "x.zip"))
    table = Table(files, files.entries[0], lambda value: False)
    assert read(table) == {"file": ["a.png"], "label": ["1"]}
    assert table.place == f"x/a.csv in {tmp_path}/x.zip"


def test_the_first_thousand_columns_are_looked_at(tmp_path: Path) -> None:
    table = open_table(
        ",".join(f"c{n}" for n in range(1_200)) + "\n" + ",".join("1" * 1_200), "a.csv", tmp_path
    )
    assert len(table.columns) == 1_000
    assert len(read(table)) == 1_000


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b'file,label\n"a.png,cat\nb.png,dog\n', "EOF inside string"),
        ("a.csv", b'file,label\na.png,cat\n\nb.png,"dog\nc.png,cat', "EOF inside string: .* line 4 opens"),
        ("a.csv", b'"file,label', "EOF inside string: .* line 1 opens"),
        ("a.csv", b"file,label\n1,a.png,cat\n2,b.png,dog\n", "2 of its 2 rows have more .* in line 2"),
        ("a.csv", b"a.png\nb.png,cat\nc.png,dog\nd.png\ne.png,cat\n", "3 of its 5 rows .* in line 2"),
        ("a.csv", b"file,label\n" + b'"' + b"x" * 200_000 + b'",1\n', ""),
        ("a.jsonl", b"[1]\n", "line 1 is not a record"),
        ("a.jsonl", b'{"a": 1}\n{"a":\n', "line 2 is not JSON"),
        ("a.jsonl", b'{"a":' * 100_000, "line 1 is not JSON"),
        ("a.jsonl", b'{"a": ' + b"9" * 10_000 + b"}", "line 1 is not JSON"),
        ("a.jsonl", b"x" * 2**21, "line 1 has more than 1,048,576 bytes"),
        ("a.jsonl", b"\xff\xfe{}", "utf-8"),
        ("a.parquet", b"PAR1", "minimum"),
        ("a.parquet", b"plain text" * 10, "magic bytes"),
    ],
)
def test_damage_is_a_user_error(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    if not message:  # a long text is none
        assert len(read(open_table(content, name, tmp_path))["file"][0]) == 200_000
        return
    with pytest.raises(
        UserError, match=rf"cannot read the table .*{name} \(.*{message}.*\): save it again"
    ) as caught:
        read(open_table(content, name, tmp_path))
    assert "\n" not in str(caught.value)


def test_a_table_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    with pytest.raises(UserError, match="it has more than 10 bytes"):
        open_table("file,label\na.png,1\n", "a.csv", tmp_path)


def test_any_damage_to_a_parquet_is_a_user_error_or_harmless(tmp_path: Path) -> None:
    columns = {"file": [f"{n}.png" for n in range(50)], "label": [n % 5 for n in range(50)]}
    content, generator, refused = encode_parquet(pa.table(columns)), random.Random(0), 0
    for _ in range(200):
        damaged = bytearray(content)
        for _ in range(generator.choice([1, 4])):
            damaged[generator.randrange(len(content))] = generator.randrange(256)
        try:
            table = open_table(bytes(damaged), "a.parquet", tmp_path)
            list(table.read(table.columns) if table.columns else ())
        except UserError:
            refused += 1
    assert refused > 100


def test_a_text_that_a_parquet_repeats_takes_its_room_once(tmp_path: Path) -> None:
    column = pa.DictionaryArray.from_arrays(np.zeros(20_000, np.int32), ["x" * 50_000])
    content = encode_parquet(pa.table({"a": column}))
    assert len(content) < 200_000
    table = open_table(content, "a.parquet", tmp_path)
    before = pa.total_allocated_bytes()
    parts = [(part["a"].str.len().max(), pa.total_allocated_bytes() - before) for part in table.read(["a"])]
    assert {length for length, _ in parts} == {1_024}
    assert max(size for _, size in parts) < 100_000_000


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_long_table_is_read_in_parts(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_CELLS", 2_000)
    row = "{}.png,{}\n" if name == "a.csv" else '{{"file": "{}.png", "label": "{}"}}\n'
    content = ("file,label\n" if name == "a.csv" else "") + "".join(
        row.format(n, n % 10) for n in range(30_000)
    )
    table = open_table(content, name, tmp_path)
    list(table.read(["file"]))
    tracemalloc.start()
    lengths = [len(part) for part in table.read(["file", "label"])]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lengths == [1_000] * 30
    assert peak < 4_000_000
