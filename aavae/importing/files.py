"""The files of folders, zips and tars as one list: found and checked, and not yet read.

Archives are read in memory, never extracted, and every size is checked before anything is unpacked, so a
hostile archive can neither write a file nor fill the memory. The forms of image sets see files alone, so a
zip of anything is as good as a folder of it.
"""

import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PureWindowsPath
from typing import Any, NamedTuple, Protocol

from aavae.data.disk import explain
from aavae.errors import UserError

MAX_FILES = 5_000_000
_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_MAX_UNPACKED = 64 * 2**30
# RuntimeError: an encrypted entry, or one that needs a later version; ValueError: garbled names and numbers.
_ZIP_ERRORS = (zipfile.BadZipFile, RuntimeError, ValueError, EOFError)
READ_ERRORS = (*_ZIP_ERRORS, tarfile.TarError, zlib.error, OSError)
"""What reading a file of a damaged or vanished container raises."""


class FileEntry(NamedTuple):
    """A file, not yet read.

    Attributes:
        path: its parts below what was given, beginning with the given path's own name without its ending:
            ("pets", "train", "cat", "1.png").
        size: in bytes, as the container states it.
        container: which of the given paths it lies in.
        key: how the container finds it.
    """

    path: tuple[str, ...]
    size: int
    container: int
    key: Any

    @property
    def name(self) -> str:
        """The parts below the given path, with slashes: "train/cat/1.png"."""
        return "/".join(self.path[1:]) or self.path[0]

    @property
    def suffix(self) -> str:
        """Its ending with its dot, in small letters: ".png"."""
        return PureWindowsPath(self.path[-1]).suffix.lower()


class Region(NamedTuple):
    """Where the bytes of a file lie on this disk, as they are.

    Attributes:
        path: the file itself, or a plain tar that it is in.
        offset: at which byte of that it begins.
        size: its bytes.
    """

    path: Path
    offset: int
    size: int


class _Container(Protocol):
    """A folder or an archive. It can be pickled; an open file is opened again."""

    path: Path

    def list_entries(self, number: int) -> Iterator[FileEntry]: ...

    def read(self, entry: FileEntry) -> bytes: ...

    def get_local_path(self, entry: FileEntry) -> Path | None: ...

    def get_region(self, entry: FileEntry) -> Region | None: ...

    def write_to(self, entry: FileEntry, target: Path) -> None: ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        """Links to folders are followed, each real folder once."""
        top, seen = self.path.resolve(), set[tuple[int, int]]()
        waiting: list[tuple[Path, tuple[str, ...]]] = [(top, (top.name,))]
        while waiting:
            folder, parts = waiting.pop()
            try:
                state = folder.stat()
                if (state.st_dev, state.st_ino) in seen:
                    continue
                seen.add((state.st_dev, state.st_ino))
                with os.scandir(folder) as found:
                    children = sorted(found, key=lambda child: child.name)
                for child in children:
                    if is_junk(child.name):
                        continue
                    if child.is_dir():
                        waiting.append((Path(child.path), (*parts, child.name)))
                    else:
                        yield self._list_file(child, parts, number)
            except OSError as error:
                raise UserError(f"cannot read {folder}: {explain(error)}.") from error

    def _list_file(self, child: "os.DirEntry[str]", parts: tuple[str, ...], number: int) -> FileEntry:
        try:
            state = child.stat()
            size = state.st_size if stat.S_ISREG(state.st_mode) else -1
        except OSError:  # a link to nowhere
            size = -1
        return FileEntry((*parts, child.name), size, number, child.path)

    def read(self, entry: FileEntry) -> bytes:
        if entry.size < 0:
            raise OSError("it is not a file")
        with open(entry.key, "rb") as file:
            content = file.read(entry.size + 1)
        if len(content) != entry.size:
            raise OSError("it has changed since it was listed")
        return content

    def get_local_path(self, entry: FileEntry) -> Path | None:
        return Path(entry.key) if entry.size >= 0 else None

    def get_region(self, entry: FileEntry) -> Region | None:
        return Region(Path(entry.key), 0, entry.size) if entry.size >= 0 else None

    def write_to(self, entry: FileEntry, target: Path) -> None:
        target.write_bytes(self.read(entry))


