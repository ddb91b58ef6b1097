"""Image sets on disk: one folder a set, replaced as a whole or not at all.

`<folder>/<name>/` holds `train_images.npy`, `train_labels.npy`, `test_images.npy`, `test_labels.npy`,
`meta.json`, `train_folds.npy` where the set has official folds, and `names.jsonl.gz` where its images were
files (see `file_names`). A new version is complete in a hidden folder before it takes the place of the old
one. Between those two renames the old version is `.<name>.old`; a process killed there leaves no `<name>`,
and `recover` gives the old version its name back.
"""

import contextlib
import hashlib
import os
import platform
import secrets
import shutil
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

from aavae.data.image_set import Dataset, ImageSet
from aavae.data.meta import Meta, describe, read_meta, write_meta
from aavae.data.title import read_title
from aavae.errors import UserError
from aavae.kept_text import KeptText, show_text
from aavae.language import _
from aavae.permissions import check_allowed, check_replaceable, read_owner, write_owner

META_FILE = "meta.json"
FOLDS_FILE = "train_folds.npy"
_OLD = ".old"
_NEW = ".new-"
_ABANDONED_SECONDS = 24 * 3600


def find_sets(folder: Path) -> dict[str, Path]:
    """The image sets in `folder` by name, damaged ones included."""
    recover(folder)
    try:
        names = sorted(os.listdir(folder))
    except OSError:  # there is none, or it cannot be read
        return {}
    return {name: folder / name for name in names if name[0] != "." and os.path.isdir(folder / name)}


def read_set(path: Path) -> Dataset:
    """Opens the image set in the folder `path`.

    The images are mapped: all processes of this machine share one copy, which the system keeps in memory or
    drops as it sees fit. What is written to them stays in the process, as `torch.from_numpy` wants it. A set
    that is replaced meanwhile stays as it was for who has opened it; Windows replaces none that is open.

    Raises:
        UserError: if a file is missing, truncated or does not match the description.
    """
    meta = read_checked_meta(path)
    try:
        train, test = (_read_split(path, split, meta) for split in ("train", "test"))
        folds = _read_folds(path, train)
        if read_meta(path / META_FILE) != meta:
            return read_set(path)  # replaced while it was being read
    except (OSError, ValueError, EOFError) as error:
        raise _unusable(path, error) from error
    title = read_title(meta.title, meta.name, meta.num_train)
    return Dataset(meta.name, title, train, test, meta.digest, folds)


def read_checked_meta(path: Path) -> Meta:
    """Reads the description of the set in `path` and checks its files' shapes, reading no image.

    Raises:
        UserError: if a file is missing, truncated or does not match the description.
    """
    try:
        meta = read_meta(path / META_FILE)
        if meta.name != path.name:
            raise ValueError(_("its description is that of {name!r}").format(name=meta.name))
        for split, count in (("train", meta.num_train), ("test", meta.num_test)):
            _require_shape(path / f"{split}_images.npy", (count, 3, *meta.size))
            _require_shape(path / f"{split}_labels.npy", (count,))
    except (OSError, ValueError, EOFError) as error:
        raise _unusable(path, error) from error
    return meta


def write_set(folder: Path, dataset: Dataset, source: str) -> None:
    """Writes `dataset` as `folder / dataset.name`, in place of the version that was there.

    Args:
        folder: the folder of all image sets; made if missing.
        dataset: what to write.
        source: where it came from, in words.

    Raises:
        UserError: if it cannot be written; the version that was there before is unchanged.
    """
    with open_workspace(folder, dataset.name) as fresh:
        try:
            _write_files(fresh, dataset, source)
        except OSError as error:
            raise explain_unwritable(folder, error) from error
        swap_in(fresh, folder / dataset.name)


def remove_set(folder: Path, name: str) -> None:
    """Removes an image set: all of it, or nothing.

    Raises:
        UserError: there is none of that name, it is somebody else's, or it cannot be removed.
    """
    if name not in find_sets(folder):
        raise UserError(
            _("there is no imported image set {name!r}: `python -m aavae data` lists them.").format(name=name)
        )
    check_allowed("delete images", read_owner(folder / name))
    with open_workspace(folder, name) as workspace:
        try:
            (folder / name).rename(workspace / name)
        except OSError as error:
            raise UserError(
                _("the image set {name!r} cannot be removed ({reason}).").format(
                    name=name, reason=explain(error)
                )
            ) from error


