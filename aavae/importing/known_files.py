"""The official files of known sets among others, and the source that they are."""

import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import READ_ERRORS, FileEntry, Files, Region
from aavae.importing.known import KNOWN_SETS, Format, KnownSet, Layout, SplitFile
from aavae.importing.records import RecordReader, Records
from aavae.importing.source import (
    NO_SPLIT,
    TEST,
    TRAIN,
    UNLABELLED,
    UNLABELLED_LABEL,
    Checksum,
    Skipped,
    Source,
)
from aavae.importing.splits import recognise_split
from aavae.kept_text import kept_ntext, kept_text
from aavae.language import N_, _

MAX_BYTES = 8 * 2**30
_MAX_TEXT_BYTES = 2**20
_PACKED = ".gz"


class Found(NamedTuple):
    """Official files of a known set, by their names.

    Attributes:
        files: where they were found.
        known: the set.
        format: which of its formats.
        entries: by the name that `Layout` has for them.
    """

    files: Files
    known: KnownSet
    format: Format
    entries: Mapping[str, FileEntry]

    @property
    def layout(self) -> Layout:
        """How the set lies in these files."""
        return self.known.layouts[self.format]

    @property
    def form(self) -> str:
        """What these files are, for people and for `show_text`."""
        word = "Matlab" if self.format == "matlab" else self.format
        return kept_text("{label}'s {word} files", label=self.known.label, word=word)

    def describe(self, name: str) -> str:
        """Where an official file is, for people."""
        return self.files.describe(self.entries[name])


class Part(NamedTuple):
    """The pictures of one official file.

    Attributes:
        file: which.
        records: the pictures, where they lie.
        labels: int64 (N,), -1 without a label.
    """

    file: SplitFile
    records: Records
    labels: np.ndarray


def find_known(files: Files, form: Format) -> Found | None:
    """Finds the files of the first known set that is there in one format.

    A name like `train.bin` tells little: it counts in the official folder or archive, beside a file that is
    called as only this set's are, or where nothing else is given.

    Raises:
        UserError: a file is given twice.
    """
    for known in KNOWN_SETS.values():
        if form not in known.layouts:
            continue
        layout = known.layouts[form]
        names = set(layout.list_names())
        entries: dict[str, FileEntry] = {}
        for entry in files.entries:
            name = _strip(entry.path[-1]) if form == "idx" else entry.path[-1]
            if name not in names or entry.size < 0:
                continue
            if name in entries and name not in layout.aside:
                entries[name] = _choose_unpacked(files, entries[name], entry)
            else:
                entries[name] = entry
        has_pictures = any(file.name in entries or file.labels in entries for file in layout.files)
        if has_pictures and (_is_telling(layout, entries) or len(entries) == len(files.entries)):
            return Found(files, known, form, entries)
    return None


def _strip(name: str) -> str:
    # Some unpackers write MNIST's names with a dot: train-images.idx3-ubyte.
    return name.removesuffix(_PACKED).replace(".idx", "-idx")


def _choose_unpacked(files: Files, first: FileEntry, second: FileEntry) -> FileEntry:
    """Of a packed file and what it unpacks to, side by side as torchvision leaves them, the latter."""
    if first.path[:-1] == second.path[:-1]:
        for entry, other in ((first, second), (second, first)):
            if entry.path[-1] + _PACKED == other.path[-1]:
                return entry
    raise UserError(
        _("the same file is given twice: {file} and {other}; give one.").format(
            file=files.describe(first), other=files.describe(second)
        )
    )


def _is_telling(layout: Layout, entries: Mapping[str, FileEntry]) -> bool:
    """Whether the names of files, or of what they lie in, are hardly those of anything else."""
    stems = {name.split(".")[0] for name in entries} - {"readme", "file", "meta"}
    folder = layout.archive.removesuffix(".tar.gz")
    return any(recognise_split(stem) == NO_SPLIT for stem in stems) or any(
        folder in entry.path[:-1] for entry in entries.values()
    )


def require_labels_beside(found: Found) -> None:
    """Checks that pictures and their labels come together, where they are in files of their own.

    Raises:
        UserError: one is there without the other.
    """
    for file in found.layout.files:
        for name, other in ((file.name, file.labels), (file.labels, file.name)):
            if file.labels and name in found.entries and other not in found.entries:
                raise UserError(
                    _("{file} is given without {other}: give both.").format(
                        file=found.describe(name), other=other
                    )
                )


