"""The forms in which image sets lie on people's disks, each recognised by its content.

A form is a module with `recognise(files, settings)`: a `Source` if the files are of that form, None if they
are not, a `UserError` if they are, and cannot be imported.
"""

from collections.abc import Callable

from aavae.errors import UserError
from aavae.importing.files import Files
from aavae.importing.forms import (
    binary,
    class_folders,
    flat,
    idx,
    matlab,
    npz,
    parquet,
    pickled,
    table,
    webdataset,
)
from aavae.importing.picture_files import ARCHIVE_ENDINGS
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source
from aavae.language import _

Recognise = Callable[[Files, ImportSettings], Source | None]

FORMS: tuple[Recognise, ...] = (
    pickled.recognise,
    binary.recognise,
    idx.recognise,
    matlab.recognise,
    npz.recognise,
    parquet.recognise,
    webdataset.recognise,
    table.recognise,
    class_folders.recognise,
    flat.recognise,
)
"""From the most particular to the most general: pictures in folders are also in a table's folder."""


def recognise(files: Files, settings: ImportSettings) -> Source:
    """Finds out in which form the files are.

    Raises:
        UserError: in none, or in one that cannot be imported.
    """
    for form in FORMS:
        if (source := form(files, settings)) is not None:
            return source
    archives = [entry for entry in files.entries if entry.suffix in ARCHIVE_ENDINGS]
    if given := next((entry for entry in archives if len(entry.path) == 1), None):
        raise UserError(
            _(
                "found no images: {file} is no zip or tar that can be read, so copy or download it "
                "again, or pack what is in it as a zip."
            ).format(file=files.describe(given))
        )
    if archives:
        raise UserError(
            _("found no images, but archives in what was given, as {name}: give these themselves.").format(
                name=archives[0].name
            )
        )
    raise UserError(
        _(
            "found no images: give folders or archives with pictures, a table of them, or an image set's own "
            "files (docs/images.md lists the forms)."
        )
    )
