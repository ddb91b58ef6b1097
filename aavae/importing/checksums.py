"""Whether a known set's files are the official ones, byte for byte."""

import dataclasses
import hashlib

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.importing.known import KNOWN_SETS
from aavae.importing.source import Checksum, Source
from aavae.kept_text import kept_text
from aavae.language import _

_PART = 2**20


def confirm_known(source: Source) -> Source:
    """Computes the checksums of a source that calls itself a known set; any other stays as it is.

    Every byte of the official files is read: 2.8 GB for STL-10, some seconds; call it once an import.

    Returns:
        The source without checksums; if one of them differs, it is no longer called known, and a note says
        so.

    Raises:
        UserError: a file cannot be read.
    """
    for checksum in source.checksums:
        if compute_md5(checksum) != checksum.md5:
            label = KNOWN_SETS[source.known].label
            note = kept_text(
                "{place} has the name and the size of an official file of {label}, but another checksum, "
                "so this is not called the complete {label}: if you downloaded it, it is damaged.",
                place=checksum.place,
                label=label,
            )
            return dataclasses.replace(source, checksums=(), known="", notes=(*source.notes, note))
    return dataclasses.replace(source, checksums=())


def compute_md5(checksum: Checksum) -> str:
    """The MD5 of the bytes that a checksum is for, in hexadecimal.

    Raises:
        UserError: they cannot be read.
    """
    digest = hashlib.md5(usedforsecurity=False)
    left = checksum.size
    try:
        with checksum.path.open("rb") as file:
            file.seek(checksum.offset)
            while part := file.read(min(left, _PART)):
                digest.update(part)
                left -= len(part)
    except OSError as error:
        raise UserError(
            _("cannot read {place}: {reason}.").format(place=checksum.place, reason=explain(error))
        ) from error
    return digest.hexdigest()
