"""Vectors in NumPy's .npz and .npy files. Nothing is unpickled, and no more is read than the file has."""

import contextlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from typing import IO

import numpy as np

from aavae.errors import UserError
from aavae.foreign.vector_rows import VectorRows, check_shape
from aavae.importing.array_header import ArrayHeader, read_array_header
from aavae.importing.files import READ_ERRORS
from aavae.importing.splits import find_split_word
from aavae.language import _, pgettext

_BLOCK_BYTES = 4 * 2**20
_MAX_LABELS = 10_000_000
_SPLITS = ("train", "test")
_NAMES = ({"train": "h_train", "test": "h_test"}, {"train": "train", "test": "test"})
"""As `python -m aavae represent` calls them, and shorter."""
_NUMBERS = "fiub"
"""NumPy's kinds: floats, integers, and bits."""


@dataclass(frozen=True)
class _Array:
    """An array of a file, of which the header was read.

    Attributes:
        name: of the array, or the file's without its ending.
        place: what holds it, for people.
        path: of the file.
        member: of the zip that the file is; None if the file is an .npy.
        begin: how many bytes are before its values.
        header: what it says of itself.
    """

    name: str
    place: str
    path: Path
    member: str | None
    begin: int
    header: ArrayHeader

    @property
    def is_matrix(self) -> bool:
        """Whether it has two axes, and numbers in it."""
        return len(self.header.shape) == 2 and self.header.dtype.kind in _NUMBERS

    @contextlib.contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The file at its values."""
        with contextlib.ExitStack() as stack:
            if self.member is None:
                file: IO[bytes] = stack.enter_context(self.path.open("rb"))
            else:
                archive = stack.enter_context(zipfile.ZipFile(self.path))
                file = stack.enter_context(archive.open(self.member))
            file.read(self.begin)
            yield file


def find_array_rows(path: Path) -> list[VectorRows]:
    """The vectors of an .npz, of each split or in one array, or of an .npy.

    Raises:
        UserError: there are none, it is not clear which arrays they are, or the file is damaged.
    """
    try:
        arrays = {array.name: array for array in _list_arrays(path)}
        chosen = _choose(path, arrays)
        found = []
        for split, array in chosen.items():
            _check(array)
            labels = _read_labels(arrays.get(f"y_{split}"), array.header.shape[0]) if split else None
            found.append(
                VectorRows(
                    place=array.place,
                    num_rows=array.header.shape[0],
                    width=array.header.shape[1],
                    read=partial(_read, array),
                    split=split,
                    labels=labels,
                )
            )
        return found
    except READ_ERRORS as error:
        raise _explain_damage(path, error) from error


def _list_arrays(path: Path) -> Iterator[_Array]:
    if path.suffix.lower() == ".npy":
        with path.open("rb") as file:
            header = read_array_header(file, path.stat().st_size)
            yield _Array(path.stem, str(path), path, None, file.tell(), header)
        return
    seen = set[str]()
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.filename.endswith(".npy"):
                continue
            name = info.filename.removesuffix(".npy")
            if name in seen:
                raise UserError(
                    _("{path} has two arrays '{name}': save it again with one of them.").format(
                        path=path, name=name
                    )
                )
            seen.add(name)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError(_("its compression is not supported"))  # others unpack without a limit
            with archive.open(info) as member:
                header = read_array_header(member, info.file_size)
                yield _Array(
                    name,
                    _("'{name}' in {path}").format(name=name, path=path),
                    path,
                    info.filename,
                    member.tell(),
                    header,
                )


def _choose(path: Path, arrays: Mapping[str, _Array]) -> dict[str, _Array]:
    """The arrays of vectors by the split that they are of, "" where nothing says which."""
    for names in _NAMES:
        named = {split: arrays[name] for split, name in names.items() if name in arrays}
        if named:
            return named
    # Of a file with a single array, what is wrong with that is said later.
    likely = [array for array in arrays.values() if array.is_matrix or len(arrays) == 1]
    if len(likely) == 1:
        (array,) = likely
        return {find_split_word(array.name) if find_split_word(array.name) in _SPLITS else "": array}
    by_split = {find_split_word(array.name): array for array in likely}
    if likely and len(by_split) == len(likely) and by_split.keys() <= set(_SPLITS):
        return by_split
    shapes = ", ".join(f"{array.name} {array.header.shape}" for array in arrays.values()) or pgettext(
        "in a list", "none"
    )
    raise UserError(
        _(
            "{path} should have arrays 'train' and 'test', or a single one, of vectors (images, "
            "numbers of each), and has {shapes}: save those that are meant by these names."
        ).format(path=path, shapes=shapes)
    )


def _check(array: _Array) -> None:
    dtype = array.header.dtype
    if dtype.hasobject:
        raise UserError(
            _(
                "{place} is a pickled object, which could run any program when it is opened: save it as "
                "a plain array of numbers."
            ).format(place=array.place)
        )
    check_shape(array.place, array.header.shape)
    if dtype.kind not in _NUMBERS:
        raise UserError(
            _("{place} holds values of the type {dtype}: save floats or integers.").format(
                place=array.place, dtype=dtype
            )
        )


def _read_labels(array: _Array | None, count: int) -> np.ndarray | None:
    """The labels beside vectors, as `python -m aavae represent` writes them; None if they are none."""
    if array is None or array.header.shape != (count,) or array.header.dtype.kind not in "iu":
        return None
    if count > _MAX_LABELS:
        return None
    with array.open() as file:
        return np.frombuffer(_read_whole(file, array.header.num_bytes), array.header.dtype)


def _read(array: _Array) -> Iterator[np.ndarray]:
    """Vectors as they lie in the file, in blocks of whole rows; all at once where they lie by columns."""
    dtype, shape, is_fortran = array.header
    try:
        with array.open() as file:
            if is_fortran:
                values = np.frombuffer(_read_whole(file, prod(shape) * dtype.itemsize), dtype)
                yield values.reshape(shape, order="F")
                return
            row_bytes = shape[1] * dtype.itemsize
            step = max(1, _BLOCK_BYTES // row_bytes)
            for start in range(0, shape[0], step):
                size = min(step, shape[0] - start) * row_bytes
                yield np.frombuffer(_read_whole(file, size), dtype).reshape(-1, shape[1])
    except READ_ERRORS as error:
        raise _explain_damage(array.path, error) from error


def _read_whole(file: IO[bytes], size: int) -> bytes:
    content = file.read(size)
    if len(content) != size:
        raise EOFError(_("it ends before its stated size"))
    return content


def _explain_damage(path: Path, error: BaseException) -> UserError:
    reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
    return UserError(
        _("{path} is no NumPy file, or damaged ({reason}): save or copy it again.").format(
            path=path, reason=reason
        )
    )
