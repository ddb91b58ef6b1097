"""Build an image set from folders, archives and files: all of it, or nothing."""

import contextlib
import gc
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.data import bundled, cifar10, disk
from aavae.data.file_names import write_file_names
from aavae.data.image_set import SetDigest
from aavae.data.meta import Meta, write_meta
from aavae.data.picture import Range, choose_levels, merge_ranges
from aavae.data.title import make_title
from aavae.errors import UserError
from aavae.formatting import format_bytes, format_count
from aavae.importing.checksums import confirm_known
from aavae.importing.files import READ_ERRORS, Files
from aavae.importing.forms import recognise
from aavae.importing.plan import Plan, choose_plan, count_classes
from aavae.importing.report import (
    FEW_PICTURES,
    FLAT_CONTRAST,
    MORE_FRAMES,
    Report,
    find_duplicates,
    group_skipped,
    name_rows,
    write_report,
)
from aavae.importing.row_names import RowNames
from aavae.importing.settings import ImportSettings
from aavae.importing.source import TEST, TRAIN, Skipped, Source
from aavae.importing.workers import Task, decode_all
from aavae.kept_text import kept_ntext, kept_text, show_text
from aavae.language import N_, _
from aavae.machine import count_cores
from aavae.paths import data_dir

MAX_DAMAGED = 0.05
"""Share of the pictures that may be damaged: more says that something else is wrong."""
_PART = 2**24
_MAX_NAME = 64
"""Characters of the name of a set."""
_SPLITS = ("train", "test")

OnProgress = Callable[[int, int], None]
"""Is told how many pictures are done, of how many; an exception that it raises ends the import."""


def import_images(
    paths: Sequence[Path],
    name: str | None = None,
    settings: ImportSettings | None = None,
    on_progress: OnProgress = lambda done, total: None,
    origin: str = "",
) -> Report:
    """Imports folders, archives and files, together, as the image set `name`.

    The images are in a stable order: by class, then by file name (by code point) or, for known sets, as in
    their own files; those without a label last. A failure, a stop or a kill leaves the set of that name as it
    was.

    Args:
        paths: what to import, in any of the forms of `aavae.importing.forms`.
        name: the set's name; "cifar10" must be exactly the complete CIFAR-10. If not given, that of the known
            set that it is, else one like that of the first path.
        settings: how; the defaults if not given.
        on_progress: is told how far it is.
        origin: where the files are from, for people and for `show_text`; said of the paths if not given.

    Returns:
        What was found; `load_dataset(name)` loads the set from now on.

    Raises:
        UserError: nothing can be imported, too many pictures are damaged, or the set cannot be written.
    """
    if name is not None:
        check_name(name)
    settings = settings or ImportSettings()
    started = time.perf_counter()
    with open_source(paths, settings) as (source, folder):
        source = confirm_known(source)
        plan = choose_plan(source, settings)
        name = name or choose_name(source, paths)
        if name == cifar10.NAME:
            num_train, num_test = (int((source.splits == split).sum()) for split in (TRAIN, TEST))
            cifar10.require_complete(source.class_names, num_train, num_test, plan.size)
        fresh = folder / "set"
        try:
            fresh.mkdir()
            found = _decode(source, plan, settings, fresh, on_progress)
            kept = _drop_damaged(source, plan, found, settings, fresh)
            files = ", ".join(Path(path).name for path in paths)
            origin = origin or kept_text("imported from {files}", files=files)
            meta = _write_labels(source, kept, found, name, origin, fresh)
            _write_names(source, kept, fresh)
            report = _report(source, kept, found, meta, time.perf_counter() - started)
            write_report(report, fresh)
            write_meta(meta, fresh / disk.META_FILE)
        except OSError as error:
            raise disk.explain_unwritable(data_dir(), error) from error
        disk.swap_in(fresh, data_dir() / name)
    return report


def check_name(name: str) -> None:
    """Checks that a name can be that of an imported image set.

    Raises:
        UserError: it cannot.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) or name == bundled.NAME:
        raise UserError(
            _(
                "{name!r} cannot name an image set: use small letters, digits, - and _, and not 'bundled'."
            ).format(name=name)
        )
    if len(name) > _MAX_NAME:
        raise UserError(
            _("the name of an image set has at most {most} characters, this one {count}.").format(
                most=_MAX_NAME, count=len(name)
            )
        )


def choose_name(source: Source, paths: Sequence[Path]) -> str:
    """A name for a set without one: that of the known set that it is, else one like the first path's."""
    if source.known or set(source.class_names) == set(cifar10.CLASS_NAMES):
        return source.known or cifar10.NAME
    name = re.sub(r"[^a-z0-9_-]+", "-", Path(paths[0]).resolve().name.split(".")[0].lower())
    name = name.strip("-_")[:_MAX_NAME].strip("-_")
    return name if name and name != bundled.NAME else "images"


