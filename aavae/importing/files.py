"""The files of folders, zips and tars as one list: found and checked, and not yet read.

Archives are read in memory, never extracted, and every size is checked before anything is unpacked, so a
hostile archive can neither write a file nor fill the memory. The forms of image sets see files alone, so a
zip of anything is as good as a folder of it.
"""

import os
import re
import shutil
import stat
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PureWindowsPath
from typing import IO, Any, BinaryIO, NamedTuple, Protocol

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.zip_members import ZipMember, read_member
from aavae.kept_text import kept_text
from aavae.language import N_, _

MAX_FILES = 5_000_000
_PLAIN_NAME = re.compile(r"[^/\\:\0][^\\:\0]*")
_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_COMPRESSED_TAR = re.compile(r"\.tar\b|\.t(gz|bz2?|xz)$", re.IGNORECASE)
_MAX_UNPACKED = 64 * 2**30
_MAX_TAR_HEADERS = 2**20
_PART = 2**20
_NOT_A_FILE, _FOLDER = -1, -2
_UNFIT_FOR_NAMES = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# RuntimeError: an encrypted entry, or one that needs a later version; ValueError: garbled names and numbers.
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What zipfile unpacks no further than it is asked to; bzip2 and LZMA it unpacks without a limit."""
_ZIP_ERRORS = (zipfile.BadZipFile, RuntimeError, ValueError, EOFError)
READ_ERRORS = (*_ZIP_ERRORS, tarfile.TarError, zlib.error, OSError)
"""What reading a file of a damaged or vanished container raises."""


class FileEntry(NamedTuple):
    """A file, not yet read.

    Attributes:
        path: its parts below what was given, beginning with the given path's own name without its ending:
            ("pets", "train", "cat", "1.png").
        size: in bytes, as the container states it; below 0 for what is no file with bytes of its own, such
            as a link in an archive.
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
        # As os.path.splitext says it, for names that do not begin with a dot, in a third of the time.
        stem, dot, ending = self.path[-1].rpartition(".")
        return (dot + ending).lower() if stem else ""


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

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        """Its files and, with the size `_FOLDER`, its folders: in an archive those that it names."""
        ...

    def read(self, entry: FileEntry) -> bytes: ...

    def get_local_path(self, entry: FileEntry) -> Path | None: ...

    def get_region(self, entry: FileEntry) -> Region | None: ...

    def unpack(self, entry: FileEntry, target: BinaryIO) -> None:
        """Writes a file that has no local path, a part at a time."""
        ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        """Links to folders are followed, each real folder once: by its own name if it lies in here, too."""
        top, seen = Path(os.path.abspath(self.path)), set[tuple[int, int]]()
        waiting: list[tuple[str, tuple[str, ...]]] = [(str(top), (top.name,))]
        links: list[tuple[str, tuple[str, ...]]] = []
        while waiting or links:
            folder, parts = waiting.pop() if waiting else links.pop(0)
            try:
                state = os.stat(folder)
                if (state.st_dev, state.st_ino) in seen:
                    continue
                seen.add((state.st_dev, state.st_ino))
                yield FileEntry(parts, _FOLDER, number, folder)
                with os.scandir(folder) as found:
                    children = sorted(found, key=lambda child: child.name)
            except OSError as error:
                raise UserError(
                    _("cannot read {folder}: {reason}.").format(folder=folder, reason=explain(error))
                ) from error
            folders = []
            for child in children:
                if is_junk(child.name):
                    continue
                entry = self._list_child(child, parts, number)
                if entry.size != _FOLDER:
                    yield entry
                elif child.is_symlink():
                    links.append((entry.key, entry.path))
                else:
                    folders.append((entry.key, entry.path))
            waiting.extend(reversed(folders))

    def _list_child(self, child: "os.DirEntry[str]", parts: tuple[str, ...], number: int) -> FileEntry:
        size = _NOT_A_FILE
        try:
            state = child.stat()
            if stat.S_ISDIR(state.st_mode):
                size = _FOLDER
            elif stat.S_ISREG(state.st_mode):
                size = state.st_size
        except OSError:  # a link to nowhere, or to itself
            pass
        return FileEntry((*parts, child.name), size, number, child.path)

    def read(self, entry: FileEntry) -> bytes:
        if entry.size < 0:
            raise OSError(N_("it is not a file"))
        with open(entry.key, "rb") as file:
            content = file.read(entry.size + 1)
        if len(content) != entry.size:
            raise OSError(N_("it has changed since it was listed"))
        return content

    def get_local_path(self, entry: FileEntry) -> Path | None:
        return Path(entry.key) if entry.size >= 0 else None

    def get_region(self, entry: FileEntry) -> Region | None:
        return Region(Path(entry.key), 0, entry.size) if entry.size >= 0 else None

    def unpack(self, entry: FileEntry, target: BinaryIO) -> None:
        raise OSError(N_("it is not a file"))