def find_region(found: Found, name: str) -> Region:
    """Where the bytes of an official file lie.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return found.files.find_region(found.entries[name], MAX_BYTES)
    except READ_ERRORS as error:
        raise UserError(
            _("cannot read {file}: {reason}.").format(file=found.describe(name), reason=explain(error))
        ) from error


def read_small(found: Found, name: str, limit: int) -> bytes:
    """The bytes of a small official file, or of one that has to be read whole.

    Raises:
        UserError: it cannot be read, or has more than `limit` bytes.
    """
    try:
        return found.files.read(found.entries[name], limit)
    except READ_ERRORS as error:
        raise UserError(
            _("cannot read {file}: {reason}.").format(file=found.describe(name), reason=explain(error))
        ) from error


def read_lines(found: Found, name: str) -> list[str]:
    """The lines of an official text file that are not empty.

    Raises:
        UserError: it cannot be read, or is no text.
    """
    try:
        text = read_small(found, name, _MAX_TEXT_BYTES).decode()
    except UnicodeDecodeError as error:
        raise UserError(
            _("{file} is no text: copy or download it again.").format(file=found.describe(name))
        ) from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def check_class_names(found: Found, name: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names of the classes that an official file has, after a look at them.

    Raises:
        UserError: they are not as many as the set has classes, not different, or no names.
    """
    expected = len(found.known.class_names)
    if len(names) != expected or len(set(names)) != expected:
        raise UserError(
            _(
                "{file} names {num_classes} classes, but {label} has {expected}: copy or download it again."
            ).format(
                file=found.describe(name),
                num_classes=format_count(len(set(names))),
                label=found.known.label,
                expected=format_count(expected),
            )
        )
    if not all(text and text.isprintable() for text in names):
        raise UserError(
            _("{file} has names that are no names: copy or download it again.").format(
                file=found.describe(name)
            )
        )
    return tuple(names)


def write_records(found: Found, name: str, pixels: np.ndarray) -> Records:
    """Lays pictures that had to be unpacked into a file of records, which any process can read in parts.

    Args:
        found: the files; the new one lies in their workspace.
        name: which official file they come from; for the message.
        pixels: uint8, the pictures along the first axis.

    Raises:
        UserError: there is no room for it.
    """
    known = found.known
    try:
        with tempfile.NamedTemporaryFile(dir=found.files.workspace, suffix=".records", delete=False) as file:
            file.write(np.ascontiguousarray(pixels).data)
    except OSError as error:
        raise UserError(
            _("cannot unpack {file} ({reason}): free some space.").format(
                file=found.describe(name), reason=explain(error)
            )
        ) from error
    stride = known.channels * known.size[0] * known.size[1]
    return Records(
        Path(file.name), 0, stride, len(pixels), known.channels, known.size, found.layout.by_columns
    )


def number_labels(found: Found, name: str, values: np.ndarray) -> np.ndarray:
    """The classes that stand for the labels in an official file.

    Args:
        found: the files.
        name: which of them; for the message.
        values: whole numbers (N,), as they are in the file.

    Returns:
        int64 (N,), counted from 0.

    Raises:
        UserError: a value that stands for no class.
    """
    known = found.known
    official = found.layout.label_values or tuple(range(len(known.class_names)))
    classes = np.full(max(official) + 1, UNLABELLED_LABEL, np.int64)
    classes[list(official)] = np.arange(len(official))
    inside = (values >= 0) & (values < len(classes))
    labels = np.where(inside, classes[np.where(inside, values, 0).astype(np.int64)], UNLABELLED_LABEL)
    if len(wrong := np.flatnonzero(labels < 0)):
        raise UserError(
            _(
                "{file} has the label {found}, but those of {known} go from {least} to {most}: this is "
                "another set, or damaged."
            ).format(
                file=found.describe(name),
                found=int(values[wrong[0]]),
                known=known.label,
                least=min(official),
                most=max(official),
            )
        )
    return labels


