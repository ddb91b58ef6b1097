"""WebDataset: tars in which files that share a name up to its first dot are one sample."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from aavae.data.disk import find_reason
from aavae.errors import UserError
from aavae.importing.files import READ_ERRORS, FileEntry, Files
from aavae.importing.label_column import Value, check_classes
from aavae.importing.labels import Column, choose_labels, encode_labels
from aavae.importing.picture_files import ENDINGS, count_pictures
from aavae.importing.settings import ImportSettings
from aavae.importing.source import NO_SPLIT, Content, Skipped, Source, Unreadable
from aavae.importing.splits import find_split
from aavae.kept_text import kept_ntext
from aavae.language import N_, _

_CLASS_NAMES = {"classnames.txt", "class_names.txt", "classes.txt", "labels.txt"}
_MAX_PICTURE_BYTES = 256 * 2**20
_MAX_LABEL_BYTES = 2**20
_MAX_KEYS = 100
_MAX_TEXT = 200
_MAX_DIGITS = 18
_LABEL_ENDINGS = ("cls", "json", "txt")


class _Sample(NamedTuple):
    """The files of a sample that are used.

    Attributes:
        picture: its picture.
        labels: by ending ("cls", "json", "txt") the files that may hold its label.
    """

    picture: FileEntry
    labels: dict[str, FileEntry]


class _Reader:
    def __init__(self, files: Files, entries: Sequence[FileEntry]) -> None:
        self._files = files
        self._entries = tuple(entries)

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        for row in rows:
            try:
                yield self._files.read(self._entries[row], _MAX_PICTURE_BYTES)
            except READ_ERRORS as error:
                yield Unreadable(find_reason(error))


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises samples of pictures with .cls, .json or .txt files beside, in tars or outside of them."""
    wanted = {".tar", *(f".{ending}" for ending in _LABEL_ENDINGS)}
    if not any(entry.suffix in wanted for entry in files.entries):
        return None
    entries, shards = list(files.entries), []
    if not count_pictures(files):
        shards = [entry for entry in files.entries if entry.suffix == ".tar"]
        entries = [entry for entry in files.entries if entry.suffix != ".tar"]
        for shard in sorted(shards, key=lambda shard: shard.path):
            entries += files.list_archive(shard)
    samples = _find_samples(entries)
    counts = Counter(ending for sample in samples for ending in sample.labels)
    endings = [ending for ending in _LABEL_ENDINGS if 0 < len(samples) <= 2 * counts[ending]]
    if not endings:
        if samples and shards:
            raise UserError(
                _(
                    "{file} has pictures, and no .cls or .json file beside each: give the tars "
                    "themselves, not their folder."
                ).format(file=files.describe(shards[0]))
            )
        return None
    column, ending, notes = _read_labels(files, samples, endings, settings.label_column)
    if column is None:
        if not shards:
            return None  # pictures with texts beside, which another form may have a use for
        column = Column()
        column.extend_encoded((), np.full(len(samples), -1))
    elif any(isinstance(value, int) for value in column.values):
        column.class_names = _read_class_names(files, entries)
    labels, class_names = encode_labels(column)
    splits = {folder: _find_split(folder) for folder in {sample.picture.path[:-1] for sample in samples}}
    num_shards = len({sample.picture.container for sample in samples})
    return Source(
        form="WebDataset",
        recognised_by=_describe(len(samples), num_shards, ending if class_names else "", endings[0]),
        names=["/".join(sample.picture.path) for sample in samples],
        splits=np.array([splits[sample.picture.path[:-1]] for sample in samples]),
        labels=labels,
        class_names=class_names,
        reader=_Reader(files, [sample.picture for sample in samples]),
        skipped=_list_skipped(files, entries, samples, ending),
        notes=notes,
    )


def _describe(num_samples: int, num_shards: int, label_ending: str, ending: str) -> str:
    if label_ending:
        return kept_ntext(
            "{num_samples} samples in {num_shards} shard with labels in .{ending} files",
            "{num_samples} samples in {num_shards} shards with labels in .{ending} files",
            num_shards,
            num_samples=num_samples,
            num_shards=num_shards,
            ending=label_ending,
        )
    return kept_ntext(
        "{num_samples} samples in {num_shards} shard with .{ending} files",
        "{num_samples} samples in {num_shards} shards with .{ending} files",
        num_shards,
        num_samples=num_samples,
        num_shards=num_shards,
        ending=ending,
    )