class _File:
    """A file that is given by itself, such as an .npz."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        yield FileEntry((self.path.name,), self.path.stat().st_size, number, str(self.path))

    read = _Folder.read
    get_local_path = _Folder.get_local_path
    get_region = _Folder.get_region
    unpack = _Folder.unpack


class _Archive:
    """What zips and tars share: nothing of them is kept open, as there can be more than files may be open."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _require_inside(self, name: str) -> tuple[str, ...]:
        """The parts of an entry's name.

        Raises:
            UserError: the name leads outside of the archive.
        """
        if _PLAIN_NAME.fullmatch(name) and ".." not in name:
            # As the rest would say it, in an eighth of the time.
            return tuple(sys.intern(part) for part in name.split("/") if part not in ("", "."))
        pure = PureWindowsPath(name)  # both separators, drives
        if pure.anchor or ".." in pure.parts:
            raise UserError(
                _("{path} has an entry that leads outside of it ({name!r}): not imported.").format(
                    path=self.path, name=name
                )
            )
        return pure.parts  # shared with other paths that have them, too: pathlib interns them

    def get_local_path(self, entry: FileEntry) -> Path | None:
        return None

    def get_region(self, entry: FileEntry) -> Region | None:
        return None

    def _read_parts(self, entry: FileEntry, size: int) -> Iterator[bytes]:
        raise NotImplementedError

    def read(self, entry: FileEntry) -> bytes:
        return b"".join(self._read_parts(entry, entry.size))

    def unpack(self, entry: FileEntry, target: BinaryIO) -> None:
        for part in self._read_parts(entry, _PART):
            target.write(part)


class _Zip(_Archive):
    def list_entries(self, number: int) -> Iterator[FileEntry]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                infos = archive.infolist()
            # Files that share their bytes: a small zip could unpack without end.
            if sum(info.compress_size for info in infos) > self.path.stat().st_size:
                raise zipfile.BadZipFile("files overlap")
        except _ZIP_ERRORS as error:
            raise UserError(
                _("{path} is a truncated or damaged zip: copy or download it again.").format(path=self.path)
            ) from error
        stem = re.sub(r"\.zip$", "", self.path.name, flags=re.IGNORECASE)
        for info in infos:
            parts = self._require_inside(info.filename)
            if not parts or any(is_junk(part) for part in parts):
                continue
            if info.is_dir():
                yield FileEntry((stem, *parts), _FOLDER, number, None)
                continue
            if info.flag_bits & 1:
                raise UserError(
                    _("{path} is encrypted: unpack it with its password first.").format(path=self.path)
                )
            if info.compress_type not in _BOUNDED:
                raise UserError(
                    _(
                        "{path} has a compression that is not supported: unpack it, or pack it as an "
                        "ordinary zip (Deflate)."
                    ).format(path=self.path)
                )
            size = _NOT_A_FILE if stat.S_ISLNK(info.external_attr >> 16) else info.file_size
            yield FileEntry((stem, *parts), size, number, ZipMember.from_info(info))

    def _read_parts(self, entry: FileEntry, size: int) -> Iterator[bytes]:
        if entry.size < 0:
            raise OSError(N_("it is a link"))
        return read_member(self.path, entry.key, size)


