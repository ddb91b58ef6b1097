"""Sources of pictures that are in memory, for tests of what is made of a source."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from aavae.importing.source import Content, Source


class Pictures(NamedTuple):
    """Reads pictures that are in memory."""

    contents: Sequence[Content]

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        """The pictures of some rows."""
        for row in rows:
            yield self.contents[row]


def make_source(
    splits: Sequence[str], labels: Sequence[int], contents: Sequence[Content] | None = None, **given: Any
) -> Source:
    """Pictures 0.png, 1.png, ... of classes a, b, ...; each of one colour unless they are given."""
    if contents is None:
        contents = [np.full((32, 32, 3), row % 256, np.uint8) for row in range(len(splits))]
    fields = {
        "form": "pictures",
        "recognised_by": "a test",
        "names": [f"{row}.png" for row in range(len(splits))],
        "class_names": tuple("abcdefgh"[: max(labels, default=-1) + 1]),
        "reader": Pictures(contents),
    }
    return Source(splits=np.array(splits, str), labels=np.array(labels, np.int64), **{**fields, **given})