def _find_samples(entries: Sequence[FileEntry]) -> list[_Sample]:
    """Puts files together as webdataset does: a.b.jpg and a.c.cls are both of the sample a."""
    members: dict[tuple[int, tuple[str, ...], str], list[tuple[str, FileEntry]]] = {}
    for entry in entries:
        stem, __, extension = entry.path[-1].partition(".")
        members.setdefault((entry.container, entry.path[:-1], stem), []).append((extension.lower(), entry))
    samples = []
    for found in members.values():
        pictures = [pair for pair in found if f".{pair[0].rpartition('.')[2]}" in ENDINGS]
        if not pictures:
            continue
        extension, picture = min(pictures, key=lambda pair: _rank(pair[0]))
        prefix = extension.rpartition(".")[0]
        labels = {
            ending: entry
            for ending in _LABEL_ENDINGS
            for wanted in (ending, f"{prefix}.{ending}")
            for extension, entry in found
            if extension == wanted
        }
        samples.append(_Sample(picture, labels))
    return samples


def _rank(extension: str) -> tuple[int, bool, str]:
    """Of several pictures in a sample, the first is that without a word before its ending, a photograph."""
    return extension.count("."), extension not in ("jpg", "jpeg"), extension


def _find_split(folder: tuple[str, ...]) -> str:
    """By the name of the shard (train-000000), or the folder in which it is."""
    return next((split for name in reversed(folder) if (split := find_split((name,))) != NO_SPLIT), NO_SPLIT)


def _read_labels(
    files: Files, samples: Sequence[_Sample], endings: Sequence[str], asked: str | None
) -> tuple[Column | None, str, tuple[str, ...]]:
    """The labels, the ending of the files that hold them, and notes; None if there are none."""
    if asked is not None and asked not in endings and "json" in endings:
        endings = ["json"]
    place = files.describe(samples[0].picture)
    for ending in endings:
        contents = (_read_text(files, sample.labels.get(ending)) for sample in samples)
        if ending == "json":
            columns = _read_keys(contents)
            name, notes = choose_labels(columns, asked, _("the .json file of {place}").format(place=place))
            if name is not None:
                return columns[name], ending, notes
            continue
        column = Column()
        column.extend(_parse_label(content) for content in contents)
        if ending == "cls":
            check_classes(_("the .cls file of {place}").format(place=place), column.candidate)
            return column, ending, ()
        columns = {"txt": column}
        name, __ = choose_labels(columns, None, place)
        if name is not None:
            return column, ending, (N_("The labels are the texts in the .txt files, which come often."),)
    return None, "", ()


def _read_text(files: Files, entry: FileEntry | None) -> str:
    """What a small file holds; "" if it cannot be read, or there is none: then there is no label."""
    try:
        return "" if entry is None else files.read(entry, _MAX_LABEL_BYTES).decode().strip()
    except READ_ERRORS:  # also what is no text
        return ""


def _parse_label(text: str) -> Value | None:
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS:
        return int(text)
    return text[:_MAX_TEXT]


def _read_keys(contents: Iterator[str]) -> dict[str, Column]:
    """A column for each key of the .json files; a file without it has no value there."""
    columns: dict[str, Column] = {}
    count = 0
    for count, content in enumerate(contents, 1):
        for key, value in _parse_json(content).items():
            if key not in columns and len(columns) >= _MAX_KEYS:
                continue
            column = columns.setdefault(key, Column())
            column.several |= isinstance(value, list)
            column.extend_encoded((), np.full(count - 1 - len(column.codes), -1))
            column.extend([_simplify(value)])
    for column in columns.values():
        column.extend_encoded((), np.full(count - len(column.codes), -1))
    return columns


def _parse_json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(value, dict):
        return value
    return {} if isinstance(value, list) else {"label": value}


def _simplify(value: Any) -> Value | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return value.strip()[:_MAX_TEXT]
    return value if isinstance(value, int) else str(value) if isinstance(value, float) else None


def _read_class_names(files: Files, entries: Sequence[FileEntry]) -> tuple[str, ...] | None:
    """The lines of a file of class names, the one that lies highest; None if there is none."""
    found = [entry for entry in entries if entry.path[-1].lower() in _CLASS_NAMES]
    if not found:
        return None
    text = _read_text(files, min(found, key=lambda entry: len(entry.path)))
    return tuple(line.strip() for line in text.splitlines() if line.strip()) or None


def _list_skipped(
    files: Files, entries: Sequence[FileEntry], samples: Sequence[_Sample], ending: str
) -> tuple[Skipped, ...]:
    used = {sample.picture for sample in samples}
    used |= {sample.labels[ending] for sample in samples if ending in sample.labels}
    return tuple(
        Skipped(
            files.describe(entry),
            N_("its sample has another picture (the name of a sample ends at its first dot)")
            if entry.suffix in ENDINGS
            else N_("it is neither a picture nor its label"),
        )
        for entry in entries
        if entry not in used and entry.path[-1].lower() not in _CLASS_NAMES
    )