class _Tar(_Archive):
    """A tar that is not compressed as a whole: its members are read where they lie."""

    def __init__(self, path: Path, plain: Path) -> None:
        super().__init__(path)
        self._plain = plain

    def list_entries(self, number: int) -> Iterator[FileEntry]:
        stem = _COMPRESSED_TAR.split(self.path.name)[0]
        try:
            with self._plain.open("rb") as file:
                headers = _TarHeaders(file)
                archive = tarfile.TarFile(fileobj=headers)  # pyright: ignore[reportArgumentType]
                while (member := archive.next()) is not None:
                    archive.members.clear()  # pyright: ignore[reportAttributeAccessIssue]
                    headers.start_member()
                    parts = self._require_inside(member.name)
                    if not parts or any(is_junk(part) for part in parts):
                        continue
                    if member.isdir():
                        yield FileEntry((stem, *parts), _FOLDER, number, member.offset)
                        continue
                    # A sparse member's content is not what lies at its place; links have none.
                    has_bytes = member.isreg() and not member.issparse()
                    size = member.size if has_bytes else _NOT_A_FILE
                    yield FileEntry((stem, *parts), size, number, member.offset_data)
                # To tarfile a damaged header is the end of the archive; the end is a block of zeros.
                file.seek(archive.offset)
                if file.read(512).strip(b"\0"):
                    raise tarfile.ReadError("damaged header")
        except (tarfile.TarError, ValueError, EOFError) as error:
            raise UserError(
                _("{path} is a truncated or damaged tar: copy or download it again.").format(path=self.path)
            ) from error

    def _read_parts(self, entry: FileEntry, size: int) -> Iterator[bytes]:
        if entry.size < 0:
            raise OSError(N_("it is a link, or stored with gaps"))
        with self._plain.open("rb", buffering=0) as file:
            file.seek(entry.key)
            yield from _read_exactly(file, entry.size, size)

    def get_region(self, entry: FileEntry) -> Region | None:
        if self._plain.stat().st_size < entry.key + entry.size:
            raise EOFError(N_("the archive ends before it"))
        return Region(self._plain, entry.key, entry.size)


def _read_exactly(file: IO[bytes], total: int, size: int) -> Iterator[bytes]:
    """The next `total` bytes, at most `size` at a time."""
    while total:
        if not (part := file.read(min(size, total))):
            raise EOFError(N_("it ends before its stated size"))
        total -= len(part)
        yield part


class _TarHeaders:
    """A tar for reading headers alone: each member's, long names and tables of gaps included, are limited."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MAX_TAR_HEADERS
        self.seek, self.tell = file.seek, file.tell

    def start_member(self) -> None:
        self._left = _MAX_TAR_HEADERS

    def read(self, size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise tarfile.ReadError("a header is too long")
        return self._file.read(size)


class Files:
    """All files of the given paths: those of a folder by name, those of an archive as they lie in it.

    It can be pickled, and reads in any process.

    Attributes:
        paths: as given.
        workspace: a folder for what has to be unpacked.
        entries: every file but hidden ones and what macOS adds; a size below 0 is no regular file.
        empty_folders: folders with nothing in them, not even in a folder below: the parts of their paths, as
            in `FileEntry.path`.
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
            raise UserError(_("nothing to import: give at least one folder, archive or file."))
        self.paths = tuple(paths)
        self.workspace = workspace
        self._containers = [_open_container(path, workspace) for path in paths]
        self._num_listed = 0
        listed = [entry for number in range(len(paths)) for entry in self._list_container(number)]
        folders = [entry.path for entry in listed if entry.size == _FOLDER]
        self.entries = tuple(entry for entry in listed if entry.size != _FOLDER)
        self.empty_folders = _find_empty(folders, self.entries)

    def _list_container(self, number: int) -> Iterator[FileEntry]:
        container = self._containers[number]
        try:
            for entry in container.list_entries(number):
                self._num_listed += 1
                if self._num_listed > MAX_FILES:
                    raise UserError(
                        _("{path} has more than {max_files} files: give a part of it.").format(
                            path=container.path, max_files=format_count(MAX_FILES)
                        )
                    )
                _require_printable(entry)
                yield entry
        except OSError as error:
            raise UserError(
                _("cannot read {path}: {reason}.").format(path=container.path, reason=explain(error))
            ) from error

    def describe(self, entry: FileEntry) -> str:
        """Where a file is, for people: its path, or its name "in" its archive."""
        container = self._containers[entry.container]
        if isinstance(container, _Archive):
            return f"{entry.name} in {container.path}"
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
            raise ValueError(_describe_size(entry, limit))
        return self._containers[entry.container].read(entry)

    def find_path(self, entry: FileEntry, limit: int) -> Path:
        """Where a file lies by itself on this disk; unpacked into the workspace if it is in an archive.

        Raises:
            ValueError: it would have to be unpacked and has more than `limit` bytes.
            OSError: or another of `READ_ERRORS`: it is damaged or gone, or there is no room for it.
        """
        container = self._containers[entry.container]
        if (path := container.get_local_path(entry)) is not None:
            return path
        if entry.size > limit:
            raise ValueError(_describe_size(entry, limit))
        unpacked = self.workspace / f"{entry.container}-{hash(entry.key):x}{entry.suffix}"
        if not unpacked.exists():
            with tempfile.TemporaryDirectory(dir=self.workspace) as folder:
                with (part := Path(folder, "part")).open("wb") as target:
                    container.unpack(entry, target)
                part.rename(unpacked)
        return unpacked

    def list_archive(self, entry: FileEntry) -> Iterator[FileEntry]:
        """The files of an archive that itself lies in one of the given folders, below its own name there.

        Raises:
            UserError: it lies in an archive itself, is none, is damaged, or has a file outside of it.
        """
        path = self._containers[entry.container].get_local_path(entry)
        if path is None:
            raise UserError(
                _("{file} is an archive in an archive: unpack the outer one.").format(
                    file=self.describe(entry)
                )
            )
        container, number = _open_container(path, self.workspace), len(self._containers)
        if not isinstance(container, _Archive):
            raise UserError(
                _("{path} is a truncated or damaged archive: copy or download it again.").format(path=path)
            )
        self._containers.append(container)
        for found in self._list_container(number):
            if found.size == _FOLDER:
                continue
            yield found._replace(path=(*entry.path[:-1], *found.path))

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


