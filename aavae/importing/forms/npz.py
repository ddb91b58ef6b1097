"""Arrays of pictures and labels in .npz and .npy files, as MedMNIST and Keras have them."""

import io
import re
import shutil
import tempfile
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import prod
from pathlib import Path
from typing import IO, Any, NamedTuple
from zlib import crc32

import numpy as np

from aavae.data.disk import explain, find_reason
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing import medmnist
from aavae.importing.array_header import read_array_header
from aavae.importing.files import READ_ERRORS, FileEntry, Files
from aavae.importing.label_column import check_classes
from aavae.importing.labels import Column, encode_labels
from aavae.importing.picture_files import count_pictures
from aavae.importing.row_names import RowNames
from aavae.importing.settings import ImportSettings
from aavae.importing.source import NO_SPLIT, TEST, TRAIN, VALIDATION, Content, Skipped, Source, Unreadable
from aavae.importing.splits import find_split
from aavae.importing.zip_members import ZipMember, find_values
from aavae.kept_text import kept_text
from aavae.language import N_, _

_SUFFIXES = {".npz", ".npy"}
_MAX_BYTES = 256 * 2**30
_MAX_LABEL_BYTES = 2**30
_MAX_PICTURE_PIXELS = 2**26
_BLOCK_BYTES = 4 * 2**20
_PICTURE_WORDS = {"images", "image", "imgs", "img", "pictures", "x", "data"}
_LABEL_WORDS = {"labels", "label", "targets", "target", "y"}


@dataclass(frozen=True)
class _Array:
    """An array of a file: its header, which was read, and where its values are, which were not.

    Attributes:
        name: of the array: "train_images".
        place: where it is, for people.
        path: of the file that holds it.
        member: its number in the zip that the file is; None if the file is an .npy.
        begin: how many bytes are before its values in the member, or in the .npy.
        offset: where its values begin in the file; None if they are deflated.
        dtype: of its values.
        shape: its shape.
        is_fortran: whether the first axis varies fastest.
        split: by its name, or that of its file.
    """

    name: str
    place: str
    path: Path
    member: int | None
    begin: int
    offset: int | None
    dtype: np.dtype
    shape: tuple[int, ...]
    is_fortran: bool
    split: str

    @property
    def num_bytes(self) -> int:
        """Size of its values."""
        return prod(self.shape) * self.dtype.itemsize

    @property
    def words(self) -> set[str]:
        """The words of its name."""
        return set(re.split(r"[^a-z]+", self.name.lower()))

    @property
    def looks_like_pictures(self) -> bool:
        """Whether it has as many axes as pictures have, and numbers in it."""
        return len(self.shape) in (3, 4) and self.dtype.kind in "buif"

    @property
    def looks_like_labels(self) -> bool:
        """Whether it has as many axes as labels have, and integers or texts in it."""
        return len(self.shape) in (1, 2) and self.dtype.kind in "buifUS"


class _Pictures(NamedTuple):
    """Pictures whose values lie in a file as they are: (N, H, W), (N, H, W, C) or (N, C, H, W)."""

    path: Path
    offset: int
    dtype: np.dtype
    shape: tuple[int, ...]
    is_fortran: bool
    channels_first: bool

    @property
    def num_picture_bytes(self) -> int:
        """Size of a picture."""
        return prod(self.shape[1:]) * self.dtype.itemsize

    def read(self, start: int, stop: int) -> np.ndarray:
        """A copy of pictures that follow each other.

        Raises:
            OSError: the file is gone.
            ValueError: it is shorter than it was.
        """
        shape = (stop - start, *self.shape[1:])
        if self.is_fortran:  # the values of a picture are far apart, those of neighbours side by side
            mapped = np.memmap(self.path, self.dtype, "r", self.offset, self.shape, "F")
            return np.array(mapped[start:stop], order="C")
        # What is mapped counts to the memory of a process for as long as there is room.
        offset = self.offset + start * self.num_picture_bytes
        return np.fromfile(self.path, self.dtype, prod(shape), offset=offset).reshape(shape)


class _Reader:
    """Copies a few pictures at a time out of the files."""

    def __init__(self, arrays: Sequence[_Pictures]) -> None:
        self._arrays = tuple(arrays)
        self._starts = [0, *accumulate(array.shape[0] for array in arrays)]

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        numbers = np.searchsorted(self._starts, rows, side="right") - 1
        for number, group in groupby(zip(numbers.tolist(), rows, strict=True), key=lambda pair: pair[0]):
            yield from _read_rows(self._arrays[number], [row - self._starts[number] for __, row in group])


