from pathlib import Path

import pytest

from bench.install import measure_files
from bench.pythons import CONSTRAINTS, TOOLS, find_python, read_pins


def test_what_the_tests_import_is_pinned() -> None:
    pins = read_pins(CONSTRAINTS.read_text(encoding="utf-8"), TOOLS)
    assert {pin.split("==")[0].lower() for pin in pins} == set(TOOLS)


def test_a_name_is_not_taken_for_a_longer_one() -> None:
    assert read_pins("pytest-xdist==3.8.0\npytest==9.2.0\n", ("pytest",)) == ["pytest==9.2.0"]


@pytest.mark.parametrize("python", ["2.6", "/no/such/python"])
def test_a_python_that_is_not_here_is_none(python: str) -> None:
    assert find_python(python) is None


def test_a_file_of_two_names_counts_once(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.write_bytes(bytes(1000))
    (tmp_path / "second").hardlink_to(first)
    (tmp_path / "third").write_bytes(bytes(10))
    assert measure_files(tmp_path) == 1010