class _File:
    """A file that is given by itself, such as an .npz."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        yield FileEntry((self.path.name,), self.path.stat().st_size, number, str(self.path))

    read = _Folder.read
    get_local_path = _Folder.get_local_path
    get_region = _Folder.get_region
    write_to = _Folder.write_to


class _Archive:
    """What zips and tars share: they are opened late, and again in another process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: Any = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": None}

    def _require_inside(self, name: str) -> tuple[str, ...]:
        """The parts of an entry's name.

        Raises:
            UserError: the name leads outside of the archive.
        """
        pure = PureWindowsPath(name)  # both separators, drives
        if pure.anchor or ".." in pure.parts:
            raise UserError(f"{self.path} has an entry that leads outside of it ({name!r}): not imported.")
        return pure.parts

    def get_local_path(self, entry: FileEntry) -> Path | None:
        return None

    def get_region(self, entry: FileEntry) -> Region | None:
        return None


class _Zip(_Archive):
    def _open(self) -> zipfile.ZipFile:
        if self._opened is None:
            self._opened = zipfile.ZipFile(self.path)
        return self._opened

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        try:
            infos = self._open().infolist()
        except _ZIP_ERRORS as error:
            raise UserError(
                f"{self.path} is a truncated or damaged zip: copy or download it again."
            ) from error
        stem = self.path.name.removesuffix(".zip")
        for position, info in enumerate(infos):
            parts = self._require_inside(info.filename)
            if parts and not info.is_dir() and not any(is_junk(part) for part in parts):
                yield FileEntry((stem, *parts), info.file_size, number, position)

    def read(self, entry: FileEntry) -> bytes:
        return self._open().read(self._find_info(entry))

    def write_to(self, entry: FileEntry, target: Path) -> None:
        with self._open().open(self._find_info(entry)) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, 2**20)

    def _find_info(self, entry: FileEntry) -> zipfile.ZipInfo:
        info = self._open().infolist()[entry.key]
        # zipfile stops at the stated size; but it unpacks bzip2 and LZMA without a limit.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("its compression is not supported")
        return info


