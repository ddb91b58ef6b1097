import csv
import io
from typing import Any

import numpy as np
import pytest

from aavae.spreadsheets import format_csv


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def write_cell(value: Any) -> str:
    # Beside another: a row of one empty cell is an empty line.
    (row,) = read(format_csv([{"value": value, "number": 1}]))
    return row["value"]


def test_csv_reads_back_as_it_was() -> None:
    rows = [{"run": "a", "at": "all, as in “training”", "value": 0.1}, {"run": "b", "at": None, "value": 2}]
    assert read(format_csv(rows)) == [
        {"run": "a", "at": "all, as in “training”", "value": "0.1"},
        {"run": "b", "at": "", "value": "2"},
    ]


def test_csv_has_a_column_for_every_key_of_any_row() -> None:
    text = format_csv([{"a": 1}, {"b": 2, "a": 3}]).decode("utf-8-sig")
    assert text.split() == ["a,b", "1,", "3,2"]
    assert not format_csv([]).decode("utf-8-sig").strip()


def test_a_spreadsheet_sees_that_it_is_utf_8() -> None:
    content = format_csv([{"class": "Žluťoučký kůň"}])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "-",
        "+",
        "=",
        "-inf",
        "-1e",
        '=é,"',
    ],
)
def test_a_text_that_would_be_a_formula_is_a_text(text: str) -> None:
    assert write_cell(text) == f"'{text}"
    assert list(read(format_csv([{text: 1}]))[0]) == [f"'{text}"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-0.5, "-0.5"),
        (-3, "-3"),
        (np.float64(-0.25), "-0.25"),
        (np.float32(-0.25), "-0.25"),
        (np.int64(-7), "-7"),
        ("-1.5e-3", "-1.5e-3"),
        ("+2", "+2"),
        ("-.5", "-.5"),
        (float("-inf"), "-inf"),
        (float("nan"), ""),
        (np.float32("nan"), ""),
        (None, ""),
        (True, "True"),
        ("a=b", "a=b"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_numbers_and_other_texts_stay_as_they_are(value: Any, cell: str) -> None:
    assert write_cell(value) == cell
