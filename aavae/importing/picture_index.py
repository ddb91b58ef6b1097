"""Finds pictures by the names that tables give them: with or without ending, with or without folders."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import PureWindowsPath
from unicodedata import normalize

from aavae.importing.files import FileEntry
from aavae.importing.picture_files import ENDINGS
from aavae.importing.source import NO_SPLIT
from aavae.importing.splits import recognise_split

MISSING, AMBIGUOUS = -1, -2


class PictureIndex:
    """Pictures by name. A name's folders, as many as it has, must agree with those of the picture.

    But for folders that are not there: tables keep the paths of the machine on which they were made.
    """

    def __init__(self, pictures: Sequence[FileEntry]) -> None:
        """Picture i is `pictures[i]`."""
        self._paths = [tuple(normalize("NFC", part) for part in entry.path) for entry in pictures]
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_stem: defaultdict[str, list[int]] = defaultdict(list)
        self._folders: set[str] = set()
        for row, path in enumerate(self._paths):
            self._by_name[path[-1]].append(row)
            self._by_stem[path[-1].rpartition(".")[0]].append(row)
            self._folders.update(path[:-1])

    def __len__(self) -> int:
        """The number of pictures."""
        return len(self._paths)

    def has_ending(self, name: str) -> bool:
        """Whether a name ends as pictures do, and there is one of this name in some folder."""
        file = _split(name)[-1]
        return file in self._by_name and "." + file.rpartition(".")[2].lower() in ENDINGS

    def find(self, name: str, near: tuple[str, ...] = (), split: str = NO_SPLIT) -> int:
        """The picture that a table means by a name; an exact one goes before one without its ending.

        Args:
            name: as it stands in the table.
            near: the table's folder; of several pictures of the name, one in there is meant.
            split: of the row; of those left, one in a folder of that split is meant.

        Returns:
            Its number, `MISSING`, or `AMBIGUOUS` where it could be several.
        """
        parts = _split(name)
        rows = self._by_name.get(parts[-1]) or self._by_stem.get(parts[-1]) or []
        if not rows:
            return MISSING
        agreeing = [self._count_agreeing(row, parts[:-1]) for row in rows]
        best = max(agreeing)
        if best < 0:
            return MISSING
        rows = [row for row, count in zip(rows, agreeing, strict=True) if count == best]
        if len(rows) > 1:
            rows = [row for row in rows if self._paths[row][: len(near)] == near] or rows
        if len(rows) > 1 and split:
            rows = [row for row in rows if split in map(recognise_split, self._paths[row][:-1])] or rows
        if len(rows) > 1 and not parts[:-1]:
            rows = [row for row in rows if self._paths[row][:-1] == near] or rows
        return rows[0] if len(rows) == 1 else AMBIGUOUS

    def _count_agreeing(self, row: int, folders: tuple[str, ...]) -> int:
        """How many of the last folders agree; -1 if one that is there does not."""
        found = self._paths[row][:-1]
        count = 0
        while count < min(len(found), len(folders)) and found[-1 - count] == folders[-1 - count]:
            count += 1
        if count < min(len(found), len(folders)) and folders[-1 - count] in self._folders:
            return -1
        return count


def _split(name: str) -> tuple[str, ...]:
    text = normalize("NFC", name.strip())
    if "\\" not in text and "/" not in text:
        return (text,)
    return tuple(part for part in PureWindowsPath(text).parts if part not in ("/", "\\", "..")) or (text,)