def make_source(
    found: Found,
    parts: Sequence[Part],
    class_names: tuple[str, ...] = (),
    folds: np.ndarray | None = None,
) -> Source:
    """The source that official files are.

    Args:
        found: the files.
        parts: what was read of those with pictures, at least one.
        class_names: those that the files have; empty: as the table has them.
        folds: int64 (K, M), positions in the training pictures of the official folds.

    Raises:
        UserError: a file has no pictures, or labels of no class.
    """
    known, layout = found.known, found.layout
    parts = sorted(parts, key=lambda part: layout.files.index(part.file))
    for part in parts:
        if not part.records.num_pictures:
            raise UserError(
                _("{file} has no pictures: copy or download it again.").format(
                    file=found.describe(part.file.name)
                )
            )
    labels = np.concatenate([part.labels for part in parts])
    class_names = class_names or known.class_names
    is_complete = (
        {part.file: part.records.num_pictures for part in parts}
        == {file: file.num_pictures for file in layout.files}
        and class_names == known.class_names
        and all(part.records.size == known.size for part in parts)
    )
    num_train = sum(part.records.num_pictures for part in parts if part.file.split == TRAIN)
    notes = [] if is_complete else [_describe_incomplete(known, parts)]
    if folds is not None and folds.max() >= num_train:
        folds = None
        notes.append(N_("The official folds are left out: they name training pictures that are not there."))
    used = {part.file.name for part in parts} | {part.file.labels for part in parts}
    return Source(
        form=found.form,
        recognised_by=_describe_files(found, used),
        names=[f"{part.file.name}[{index}]" for part in parts for index in range(part.records.num_pictures)],
        splits=np.concatenate([np.full(part.records.num_pictures, part.file.split) for part in parts]),
        labels=labels,
        class_names=class_names if (labels >= 0).any() else (),
        reader=RecordReader([part.records for part in parts]),
        skipped=_list_skipped(found),
        notes=tuple(notes),
        keeps_order=True,
        known=known.name if is_complete else "",
        size=parts[0].records.size if len({part.records.size for part in parts}) == 1 else None,
        folds=folds,
        checksums=list_checksums(found, used) if is_complete else (),
    )


def list_checksums(found: Found, names: Collection[str]) -> tuple[Checksum, ...]:
    """The official checksums of some files, or of the archive that they are in, where there are any."""
    known = found.known
    checksums: dict[tuple[str, int], Checksum] = {}
    for name in sorted(set(names) & set(found.entries)):
        entry = found.entries[name]
        given = found.files.paths[entry.container]
        if md5 := known.md5.get(entry.path[-1]):
            region = find_region(found, name)
        elif given.is_file() and given.name == found.layout.archive:
            region, md5 = Region(given, 0, given.stat().st_size), known.md5[given.name]
        else:
            continue
        place = found.describe(name) if md5 == known.md5.get(entry.path[-1]) else str(given)
        checksums[str(region.path), region.offset] = Checksum(place, *region, md5)
    return tuple(checksums.values())


def _describe_files(found: Found, used: Collection[str]) -> str:
    names = [name for name in found.layout.list_names() if name in used]
    few = names if len(names) < 4 else [*names[:2], "...", names[-1]]
    return kept_ntext(
        "{count} file with the name that {label}'s has: {names}",
        "{count} files with the names that {label}'s have: {names}",
        len(names),
        count=len(names),
        label=found.known.label,
        names=", ".join(few),
    )


def _describe_incomplete(known: KnownSet, parts: Sequence[Part]) -> str:
    counts = Counter[str]()
    for part in parts:
        counts[part.file.split] += part.records.num_pictures
    train, test, unlabelled = counts[TRAIN], counts[TEST], counts[UNLABELLED]
    found: list[str] = []
    if train or known.num_train:
        found.append(kept_text("{count} of {total} training pictures", count=train, total=known.num_train))
    if test or known.num_test:
        found.append(kept_text("{count} of {total} test pictures", count=test, total=known.num_test))
    if unlabelled or known.num_unlabelled:
        found.append(
            kept_text("{count} of {total} unlabelled pictures", count=unlabelled, total=known.num_unlabelled)
        )
    return kept_text(
        "This is not called the complete {label}: {found} are there, in files of its form.",
        label=known.label,
        found=tuple(found),
    )


def _list_skipped(found: Found) -> tuple[Skipped, ...]:
    layout = found.layout
    mine = {found.entries[name] for name in found.entries if name not in layout.left_out}
    unpacked = {entry.path for entry in mine}
    skipped = []
    other = kept_text("it is none of {files}", files=found.form)
    for entry in found.files.entries:
        name = entry.path[-1]
        if entry in mine or name in layout.aside:
            continue
        reason = layout.left_out.get(name, other)
        if name.endswith(_PACKED) and (*entry.path[:-1], name.removesuffix(_PACKED)) in unpacked:
            reason = N_("what it unpacks to lies beside it")
        skipped.append(Skipped(found.files.describe(entry), reason))
    return tuple(skipped)