@contextlib.contextmanager
def open_workspace(folder: Path, name: str) -> Iterator[Path]:
    """Makes an empty hidden folder beside the image set `name`, and removes it afterwards.

    Raises:
        UserError: if it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        recover(folder)
        _remove_abandoned(folder)
        workspace = folder / f".{name}{_NEW}{secrets.token_hex(4)}-{_describe_owner(os.getpid())}"
        workspace.mkdir()
    except OSError as error:
        raise explain_unwritable(folder, error) from error
    try:
        yield workspace
    finally:
        _remove(workspace)


def recover(folder: Path) -> None:
    """Gives every set whose replacement was cut short its old version back."""
    # Read-only folders cannot be repaired, and another process may have been faster.
    with contextlib.suppress(OSError):
        for old in list(folder.glob(f".*{_OLD}")):
            target = folder / old.name.removeprefix(".").removesuffix(_OLD)
            if not target.exists():
                with contextlib.suppress(OSError):
                    old.rename(target)


def explain(error: object) -> str:
    """The reason that an exception, or its text, gives, for the reader: one line without its full stop."""
    return show_text(find_reason(error))


def find_reason(error: object) -> str:
    """The reason that an exception, or its text, gives, to be kept: as `explain`, for `show_text`."""
    if isinstance(error, Exception) and error.args and isinstance(error.args[-1], KeptText):
        return error.args[-1]
    text = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return text.splitlines()[0].rstrip(".")


def _read_split(path: Path, split: str, meta: Meta) -> ImageSet:
    # As a plain array: a view of a numpy.memmap is one, too, and slow to make.
    images = np.asarray(np.load(path / f"{split}_images.npy", mmap_mode="c", allow_pickle=False))
    labels = np.load(path / f"{split}_labels.npy", allow_pickle=False)
    return ImageSet(images, labels, meta.class_names)


def _read_folds(path: Path, train: ImageSet) -> np.ndarray | None:
    if not (path / FOLDS_FILE).exists():
        return None
    folds = np.load(path / FOLDS_FILE, allow_pickle=False)
    if folds.dtype != np.int64 or folds.ndim != 2 or not folds.size:
        raise ValueError(_("the folds are {dtype} {shape}").format(dtype=folds.dtype, shape=folds.shape))
    if not 0 <= folds.min() <= folds.max() < train.num_labelled:
        raise ValueError(_("the folds name images that are not there, or have no label"))
    return folds


def read_folds_digest(path: Path) -> str:
    """SHA-256 of the official folds of the set in `path`, as hexadecimal text; empty where it has none.

    The digest of the set itself is of images and labels alone: most results do not depend on folds.
    """
    try:
        return hashlib.sha256((path / FOLDS_FILE).read_bytes()).hexdigest()
    except OSError:  # there is none, or it cannot be read, which `read_set` says
        return ""


def _require_shape(path: Path, shape: tuple[int, ...]) -> None:
    # Mapping compares the file's length with its header.
    found = np.load(path, mmap_mode="r", allow_pickle=False).shape
    if found != shape:
        raise ValueError(
            _("{name} has the shape {found}, not {expected}").format(
                name=path.name, found=found, expected=shape
            )
        )


def _unusable(path: Path, error: Exception) -> UserError:
    return UserError(
        _(
            "the image set {name!r} in {folder} is damaged ({reason}): import it again with `python "
            "-m aavae data import PATH...`."
        ).format(name=path.name, folder=path.parent, reason=explain(error))
    )


def explain_unwritable(folder: Path, error: OSError) -> UserError:
    """What to tell when an image set cannot be written to `folder`."""
    return UserError(
        _(
            "cannot write an image set to {folder} ({reason}): free some space there or set "
            "AAVAE_DATA to another folder; what was there before is unchanged."
        ).format(folder=folder, reason=explain(error))
    )


def _write_files(folder: Path, dataset: Dataset, source: str) -> None:
    for split, image_set in (("train", dataset.train), ("test", dataset.test)):
        for kind, array in (("images", image_set.images), ("labels", image_set.labels)):
            np.save(folder / f"{split}_{kind}.npy", array, allow_pickle=False)
    if dataset.folds is not None:
        np.save(folder / FOLDS_FILE, dataset.folds, allow_pickle=False)
    write_meta(describe(dataset, source), folder / META_FILE)


def swap_in(fresh: Path, target: Path) -> None:
    """Puts a folder that holds a complete image set in the place of the one that is there.

    Raises:
        UserError: if that cannot be done, or it is somebody else's; the set that was there is unchanged.
    """
    check_replaceable(target)
    try:
        write_owner(fresh)
        # What is renamed must be whole even if the machine stops right after.
        for path in fresh.iterdir():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        _swap_in(fresh, target)
    except OSError as error:
        raise explain_unwritable(target.parent, error) from error


def _swap_in(fresh: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}{_OLD}")
    if target.exists():
        _remove(old)
    for attempts_left in (2, 1, 0):
        try:
            if target.exists():
                target.rename(old)
            fresh.rename(target)
            break
        except OSError:
            # A reader may have recovered the old version between the two renames.
            recover(target.parent)
            if not attempts_left:
                raise
    _remove(old)


def _remove_abandoned(folder: Path) -> None:
    """Removes what killed imports left."""
    for path in list(folder.glob(f".*{_NEW}*")):
        with contextlib.suppress(OSError):  # removed by another import
            if not _has_owner(path):
                _remove(path)


def _describe_owner(pid: int) -> str:
    """A process of this machine, and none that gets its number later; 0 seconds if none has that number."""
    node = zlib.crc32(platform.node().encode())
    try:
        return f"{node:08x}-{pid}-{psutil.Process(pid).create_time():.0f}"
    except psutil.Error:
        return f"{node:08x}-{pid}-0"


def _has_owner(workspace: Path) -> bool:
    """Whether the import that made a workspace, and is told by its name, may still run."""
    owner = workspace.name.split(_NEW)[1].partition("-")[2]
    node, __, process = owner.partition("-")
    pid = process.partition("-")[0]
    current = _describe_owner(int(pid)) if pid.isdigit() else ""
    if current.startswith(f"{node}-"):
        return owner == current
    # On a disk that machines share, nobody knows.
    return time.time() - workspace.stat().st_mtime < _ABANDONED_SECONDS


def _remove(path: Path) -> None:
    """Removes a folder, a file or a link; a leftover is no reason to fail."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
