"""What files of pictures look like from outside: their endings, and their first bytes."""

from aavae.importing.files import Files

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".gif"})
"""Endings of files that hold a picture, in small letters."""

PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"RIFF", b"II*\0", b"MM\0*", b"GIF8")
"""The first bytes of such files."""


def count_picture_files(files: Files) -> int:
    """The number of files that are a picture by their ending."""
    return sum(entry.suffix in PICTURE_SUFFIXES for entry in files.entries)