@contextlib.contextmanager
def open_source(paths: Sequence[Path], settings: ImportSettings) -> Iterator[tuple[Source, Path]]:
    """Finds out what there is to import, and makes a folder for the work beside the image sets.

    Returns:
        What was found, and the folder, which is removed in the end.

    Raises:
        UserError: nothing that can be imported.
    """
    with disk.open_workspace(data_dir(), "import") as folder:
        unpacked = folder / "unpacked"
        unpacked.mkdir()
        try:
            with _without_collecting():
                source = recognise(Files([Path(path) for path in paths], unpacked), settings)
        except READ_ERRORS as error:
            raise UserError(
                _("cannot read what is to be imported: {reason}.").format(reason=disk.explain(error))
            ) from error
        yield source, folder


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """While 100,000 files are listed, through which Python would look for garbage again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Found(NamedTuple):
    """What decoding found of each picture of the source.

    Attributes:
        damaged: row and reason of each picture that cannot be read.
        hashes: of each image, 0 where there is none: uint64 (N,).
        contrasts: the greatest less the least value of each image: uint8 (N,).
        notes: what was done to the levels, each a sentence.
        several: rows of pictures whose files have more pages or frames, ascending.
    """

    damaged: dict[int, str]
    hashes: np.ndarray
    contrasts: np.ndarray
    notes: tuple[str, ...]
    several: tuple[int, ...]


def _decode(
    source: Source, plan: Plan, settings: ImportSettings, folder: Path, on_progress: OnProgress
) -> _Found:
    files = tuple(folder / f"{split}_images.npy" for split in _SPLITS)
    offsets = _make_files(files, plan)
    split, place = np.full(len(source), -1, np.int8), np.zeros(len(source), np.int64)
    for number, rows in enumerate((plan.train, plan.test)):
        split[rows] = number
        place[rows] = np.arange(len(rows))
    task = Task(
        reader=source.reader,
        files=files,
        offsets=offsets,
        split=split,
        place=place,
        size=plan.size,
        fit=settings.fit,
    )
    hashes, contrasts = np.zeros(len(source), np.uint64), np.zeros(len(source), np.uint8)
    damaged: dict[int, str] = {}
    ranges: dict[int, Range] = {}
    several: list[int] = []
    rows, done = np.flatnonzero(split >= 0), 0
    on_progress(0, len(rows))
    for found in decode_all(task, rows, count_cores()):
        hashes[found.rows], contrasts[found.rows] = found.hashes, found.contrasts
        damaged.update(found.damaged)
        ranges.update(found.ranges)
        several += found.several
        done += len(found.rows) - len(found.ranges)
        on_progress(done, len(rows))
    notes: list[str] = []
    if ranges:
        # What is black and white in a set of such pictures, all of them say together.
        kinds = merge_ranges(ranges.values())
        levels = {kind: choose_levels(whole) for kind, whole in kinds.items()}
        for kind, whole in kinds.items():
            counted = sum(found.kind == kind for found in ranges.values())
            chosen = levels[kind]
            black, white = (chosen.black, chosen.white) if chosen else (0.0, 255.0)
            notes.append(
                kept_ntext(
                    "{count} picture of {kind} has values from {low} to {high}: it was scaled, "
                    "{black} to black and {white} to white.",
                    "{count} pictures of {kind} have values from {low} to {high}: all of them were "
                    "scaled alike, {black} to black and {white} to white.",
                    counted,
                    count=counted,
                    kind=kind,
                    low=whole.low,
                    high=whole.high,
                    black=black,
                    white=white,
                )
            )
        for found in decode_all(replace(task, levels=levels), np.array(sorted(ranges)), count_cores()):
            hashes[found.rows], contrasts[found.rows] = found.hashes, found.contrasts
            damaged.update(found.damaged)
            several += found.several
            done += len(found.rows)
            on_progress(done, len(rows))
    return _Found(damaged, hashes, contrasts, tuple(notes), tuple(sorted(several)))


def _make_files(files: tuple[Path, ...], plan: Plan) -> tuple[int, ...]:
    """Makes a file for the images of each split; says where in it they begin."""
    needed = (len(plan.train) + len(plan.test)) * 3 * plan.size**2
    free = shutil.disk_usage(files[0].parent).free
    if needed > free:
        raise UserError(
            _(
                "the images need {needed} in {folder}, where {free} are free: make room there or set "
                "AAVAE_DATA to another folder."
            ).format(needed=format_bytes(needed), folder=data_dir(), free=format_bytes(free))
        )
    offsets = []
    for path, rows in zip(files, (plan.train, plan.test), strict=True):
        shape = (len(rows), 3, plan.size, plan.size)
        with path.open("wb") as file:
            np.lib.format.write_array_header_1_0(
                file, {"descr": "|u1", "fortran_order": False, "shape": shape}
            )
            offsets.append(file.tell())
            file.truncate(offsets[-1] + int(np.prod(shape)))
    return tuple(offsets)


def _drop_damaged(source: Source, plan: Plan, found: _Found, settings: ImportSettings, folder: Path) -> Plan:
    """The plan without the pictures that cannot be read, and the files of images without their places.

    Raises:
        UserError: there are too many of them, or one split has nothing else.
    """
    damaged = found.damaged
    total = len(plan.train) + len(plan.test)
    if not damaged:
        return plan
    first = next(iter(sorted(damaged)))
    example = f"{source.names[first]}: {show_text(damaged[first])}"
    if len(damaged) == total:
        raise UserError(
            _("none of the {total} pictures can be read ({example}): choose other files.").format(
                total=format_count(total), example=example
            )
        )
    if len(damaged) > MAX_DAMAGED * total and not settings.skip_damaged:
        raise UserError(
            _(
                "{count} of {total} pictures cannot be read ({example}): remove or replace them, "
                "or import the rest with --skip-damaged."
            ).format(count=format_count(len(damaged)), total=format_count(total), example=example)
        )
    kept = []
    for split, rows in zip(_SPLITS, (plan.train, plan.test), strict=True):
        keep = np.array([row not in damaged for row in rows.tolist()], bool)
        if not keep.any():
            what = (
                _("no training picture can be read ({example}): choose other files.")
                if split == "train"
                else _("no test picture can be read ({example}): choose other files.")
            )
            raise UserError(what.format(example=example))
        if not keep.all():
            _close_gaps(folder / f"{split}_images.npy", keep)
        kept.append(rows[keep])
    return replace(plan, train=kept[0], test=kept[1])


def _close_gaps(path: Path, keep: np.ndarray) -> None:
    whole = np.load(path, mmap_mode="r")
    shorter = path.with_suffix(".shorter")
    with shorter.open("wb") as file:
        shape = (int(keep.sum()), *whole.shape[1:])
        np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})
        for rows in np.array_split(np.flatnonzero(keep), len(whole) // 1_000 + 1):
            file.write(whole[rows].data)
    del whole  # Windows replaces no file that is mapped
    shorter.replace(path)


def _write_labels(source: Source, plan: Plan, found: _Found, name: str, origin: str, folder: Path) -> Meta:
    """Writes all but the images and the description, which is returned."""
    digest = SetDigest(source.class_names)
    num_labelled = []
    for split, rows in zip(_SPLITS, (plan.train, plan.test), strict=True):
        labels = plan.labels[rows]
        np.save(folder / f"{split}_labels.npy", labels)
        shape = (len(rows), 3, plan.size, plan.size)
        digest.add_split(shape, _read_parts(folder / f"{split}_images.npy", int(np.prod(shape))), labels)
        num_labelled.append(int((labels >= 0).sum()))
    notes = [*plan.notes, *found.notes]
    if source.folds is not None:
        places = np.full(len(source), -1, np.int64)
        places[plan.train] = np.arange(len(plan.train))
        folds = places[source.folds]
        if (folds < 0).any():
            notes.append(N_("The official folds name pictures that are not imported, so they are left out."))
        else:
            np.save(folder / disk.FOLDS_FILE, folds)
    is_complete = (num_labelled[0], num_labelled[1]) == (len(plan.train), len(plan.test))
    return Meta(
        name=name,
        title=make_title(name, len(plan.train)),
        class_names=source.class_names,
        num_train=len(plan.train),
        num_test=len(plan.test),
        size=(plan.size, plan.size),
        digest=digest.get_text(),
        source=origin,
        num_labelled=None if is_complete else (num_labelled[0], num_labelled[1]),
        known=source.known,
        notes=tuple(notes),
    )


def _write_names(source: Source, plan: Plan, folder: Path) -> None:
    """Keeps what the files were called, where the pictures were files."""
    if not isinstance(source.names, RowNames):
        train, test = (map(source.names.__getitem__, rows.tolist()) for rows in (plan.train, plan.test))
        write_file_names(train, test, folder)


def _read_parts(path: Path, count: int) -> Iterator[bytes]:
    """The last `count` bytes of a file: read, as a mapped file would count as this process's memory."""
    with path.open("rb") as file:
        file.seek(-count, 2)
        while part := file.read(_PART):
            yield part


