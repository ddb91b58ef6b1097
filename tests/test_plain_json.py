import ast
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from aavae.paths import ROOT
from aavae.plain_json import to_json, to_plain


class Pair(NamedTuple):
    low: float
    high: float


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (-float("inf"), None),
        (np.float32("nan"), None),
        (np.float64("inf"), None),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (True, True),
        (0.1, 0.1),
        (2**60, 2**60),
        ("NaN", "NaN"),
        (None, None),
        (Pair(float("nan"), 1.0), [None, 1.0]),
        ({"a": [1.0, float("nan"), {"b": (float("inf"),)}]}, {"a": [1.0, None, {"b": [None]}]}),
    ],
)
def test_what_is_no_number_is_null_at_any_depth(value: Any, expected: Any) -> None:
    read = json.loads(to_json(value), parse_constant=pytest.fail)
    assert read == expected
    assert type(read) is type(expected)


def test_plain_json_is_that_of_the_library() -> None:
    value = {"b": [1, 2.5, None, "ü"], "a": {"c": False}}
    assert to_json(value, indent=2, sort_keys=True) == json.dumps(value, indent=2, sort_keys=True)
    assert to_plain(value) == value


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json({1, 2})


def _calls_json_directly(path: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in ("dump", "dumps")
        and isinstance(node.value, ast.Name)
        and node.value.id == "json"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def test_nothing_else_in_the_product_writes_json() -> None:
    files = [*(ROOT / "aavae").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    writers = {path.relative_to(ROOT).as_posix() for path in files if _calls_json_directly(path)}
    assert writers == {"aavae/plain_json.py"}
