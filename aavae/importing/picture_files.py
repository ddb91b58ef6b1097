"""Pictures that are files of their own: which files are pictures, and their bytes."""

from collections.abc import Iterator, Sequence

from aavae.data.disk import find_reason
from aavae.importing.files import READ_ERRORS, FileEntry, Files
from aavae.importing.source import Content, Skipped, Unreadable
from aavae.kept_text import kept_text
from aavae.language import N_

MAX_BYTES = 64 * 2**20
"""The most that the file of one picture may have."""

ENDINGS = frozenset(
    {
        *(".png", ".apng"),
        *(".jpg", ".jpeg", ".jpe", ".jfif"),
        *(".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx"),
        *(".tif", ".tiff"),
        *(".bmp", ".dib"),
        *(".pbm", ".pgm", ".ppm", ".pnm", ".pfm"),
        *(".avif", ".gif", ".ico", ".pcx", ".qoi", ".tga", ".webp"),
    }
)
"""What names of pictures end with: formats in which people keep pictures and that Pillow decodes by itself
(`aavae.data.picture.list_formats`). What a file is, its content decides, when it is decoded."""

STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"RIFF", b"II*\0", b"MM\0*", b"GIF8")
"""The first bytes of the most common of them."""

ARCHIVE_ENDINGS = frozenset({".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar"})


class PictureFiles:
    """Reads pictures that are files of their own: a `Reader`."""

    def __init__(self, files: Files, entries: Sequence[FileEntry]) -> None:
        """Row i is the file `entries[i]`."""
        self._files = files
        self._entries = entries

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        """The bytes of some files; `Unreadable` for one that is empty, too large, damaged or gone."""
        for row in rows:
            yield self._read(self._entries[row])

    def _read(self, entry: FileEntry) -> Content:
        try:
            return self._files.read(entry, MAX_BYTES) or Unreadable(N_("the file is empty"))
        except READ_ERRORS as error:
            return Unreadable(find_reason(error))


def list_pictures(files: Files) -> tuple[list[FileEntry], list[FileEntry]]:
    """Divides the files by their endings: pictures, in the order of `files`, and all others."""
    pictures: list[FileEntry] = []
    others: list[FileEntry] = []
    for entry in files.entries:
        (pictures if entry.suffix in ENDINGS and entry.size >= 0 else others).append(entry)
    return pictures, others


def count_pictures(files: Files) -> int:
    """The number of files that are a picture by their ending."""
    return sum(entry.suffix in ENDINGS for entry in files.entries)


def explain_others(files: Files, others: Sequence[FileEntry]) -> list[Skipped]:
    """Why each of the files that are no pictures is left out."""
    return [Skipped(files.describe(entry), _explain_other(entry)) for entry in others]


def _explain_other(entry: FileEntry) -> str:
    if entry.size < 0:
        return N_("it is a link or no ordinary file")
    if entry.suffix in ARCHIVE_ENDINGS and len(entry.path) == 1:
        return N_("it is no zip or tar that can be read")
    if entry.suffix in ARCHIVE_ENDINGS:
        return N_("it is an archive inside of what was given: give it by itself")
    if not entry.suffix:
        return N_("its name has no ending")
    return kept_text("files that end with {suffix} are not read as pictures", suffix=entry.suffix)