def _report(source: Source, plan: Plan, found: _Found, meta: Meta, seconds: float) -> Report:
    splits = (plan.train, plan.test)
    names = tuple([str(source.names[row]) for row in rows.tolist()] for rows in splits)
    classes = count_classes(source, plan)
    flat = np.flatnonzero(np.concatenate([found.contrasts[rows] for rows in splits]) <= FLAT_CONTRAST)
    total = meta.num_train + meta.num_test
    return Report(
        form=source.form,
        recognised_by=source.recognised_by,
        notes=meta.notes,
        num_train=meta.num_train,
        num_test=meta.num_test,
        classes=classes,
        skipped=group_skipped(
            [*plan.skipped, *(Skipped(source.names[row], MORE_FRAMES) for row in found.several)]
        ),
        damaged=group_skipped(Skipped(source.names[row], reason) for row, reason in found.damaged.items()),
        duplicates=find_duplicates((found.hashes[plan.train], found.hashes[plan.test]), (names[0], names[1])),
        small_classes=tuple(name for name, *both in classes if sum(both) < FEW_PICTURES),
        flat=name_rows(
            kept_ntext("image is of nearly one colour", "images are of nearly one colour", len(flat)),
            flat,
            names[0] + names[1],
        ),
        seconds=seconds,
        pictures_per_second=total / seconds,
    )
