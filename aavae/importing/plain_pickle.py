"""Read a pickle of plain data and numpy arrays, without looking up or calling anything that it names.

`pickle.Unpickler` is not safe for files of strangers even where it finds no class: it hashes whatever a file
makes the key of a dictionary, and a tuple in a tuple in a tuple, a million deep, ends the process that way.
Here the operations are followed one by one; those that stand for data make data, the few calls by which numpy
writes an array are recognised by their names, and all else is refused.
"""

import math
import pickletools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from aavae.language import _

_MAX_OPERATIONS = 2_000_000
_MAX_DIMENSIONS = 4
_TYPES = ("b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f4", "f8")


def read_plain_pickle(content: bytes) -> Any:
    """Reads a pickle of any protocol.

    Args:
        content: the file. Texts of Python 2 come out as texts of their bytes (Latin-1).

    Returns:
        None, numbers, texts, bytes, lists, tuples, dictionaries with keys of these but containers, and
        numpy arrays of numbers.

    Raises:
        ValueError: it is damaged, or has more than plain data in it.
    """
    machine = _Machine()
    for number, (operation, argument, __) in enumerate(pickletools.genops(content)):
        if number >= _MAX_OPERATIONS:
            raise ValueError(_("it has more parts than pictures and labels need"))
        try:
            machine.follow(operation.name, argument)
        except (IndexError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(_("it is damaged")) from error
    return machine.finish()


class _Global:
    """A name that a pickle wants to have looked up; it never is."""

    def __init__(self, name: str) -> None:
        self.name = name


class _PlainType:
    """A type of numbers, as numpy pickles one."""

    def __init__(self, code: Any, *__: Any) -> None:
        code = code.decode("ascii") if isinstance(code, bytes) else code
        if code not in _TYPES:
            raise ValueError(_("it has an array of something else than numbers"))
        self.type = np.dtype(code)

    def build(self, state: Any) -> None:
        order = state[1].decode("ascii") if isinstance(state[1], bytes) else state[1]
        if order not in ("<", ">", "|", "="):
            raise ValueError(_("it is damaged"))
        self.type = self.type.newbyteorder(order)


class _PlainArray:
    """An array whose contents come next."""

    def __init__(self, *__: Any) -> None:
        self.array: np.ndarray | None = None

    def build(self, state: Any) -> None:
        __, shape, plain_type, is_fortran, raw = state
        self.array = _make_array(raw, plain_type, shape, "F" if is_fortran else "C")


def _make_array(raw: Any, plain_type: Any, shape: Any, order: Any) -> np.ndarray:
    if not isinstance(plain_type, _PlainType) or not isinstance(shape, tuple) or order not in ("C", "F"):
        raise ValueError(_("it is damaged"))
    if len(shape) > _MAX_DIMENSIONS or any(not isinstance(side, int) or side < 0 for side in shape):
        raise ValueError(_("it has an array of an impossible shape"))
    # Python 2 has one type for texts and bytes.
    raw = raw.encode("latin-1") if isinstance(raw, str) else raw
    if not isinstance(raw, bytes | bytearray) or len(raw) != math.prod(shape) * plain_type.type.itemsize:
        raise ValueError(_("it has an array whose shape is not that of its contents"))
    return np.frombuffer(raw, plain_type.type).reshape(shape, order=order)


def _encode(text: Any, encoding: Any) -> bytes:
    if encoding != "latin1":
        raise ValueError(_("it is damaged"))
    return text.encode("latin-1")


_CALLS: Mapping[str, Callable[..., Any]] = {
    "numpy.dtype": _PlainType,
    "_codecs.encode": _encode,  # bytes, as protocol 2 has them
    **{
        f"{package}.{name}": call
        for package in ("numpy.core", "numpy._core")
        for name, call in (("multiarray._reconstruct", _PlainArray), ("numeric._frombuffer", _make_array))
    },
}
_ARGUMENTS = ("numpy.ndarray",)
_MEMORISE = ("PUT", "BINPUT", "LONG_BINPUT")
_RECALL = ("GET", "BINGET", "LONG_BINGET")
_DATA = (
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"),
    *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
)
_CONSTANTS: Mapping[str, Any] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": ()}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


class _Machine:
    """Follows the operations of a pickle."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memory: dict[int, Any] = {}

    def follow(self, name: str, argument: Any) -> None:
        stack = self._stack
        if name in _DATA:
            stack.append(argument)
        elif name in _CONSTANTS:
            stack.append(_CONSTANTS[name])
        elif name in _MEMORISE:
            self._memory[argument] = stack[-1]
        elif name == "MEMOIZE":
            self._memory[len(self._memory)] = stack[-1]
        elif name in _RECALL:
            stack.append(self._memory[argument])
        elif name in _TUPLES:
            stack.append(self._take(_TUPLES[name]))
        elif name in ("GLOBAL", "STACK_GLOBAL"):
            self._push_global(argument)
        elif name == "REDUCE":
            arguments, function = stack.pop(), stack.pop()
            stack.append(_CALLS[function.name](*arguments))
        elif name == "BUILD":
            state = stack.pop()
            stack[-1].build(state)
        else:
            self._follow_container(name)

    def _follow_container(self, name: str) -> None:
        stack = self._stack
        match name:
            case "PROTO" | "FRAME" | "STOP":
                pass
            case "MARK":
                self._marks.append(len(stack))
            case "EMPTY_LIST":
                stack.append([])
            case "EMPTY_DICT":
                stack.append({})
            case "LIST":
                stack.append(list(self._take_marked()))
            case "TUPLE":
                stack.append(self._take_marked())
            case "DICT":
                stack.append(_fill({}, self._take_marked()))
            case "APPEND":
                value = stack.pop()
                stack[-1].append(_settle(value))
            case "APPENDS":
                values = self._take_marked()
                stack[-1].extend(map(_settle, values))
            case "SETITEM":
                _fill(stack[-3], self._take(2))
            case "SETITEMS":
                values = self._take_marked()
                _fill(stack[-1], values)
            case _:
                raise ValueError(_("it has more than plain data in it ({name})").format(name=name.lower()))

    def _push_global(self, argument: str | None) -> None:
        name = ".".join(self._take(2)) if argument is None else argument.replace(" ", ".")
        if name not in _CALLS and name not in _ARGUMENTS:
            raise ValueError(_("it has more than plain data in it ({name!r})").format(name=name[:80]))
        self._stack.append(_Global(name))

    def _take(self, count: int) -> tuple[Any, ...]:
        taken = tuple(self._stack[len(self._stack) - count :])
        if len(taken) != count:
            raise ValueError(_("it is damaged"))
        del self._stack[-count:]
        return taken

    def _take_marked(self) -> tuple[Any, ...]:
        start = self._marks.pop()
        taken = tuple(self._stack[start:])
        del self._stack[start:]
        return taken

    def finish(self) -> Any:
        if len(self._stack) != 1:
            raise ValueError(_("it is damaged"))
        return _settle(self._stack[0])


def _settle(value: Any) -> Any:
    """An array in the place of what became one."""
    if isinstance(value, _PlainArray):
        return value.array
    return value


def _fill(target: dict[Any, Any], values: tuple[Any, ...]) -> dict[Any, Any]:
    if len(values) % 2:
        raise ValueError(_("it is damaged"))
    for key, value in zip(values[::2], values[1::2], strict=True):
        if not isinstance(key, str | bytes | int | float | None):
            raise ValueError(_("it is damaged"))
        target[key] = _settle(value)
    return target