class _Tar(_Archive):
    """A tar that is not compressed as a whole: its members are read where they lie."""

    def __init__(self, path: Path, plain: Path) -> None:
        super().__init__(path)
        self._plain = plain

    def __del__(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        stem = self.path.name.split(".tar")[0].removesuffix(".tgz")
        try:
            with tarfile.open(self._plain, "r:") as archive:
                for member in archive:
                    parts = self._require_inside(member.name)
                    # A sparse member's content is not what lies at its place; links are left out, too.
                    is_file = member.isreg() and not member.issparse()
                    if is_file and parts and not any(is_junk(part) for part in parts):
                        yield FileEntry((stem, *parts), member.size, number, member.offset_data)
        except (tarfile.TarError, ValueError, EOFError) as error:
            raise UserError(
                f"{self.path} is a truncated or damaged tar: copy or download it again."
            ) from error

    def read(self, entry: FileEntry) -> bytes:
        if self._opened is None:
            self._opened = self._plain.open("rb")
        self._opened.seek(entry.key)
        content = self._opened.read(entry.size)
        if len(content) != entry.size:
            raise EOFError("the archive ends before it")
        return content

    def get_region(self, entry: FileEntry) -> Region | None:
        if self._plain.stat().st_size < entry.key + entry.size:
            raise EOFError("the archive ends before it")
        return Region(self._plain, entry.key, entry.size)

    def write_to(self, entry: FileEntry, target: Path) -> None:
        target.write_bytes(self.read(entry))


class Files:
    """All files of the given paths, in order of path. It can be pickled, and reads in any process.

    Attributes:
        paths: as given.
        workspace: where forms unpack what they must; removed by who made it.
        entries: every file but hidden ones and what macOS adds; a size below 0 is no regular file.
    """

    def __init__(self, paths: Sequence[Path], workspace: Path) -> None:
        """Lists the files.

        Args:
            paths: folders, zips, tars (also compressed ones) or files of other kinds.
            workspace: an empty folder, for what has to be unpacked; the caller removes it.

        Raises:
            UserError: a path is missing, unreadable, damaged, or has too many files or one outside of it.
        """
        if not paths:
            raise UserError("nothing to import: give at least one folder, archive or file.")
        self.paths = tuple(paths)
        self.workspace = workspace
        self._containers = [_open_container(path, workspace) for path in paths]
        entries: list[FileEntry] = []
        for number, container in enumerate(self._containers):
            try:
                for entry in container.list_entries(number):
                    entries.append(entry)
                    if len(entries) > MAX_FILES:
                        raise UserError(
                            f"{container.path} has more than {MAX_FILES:,} files: give a part of it."
                        )
                    _require_printable(entry)
            except OSError as error:
                raise UserError(f"cannot read {container.path}: {explain(error)}.") from error
        self.entries = tuple(entries)

    def describe(self, entry: FileEntry) -> str:
        """Where a file is, for people: its path, or its name "in" its archive."""
        container = self._containers[entry.container]
        if isinstance(container, _Archive):
            return f"{'/'.join(entry.path[1:])} in {container.path}"
        return str(entry.key)

    def read(self, entry: FileEntry, limit: int) -> bytes:
        """The bytes of a file.

        Args:
            entry: which.
            limit: the most bytes that it may have.

        Raises:
            ValueError: it has more.
            OSError: or another of `READ_ERRORS`: it is damaged or gone.
        """
        if entry.size > limit:
            raise ValueError(f"the file is too large: {entry.size:,} bytes, at most {limit:,}")
        return self._containers[entry.container].read(entry)

    def find_path(self, entry: FileEntry, limit: int) -> Path:
        """Where a file lies by itself on this disk; unpacked into the workspace if it is in an archive.

        Raises:
            ValueError: it would have to be unpacked and has more than `limit` bytes.
            OSError: or another of `READ_ERRORS`: it is damaged or gone.
        """
        container = self._containers[entry.container]
        if (path := container.get_local_path(entry)) is not None:
            return path
        if entry.size > limit:
            raise ValueError(f"the file is too large: {entry.size:,} bytes, at most {limit:,}")
        unpacked = self.workspace / f"{entry.container}-{entry.key}{entry.suffix}"
        if not unpacked.exists():
            partial = unpacked.with_name(f"{unpacked.name}.part")
            container.write_to(entry, partial)
            partial.replace(unpacked)
        return unpacked

    def find_region(self, entry: FileEntry, limit: int) -> Region:
        """Where the bytes of a file lie on this disk: in a plain tar they need not be unpacked.

        Raises:
            ValueError: it would have to be unpacked and has more than `limit` bytes.
            OSError: or another of `READ_ERRORS`: it is damaged or gone.
        """
        if (region := self._containers[entry.container].get_region(entry)) is not None:
            return region
        path = self.find_path(entry, limit)
        return Region(path, 0, path.stat().st_size)


def is_junk(name: str) -> bool:
    """Whether a file or folder is hidden, or what macOS, Windows or Jupyter leave behind."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def _open_container(path: Path, workspace: Path) -> _Container:
    try:
        if path.is_dir():
            return _Folder(path)
        if not path.exists():
            raise UserError(f"{path} does not exist: check the path.")
        if not path.is_file():
            raise UserError(f"{path} is neither a file nor a folder.")
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise UserError(f"cannot read {path}: {explain(error)}.") from error
    # An .npz is a zip, too, but it is one file of arrays.
    if start.startswith(b"PK") and path.suffix.lower() != ".npz":
        return _Zip(path)
    if start[257:262] == b"ustar":
        return _Tar(path, path)
    if (start.startswith(_COMPRESSED) and ".tar" in path.name.lower()) or path.suffix.lower() == ".tgz":
        return _Tar(path, _unpack(path, workspace))
    return _File(path)


def _unpack(path: Path, workspace: Path) -> Path:
    """A compressed tar as a plain one: only that can be read at any place, and by several processes."""
    import bz2
    import gzip
    import lzma

    with tempfile.NamedTemporaryFile(dir=workspace, suffix=".tar", delete=False) as target:
        try:
            with path.open("rb") as file:
                start = file.read(6)
            opener = next(
                opener
                for magic, opener in zip(_COMPRESSED, (gzip.open, bz2.open, lzma.open), strict=True)
                if start.startswith(magic)
            )
            with opener(path, "rb") as source:
                limit = min(_MAX_UNPACKED, shutil.disk_usage(workspace).free)
                written = 0
                while part := source.read(2**20):
                    written += len(part)
                    if written > limit:
                        raise UserError(f"{path} unpacks to more than there is room for: free some space.")
                    target.write(part)
        except (StopIteration, EOFError, zlib.error, lzma.LZMAError, OSError) as error:
            raise UserError(
                f"{path} cannot be unpacked ({explain(error)}): copy or download it again."
            ) from error
    return Path(target.name)


def _require_printable(entry: FileEntry) -> None:
    """Names reach terminals and pages, so they may hold no control characters."""
    if not "".join(entry.path).isprintable():
        raise UserError(f"{'/'.join(entry.path)!r} has control characters in its name: rename it.")
