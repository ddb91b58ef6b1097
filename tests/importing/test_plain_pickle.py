import os
import pickle
import struct
from collections import OrderedDict
from typing import Any

import numpy as np
import pytest

from aavae.importing import plain_pickle
from aavae.importing.plain_pickle import read_plain_pickle
from tests.importing.official_files import dump_python2

VALUES: list[Any] = [
    None,
    True,
    7,
    -7,
    70_000,
    2**70,
    1.5,
    "text",
    "ä€",
    b"bytes",
    b"",
    bytearray(b"more"),
    [],
    [1, [2], (3, 4, 5, 6)],
    (),
    ("a",),
    ("a", "b"),
    {},
    {"a": 1, b"b": [2], 3: None},
    ["x" * 300] * 3,
    list(range(2000)),
]


def is_plain(value: object, protocol: int) -> bool:
    """Whether it is pickled as data, instead of as a call of its type."""
    return protocol >= (5 if isinstance(value, bytearray) else 3 if value == b"" else 0)


@pytest.mark.parametrize("protocol", range(6))
def test_plain_data_is_read_as_it_was_written(protocol: int) -> None:
    for value in VALUES:
        if is_plain(value, protocol):
            assert read_plain_pickle(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("code", ["u1", "i1", "u2", "<i4", ">i4", "i8", "f4", "f8", "?"])
def test_arrays_are_read_as_numpy_reads_them(code: str, protocol: int) -> None:
    array = np.arange(12).reshape(3, 4).astype(code)
    arrays = {"rows": array, "columns": np.asfortranarray(array), "view": array[::2], "line": array[0]}
    found = read_plain_pickle(pickle.dumps(arrays, protocol))
    for name, expected in arrays.items():
        np.testing.assert_array_equal(found[name], expected)
        assert found[name].dtype == expected.dtype


def test_files_of_python_2_are_read() -> None:
    array = np.arange(6, dtype=np.uint8).reshape(2, 3)
    content = b"\x80\x02" + dump_python2({"data": array, "labels": [1, 300, -1], "long": "x" * 300}) + b"."
    theirs = pickle.loads(content, encoding="latin1")
    ours = read_plain_pickle(content)
    np.testing.assert_array_equal(ours["data"], theirs["data"])
    assert (ours["labels"], ours["long"]) == (theirs["labels"], theirs["long"])


class Other:
    pass


@pytest.mark.parametrize(
    "value",
    [
        Other(),
        Other,
        os.system,
        OrderedDict(a=1),
        {1, 2},
        frozenset([1]),
        1j,
        np.float32(1),
        np.array([None, "x"], object),
        np.array(["text"]),
        np.zeros(2, [("a", "u1")]),
        np.array(["2020-01-01"], "M8[D]"),
        slice(1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Other) else repr(value),
)
@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_anything_else_is_refused(value: object, protocol: int) -> None:
    with pytest.raises(ValueError, match=r"than plain data|something else than numbers|damaged"):
        read_plain_pickle(pickle.dumps([value], protocol))


def nest(depth: int) -> bytes:
    """A dictionary whose key is a tuple in a tuple in a tuple..."""
    return b"\x80\x02})" + b"\x85" * depth + b"K\x01s."


def repeat(depth: int) -> bytes:
    """A dictionary whose key is a pair of a pair twice of a pair twice..."""
    pairs = b"".join(b"q%ch%ch%c\x86" % ((number,) * 3) for number in range(depth))
    return b"\x80\x02}(K\x01" + b")" + pairs + b"K\x02u."


@pytest.mark.parametrize(
    "content",
    [
        nest(10_000),
        repeat(60),
        b"\x80\x02T" + struct.pack("<i", 2**31 - 1) + b"short.",
        b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b"short.",
        b"\x80\x02" + b"(" * 1000 + b".",
        b"\x80\x02h\x07.",
        b"\x80\x020.",
        b"\x80\x02t.",
        b"\x80\x02u.",
        b"\x80\x02s.",
        b"\x80\x02a.",
        b"\x80\x02R.",
        b"\x80\x02b.",
        b"\x80\x02\x87.",
        b"\x80\x02}(K\x01u.",
        b"\x80\x02.",
        b"\x80\x02K\x01K\x01.",
        b"\x80\x02K\x01",
        b"",
        b"cos\nsystem\n(S'echo'\ntR.",
        b"c__builtin__\neval\n.",
        b"\x80\x04\x8c\x02os\x8c\x06system\x93.",
        b"\x80\x02cnumpy\ndtype\nU\x02O8\x85R.",
        b"\x80\x02cnumpy\nndarray\n(J\xff\xff\xff\x7ft\x85R.",
    ],
    ids=lambda content: repr(content[:16]),
)
def test_hostile_files_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError) as caught:
        read_plain_pickle(content)
    assert str(caught.value)


@pytest.mark.parametrize(
    "shape", [(2, 4), (2**40, 2**40), (-2, -3), (2.0, 3), (1, 1, 1, 1, 6), [6], None, ((2,), 3)], ids=repr
)
def test_arrays_with_lying_shapes_are_refused(shape: object) -> None:
    def dump(value: object) -> bytes:
        return pickle.dumps(value, 2)[2:-1]  # without its beginning and end

    def write(shape: object) -> bytes:
        call = b"cnumpy.core.numeric\n_frombuffer\n(U\x06abcdefcnumpy\ndtype\nU\x02u1\x85R"
        return b"\x80\x02" + call + dump(shape) + b"U\x01CtR."

    assert read_plain_pickle(write((2, 3))).tobytes() == b"abcdef"
    with pytest.raises(ValueError, match=r"shape|damaged"):
        read_plain_pickle(write(shape))


# Python tells its own parser of a backslash that means nothing.
@pytest.mark.filterwarnings("ignore:invalid escape:DeprecationWarning")
def test_damage_anywhere_is_a_value_error_or_other_data() -> None:
    rng = np.random.default_rng(0)
    content = pickle.dumps({"data": np.arange(9, dtype=np.uint8), "labels": list(range(9))}, 2)
    for _ in range(3_000):
        damaged = bytearray(content)
        for place in rng.integers(0, len(damaged), rng.integers(1, 4)):
            damaged[place] = rng.integers(256)
        try:
            read_plain_pickle(bytes(damaged))
        except ValueError as error:
            assert str(error)


def test_no_more_parts_are_read_than_pictures_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_pickle, "_MAX_OPERATIONS", 100)
    assert read_plain_pickle(pickle.dumps(list(range(50)))) == list(range(50))
    with pytest.raises(ValueError, match="more parts than"):
        read_plain_pickle(pickle.dumps(list(range(200))))
