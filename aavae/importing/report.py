"""What was found while pictures were imported: kept beside the image set, and told."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from aavae.config import Config
from aavae.formatting import format_count
from aavae.importing.source import Skipped
from aavae.kept_text import Text, kept_ntext, show_text
from aavae.language import N_, _, ngettext

REPORT_FILE = "report.json"
FEW_PICTURES = 10
FLAT_CONTRAST = 12
"""The greatest less the least value, of 255, up to which an image counts as of nearly one colour."""
MORE_FRAMES = N_("of a file with several pages or frames, all but the first")
"""Why a part of a file is left out."""
_MAX_NAMED = 100


class Finding(Config):
    """Pictures that have something in common.

    Attributes:
        what: they have, in words for `show_text`; of their count where it begins with what they are.
        count: of them.
        names: of the first hundred.
    """

    what: Text
    count: int
    names: tuple[str, ...]

    def describe(self) -> str:
        """The count and what they have in common, in the reader's language."""
        return f"{format_count(self.count)} {show_text(self.what)}"


class Report(Config):
    """What was found.

    Attributes:
        form: in which the pictures were; this and the next two are for `show_text`.
        recognised_by: how that was seen.
        notes: what was decided, each a sentence.
        num_train: training images.
        num_test: test images.
        classes: of each class its name, its training images and its test images.
        skipped: what was left out, by reason.
        damaged: pictures that could not be read, by reason.
        duplicates: images that are the same as another one, to the last pixel.
        small_classes: those with fewer than ten images.
        flat: images of nearly one colour.
        seconds: that the import took.
        pictures_per_second: read, decoded and written.
    """

    form: Text
    recognised_by: Text
    notes: tuple[Text, ...]
    num_train: int
    num_test: int
    classes: tuple[tuple[str, int, int], ...]
    skipped: tuple[Finding, ...]
    damaged: tuple[Finding, ...]
    duplicates: tuple[Finding, ...]
    small_classes: tuple[str, ...]
    flat: Finding
    seconds: float
    pictures_per_second: float

    def list_sentences(self) -> list[str]:
        """What a person should know, each in a sentence in the reader's language; the worst first."""
        sentences = [
            ngettext(
                "{count} picture could not be read: {reason} ({names}).",
                "{count} pictures could not be read: {reason} ({names}).",
                found.count,
            ).format(count=format_count(found.count), reason=show_text(found.what), names=_name(found))
            for found in self.damaged
        ]
        sentences += [f"{found.describe()} ({_name(found)})." for found in self.duplicates]
        if self.small_classes:
            sentences.append(
                _(
                    "Classes of fewer than {few_pictures} pictures, of which a probe can learn little: "
                    "{names}."
                ).format(few_pictures=FEW_PICTURES, names=", ".join(self.small_classes[:20]))
            )
        if self.flat.count:
            sentences.append(f"{self.flat.describe()} ({_name(self.flat)}).")
        sentences += [
            _("{count} left out: {reason} ({names}).").format(
                count=format_count(found.count), reason=show_text(found.what), names=_name(found)
            )
            for found in self.skipped
        ]
        return sentences

    @property
    def leaks(self) -> tuple[Finding, ...]:
        """Of the duplicates the test images that are training images, too."""
        return tuple(found for found in self.duplicates if found.what in _LEAKS)


def group_skipped(skipped: Iterable[Skipped]) -> tuple[Finding, ...]:
    """What was left out, counted by reason, the most frequent first."""
    places: dict[str, list[str]] = {}
    counts = Counter[str]()
    for place, reason in skipped:
        counts[reason] += 1
        if len(named := places.setdefault(reason, [])) < _MAX_NAMED:
            named.append(place)
    return tuple(
        Finding(what=what, count=count, names=tuple(places[what])) for what, count in counts.most_common()
    )


def find_duplicates(
    hashes: tuple[np.ndarray, np.ndarray], names: tuple[list[str], list[str]]
) -> tuple[Finding, ...]:
    """Images that are the same to the last pixel: between the splits first, as they inflate a probe.

    Args:
        hashes: of the training images and of the test images: uint64 (N,) and (M,).
        names: of the same.
    """
    train, test = hashes
    leaked = np.flatnonzero(np.isin(test, train))
    in_train, in_test = _find_repeated(train), _find_repeated(test)
    found = [
        (leaked, names[1], _describe_leaks(len(leaked))),
        (
            in_train,
            names[0],
            kept_ntext(
                "training image is the same as an earlier one",
                "training images are the same as an earlier one",
                len(in_train),
            ),
        ),
        (
            in_test,
            names[1],
            kept_ntext(
                "test image is the same as an earlier one",
                "test images are the same as an earlier one",
                len(in_test),
            ),
        ),
    ]
    return tuple(name_rows(what, rows, whose) for rows, whose, what in found if len(rows))


def _describe_leaks(count: int) -> str:
    return kept_ntext(
        "test image is among the training images, too, so a probe knows it",
        "test images are among the training images, too, so a probe knows them",
        count,
    )


_LEAKS = (_describe_leaks(1), _describe_leaks(2))


def name_rows(what: str, rows: np.ndarray, names: list[str]) -> Finding:
    """A finding about some pictures.

    Args:
        what: they have in common.
        rows: which, int64.
        names: of all pictures.
    """
    return Finding(what=what, count=len(rows), names=tuple(names[row] for row in rows[:_MAX_NAMED].tolist()))


def read_report(folder: Path) -> Report | None:
    """The report of the image set in a folder; None if it has none that can be read."""
    try:
        return Report.model_validate_json((folder / REPORT_FILE).read_bytes())
    except (OSError, ValueError):
        return None


def write_report(report: Report, folder: Path) -> None:
    """Writes the report of an image set.

    Raises:
        OSError: it cannot be written.
    """
    (folder / REPORT_FILE).write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _find_repeated(hashes: np.ndarray) -> np.ndarray:
    __, first = np.unique(hashes, return_index=True)
    repeated = np.ones(len(hashes), bool)
    repeated[first] = False
    return np.flatnonzero(repeated)


def _name(found: Finding) -> str:
    named = ", ".join(found.names[:3])
    return named if found.count <= 3 else f"{named}, ..."