def _describe_size(entry: FileEntry, limit: int) -> str:
    return kept_text("the file is too large: {size} bytes, at most {limit}", size=entry.size, limit=limit)


def is_junk(name: str) -> bool:
    """Whether a file or folder is hidden, or what macOS, Windows or Jupyter leave behind."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def is_printable(name: str) -> bool:
    """Whether a name is fit for terminals and pages: whole, and with nothing in it that controls these."""
    return _UNFIT_FOR_NAMES.search(name) is None


def _open_container(path: Path, workspace: Path) -> _Container:
    try:
        if path.is_dir():
            return _Folder(path)
        if not path.exists():
            raise UserError(_("{path} does not exist: check the path.").format(path=path))
        if not path.is_file():
            raise UserError(_("{path} is neither a file nor a folder.").format(path=path))
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        raise UserError(
            _("cannot read {path}: {reason}.").format(path=path, reason=explain(error))
        ) from error
    # An .npz is a zip, too, but it is one file of arrays.
    if start.startswith(b"PK") and path.suffix.lower() != ".npz":
        return _Zip(path)
    if start[257:262] == b"ustar" or path.suffix.lower() == ".tar":
        return _Tar(path, path)
    if start.startswith(_COMPRESSED) and _COMPRESSED_TAR.search(path.name):
        return _Tar(path, _unpack(path, workspace))
    return _File(path)


def _unpack(path: Path, workspace: Path) -> Path:
    """A compressed tar as a plain one: only that can be read at any place, and by several processes."""
    import bz2
    import gzip
    import lzma

    with path.open("rb") as file:
        start = file.read(6)
    openers = zip(_COMPRESSED, (gzip.open, bz2.open, lzma.open), strict=True)
    opener = next(opener for magic, opener in openers if start.startswith(magic))
    limit, written = min(_MAX_UNPACKED, shutil.disk_usage(workspace).free), 0
    with tempfile.NamedTemporaryFile(dir=workspace, suffix=".tar", delete=False) as target:
        try:
            with opener(path, "rb") as source:
                while part := source.read(2**20):
                    written += len(part)
                    if written > limit:
                        raise UserError(
                            _("{path} unpacks to more than there is room for: free some space.").format(
                                path=path
                            )
                        )
                    target.write(part)
        except (EOFError, zlib.error, lzma.LZMAError, OSError) as error:
            raise UserError(
                _("{path} cannot be unpacked ({reason}): copy or download it again.").format(
                    path=path, reason=explain(error)
                )
            ) from error
    return Path(target.name)


def _find_empty(
    folders: Sequence[tuple[str, ...]], entries: Sequence[FileEntry]
) -> tuple[tuple[str, ...], ...]:
    """The folders that no file and no other folder lies in."""
    filled = {entry.path[:-1] for entry in entries}
    filled.update([folder[:-1] for folder in folders])
    filled.update([folder[:end] for folder in list(filled) for end in range(1, len(folder))])
    return tuple(sorted(set(folders) - filled))


def _require_printable(entry: FileEntry) -> None:
    if not is_printable("/".join(entry.path)):
        raise UserError(
            _("{name!r} has control characters in its name: rename it.").format(name="/".join(entry.path))
        )