def _read_rows(array: _Pictures, rows: Sequence[int]) -> Iterator[Content]:
    step = max(1, _BLOCK_BYTES // array.num_picture_bytes)
    begin = 0
    while begin < len(rows):
        end = bisect_left(rows, rows[begin] + step)
        chosen, begin = rows[begin:end], end
        try:
            block = array.read(chosen[0], chosen[-1] + 1)
        except (OSError, ValueError) as error:
            yield from [
                Unreadable(kept_text("its file is gone or has changed ({reason})", reason=find_reason(error)))
            ] * len(chosen)
            continue
        for row in chosen:
            yield _as_picture(block[row - chosen[0]], array.channels_first)


def _as_picture(values: np.ndarray, channels_first: bool) -> np.ndarray:
    if values.ndim == 3:
        values = values.transpose(1, 2, 0) if channels_first else values
        values = values[..., 0] if values.shape[2] == 1 else values
    if values.dtype == bool:
        return values * np.uint8(255)
    return values.astype(values.dtype.newbyteorder("="), copy=False)


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises .npz and .npy files with an array of pictures."""
    entries = sorted((entry for entry in files.entries if entry.suffix in _SUFFIXES), key=_get_place)
    arrays = [
        [array for entry in group for array in _list_arrays(files, entry)]
        for __, group in groupby(entries, key=lambda entry: _get_place(entry)[:-1])
    ]
    num_files = count_pictures(files)
    if not any(array.looks_like_pictures for group in arrays for array in group):
        if entries and not num_files:
            _explain_without_pictures(
                [array for group in arrays for array in group], files.describe(entries[0])
            )
        return None
    parts = [part for group in arrays for part in _pair(group, settings)]
    if num_files and sum(pictures.shape[0] for pictures, __ in parts) <= num_files:
        return None  # it lies beside a set of files
    taken = set(entries)
    skipped = [
        Skipped(files.describe(entry), N_("it is not part of the arrays"))
        for entry in files.entries
        if entry not in taken
    ]
    used = {array.place for part in parts for array in part if array is not None}
    names = [array for group in arrays for array in group if _holds_class_names(array)]
    skipped += [
        Skipped(array.place, N_("it is neither an array of pictures nor of their labels"))
        for group in arrays
        for array in group
        if array.place not in used and array not in names
    ]
    return _make_source(files, parts, names, tuple(skipped))


def _get_place(entry: FileEntry) -> tuple[str | tuple[str, ...] | int, ...]:
    """Orders files so that those of one group follow each other: an .npz, or .npy files of a folder."""
    folder = entry.path if entry.suffix == ".npz" else entry.path[:-1]
    return entry.suffix, folder, entry.container if folder else -1, entry.path[-1]


def _list_arrays(files: Files, entry: FileEntry) -> Iterator[_Array]:
    """The arrays of a file.

    Raises:
        UserError: it is damaged.
    """
    place = files.describe(entry)
    try:
        path = files.find_path(entry, _MAX_BYTES)
        if entry.suffix == ".npy":
            with path.open("rb") as file:
                header = read_array_header(file, path.stat().st_size)
                name = Path(entry.path[-1]).stem
                begin = file.tell()
            yield _Array(name, place, path, None, begin, begin, *header, find_split(entry.path))
            return
        with zipfile.ZipFile(path) as archive:
            for number, info in enumerate(archive.infolist()):
                if not info.filename.endswith(".npy"):
                    continue
                name = info.filename.removesuffix(".npy")
                with archive.open(_check_compression(info)) as member:
                    header = read_array_header(member, info.file_size)
                    begin = member.tell()
                offset = None
                if not (found := ZipMember.from_info(info)).is_deflated:
                    with path.open("rb") as file:
                        offset = find_values(file, found) + begin
                split = find_split((name,)) or find_split(entry.path)
                yield _Array(name, f"{name} in {place}", path, number, begin, offset, *header, split)
    except READ_ERRORS as error:
        raise _explain_damage(place, error) from error


def _check_compression(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(_("its compression is not supported"))
    return info


def _explain_without_pictures(arrays: Sequence[_Array], place: str) -> None:
    for array in arrays:
        _refuse_objects(array)
    found = ", ".join(f"{array.name} {array.shape}" for array in arrays) or _("nothing")
    raise UserError(
        _(
            "{place} has no array of pictures (N, height, width) or (N, height, width, 3); it has "
            "{found}: reshape the pictures."
        ).format(place=place, found=found)
    )


def _refuse_objects(array: _Array) -> None:
    if array.dtype.hasobject:
        raise UserError(
            _(
                "{place} is a pickled object, which could run any program when it is opened: save it as "
                "a plain array."
            ).format(place=array.place)
        )


def _pair(arrays: Sequence[_Array], settings: ImportSettings) -> Iterator[tuple[_Array, _Array | None]]:
    """Arrays of pictures with their labels, one pair a split.

    Raises:
        UserError: several could be it, or pictures or labels are a pickled object.
    """
    for array in arrays:
        if array.words & (_PICTURE_WORDS | _LABEL_WORDS):
            _refuse_objects(array)
    for split in dict.fromkeys(array.split for array in arrays):
        here = [array for array in arrays if array.split == split]
        pictures = _choose(
            [array for array in here if array.looks_like_pictures], settings.file_column, _PICTURE_WORDS
        )
        if not pictures:
            continue
        if len(pictures) > 1:
            raise UserError(
                _("there are several arrays of pictures ({arrays}): name one with --file-column.").format(
                    arrays=", ".join(array.place for array in pictures)
                )
            )
        labels = [array for array in here if array.looks_like_labels and not _holds_class_names(array)]
        if settings.label_column is None and not any(array.words & _LABEL_WORDS for array in labels):
            labels = [array for array in labels if _looks_like_classes(array, pictures[0].shape[0])]
        labels = _choose(labels, settings.label_column, _LABEL_WORDS)
        if len(labels) > 1:
            raise UserError(
                _("there are several arrays of labels ({arrays}): name one with --label-column.").format(
                    arrays=", ".join(array.place for array in labels)
                )
            )
        yield pictures[0], labels[0] if labels else None


def _choose(arrays: list[_Array], asked: str | None, words: set[str]) -> list[_Array]:
    """Those that are asked for, or that have one of the words in their names, or all."""
    if asked is not None:
        parts = set(re.split(r"[^a-z]+", asked.lower()))
        return [array for array in arrays if array.name == asked or parts <= array.words] or arrays
    return [array for array in arrays if array.words & words] or arrays


def _looks_like_classes(array: _Array, count: int) -> bool:
    """Whether an array, whatever its name, has one of few values for each picture."""
    if array.shape not in ((count,), (count, 1)) or array.dtype.kind == "f":
        return False
    return len(np.unique(_read_values(array))) <= count // 2


def _holds_class_names(array: _Array) -> bool:
    is_named = bool(array.words & {"names", "classes", "classnames"})
    return is_named and array.dtype.kind in "US" and len(array.shape) == 1


def _make_source(
    files: Files,
    parts: Sequence[tuple[_Array, _Array | None]],
    names: Sequence[_Array],
    skipped: tuple[Skipped, ...],
) -> Source:
    class_names = tuple(map(str, _read_values(names[0]).astype(str))) if names else None
    notes: list[str] = []
    if class_names is None and (known := _find_medmnist(parts)):
        set_name, class_names = known
        notes.append(
            kept_text(
                "The numbers of pictures are those of {known}, so the class names are MedMNIST's.",
                known=set_name,
            )
        )
    column = Column(class_names=class_names)
    for pictures, labels in parts:
        _check_pictures(pictures)
        if labels is None:
            column.extend_encoded((), np.full(pictures.shape[0], -1))
        else:
            notes += _extend(column, pictures, labels)
    place = ", ".join(array.place for __, array in parts if array is not None)
    check_classes(place, column.candidate)
    encoded, class_names = encode_labels(column)
    counts = [pictures.shape[0] for pictures, __ in parts]
    mapped = [_map(pictures, files.workspace) for pictures, __ in parts]
    sizes = {array.shape[2:] if array.channels_first else array.shape[1:3] for array in mapped}
    size = next(iter(sizes)) if len(sizes) == 1 else None
    return Source(
        form=N_("arrays"),
        recognised_by=_describe(parts, bool(class_names)),
        names=RowNames([pictures.place for pictures, __ in parts], counts),
        splits=np.repeat(np.array([pictures.split for pictures, __ in parts] or [NO_SPLIT]), counts),
        labels=encoded,
        class_names=class_names,
        reader=_Reader(mapped),
        skipped=skipped,
        notes=tuple(notes),
        keeps_order=True,
        size=(size[0], size[1]) if size else None,
    )


def _describe(parts: Sequence[tuple[_Array, _Array | None]], has_classes: bool) -> str:
    pictures = tuple(f"{array.name} {array.shape}" for array, __ in parts)
    if not has_classes:
        return kept_text("pictures in {pictures}", pictures=pictures)
    labels = tuple(array.name for __, array in parts if array)
    return kept_text("pictures in {pictures}, labels in {labels}", pictures=pictures, labels=labels)


def _find_medmnist(parts: Sequence[tuple[_Array, _Array | None]]) -> tuple[str, tuple[str, ...]] | None:
    """Name and classes of the set of MedMNIST that has as many pictures in each split."""
    if not all(labels is not None and labels.shape == (pictures.shape[0], 1) for pictures, labels in parts):
        return None
    counts = {pictures.split: pictures.shape[0] for pictures, __ in parts}
    return medmnist.CLASS_NAMES.get((counts.get(TRAIN, 0), counts.get(VALIDATION, 0), counts.get(TEST, 0)))


def _check_pictures(array: _Array) -> None:
    shape = array.shape
    if not all(shape):
        raise UserError(
            _("{place} has no pictures in it, its shape is {shape}: nothing to import.").format(
                place=array.place, shape=shape
            )
        )
    if len(shape) == 4 and shape[3] not in (1, 3) and shape[1] not in (1, 3):
        problem = (
            _(
                "{place} has the shape {shape}, as of transparent pictures: save pictures with 1 or 3 "
                "channels, (N, height, width, 3)."
            )
            if 4 in (shape[1], shape[3])
            else _(
                "{place} has the shape {shape}, as of volumes: save pictures with 1 or 3 channels, (N, "
                "height, width, 3)."
            )
        )
        raise UserError(problem.format(place=array.place, shape=shape))
    if prod(shape[1:]) > 3 * _MAX_PICTURE_PIXELS:
        raise UserError(
            _("{place} has pictures that are too large, {shape}: scale them down.").format(
                place=array.place, shape=shape
            )
        )


def _extend(column: Column, pictures: _Array, labels: _Array) -> Iterator[str]:
    """Adds the labels of an array, and says how they were understood."""
    if labels.shape[0] != pictures.shape[0]:
        raise UserError(
            _(
                "{pictures} has {num_pictures} pictures, {labels} has {num_labels} labels: there must be as "
                "many."
            ).format(
                pictures=pictures.place,
                num_pictures=format_count(pictures.shape[0]),
                labels=labels.place,
                num_labels=format_count(labels.shape[0]),
            )
        )
    values = _read_values(labels)
    if values.ndim == 2 and values.shape[1] > 1:
        if values.dtype.kind in "US" or not ((values != 0).sum(axis=1) == 1).all() or not (values <= 1).all():
            raise UserError(
                _(
                    "{place} has {count} labels an image: images need one class each; give the set another "
                    "array of labels, or none."
                ).format(place=labels.place, count=format_count(values.shape[1]))
            )
        yield kept_text("{place} marks the class of each picture by a 1 among zeros.", place=labels.place)
        values = values.argmax(axis=1)
    different, codes = np.unique(values.reshape(len(values)), return_inverse=True)
    if different.dtype.kind == "S":
        different = np.char.decode(different, "utf-8", "replace")
    column.extend_encoded([_simplify(value) for value in different.tolist()], codes)


def _simplify(value: Any) -> int | str | None:
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else str(value)
    return int(value) if isinstance(value, bool) else value


def _read_values(array: _Array) -> np.ndarray:
    """A small array, whole."""
    if array.num_bytes > _MAX_LABEL_BYTES:
        raise UserError(
            _("{place} has {size} bytes, too many for labels: check what it is.").format(
                place=array.place, size=format_count(array.num_bytes)
            )
        )
    target = io.BytesIO()
    _copy_values(array, target)
    values = np.frombuffer(target.getbuffer(), array.dtype)
    return values.reshape(array.shape, order="F" if array.is_fortran else "C")


def _map(array: _Array, workspace: Path) -> _Pictures:
    """Pictures where they can be mapped: where they are, or unpacked once if they are deflated."""
    path, offset = array.path, array.offset
    if offset is None:
        path, offset = workspace / f"{crc32(bytes(array.path)):x}-{array.member}.values", 0
        if not path.exists():
            if array.num_bytes > shutil.disk_usage(workspace).free:
                raise UserError(
                    _(
                        "{place} unpacks to {size} bytes, more than there is room for: free some space."
                    ).format(place=array.place, size=format_count(array.num_bytes))
                )
            with tempfile.NamedTemporaryFile(dir=workspace, delete=False) as target:
                _copy_values(array, target)
            Path(target.name).rename(path)
    channels_first = len(array.shape) == 4 and array.shape[3] not in (1, 3)
    return _Pictures(path, offset, array.dtype, array.shape, array.is_fortran, channels_first)


def _copy_values(array: _Array, target: IO[bytes]) -> None:
    try:
        with ExitStack() as stack:
            if array.member is None:
                source: IO[bytes] = stack.enter_context(array.path.open("rb"))
            else:
                archive = stack.enter_context(zipfile.ZipFile(array.path))
                source = stack.enter_context(archive.open(archive.infolist()[array.member]))
            source.read(array.begin)
            shutil.copyfileobj(source, target, 2**20)
    except READ_ERRORS as error:
        raise _explain_damage(array.place, error) from error


def _explain_damage(place: str, error: Exception) -> UserError:
    return UserError(
        _("{place} is a damaged file of arrays ({reason}): copy or download it again.").format(
            place=place, reason=explain(error)
        )
    )
