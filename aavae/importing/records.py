"""Pictures that lie one after the other in a file, each in as many bytes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from aavae.importing.source import Content, Unreadable
from aavae.kept_text import kept_text
from aavae.language import N_

_BUFFER = 2**20


class Records(NamedTuple):
    """Pictures of 8 bits at equal distances in a file, channel by channel.

    Attributes:
        path: the file.
        offset: where the first picture's pixels begin, in bytes.
        stride: from one picture's pixels to the next one's.
        num_pictures: how many there are.
        channels: 3 or 1.
        size: height and width.
        by_columns: whether the pixels of a channel go down the columns, instead of along the rows.
    """

    path: Path
    offset: int
    stride: int
    num_pictures: int
    channels: int
    size: tuple[int, int]
    by_columns: bool = False

    def count_bytes(self) -> int:
        """Bytes of one picture's pixels."""
        return self.channels * self.size[0] * self.size[1]

    def decode(self, pixels: bytes) -> np.ndarray:
        """The pixels of one picture as uint8 (H, W, 3), or (H, W) if grey."""
        height, width = self.size
        values = np.frombuffer(pixels, np.uint8)
        if self.by_columns:
            image = values.reshape(self.channels, width, height).transpose(2, 1, 0)
        else:
            image = values.reshape(self.channels, height, width).transpose(1, 2, 0)
        return np.array(image[..., 0] if self.channels == 1 else image, order="C")


class RecordReader:
    """Gives pictures from one or several files of records; reads nothing but those asked for."""

    def __init__(self, blocks: Sequence[Records]) -> None:
        """The pictures of the first block are rows 0, 1, 2..., then come those of the next.

        Args:
            blocks: at least one.
        """
        self._blocks = tuple(blocks)
        self._ends = np.cumsum([block.num_pictures for block in blocks])

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        """The pictures of some rows, ascending."""
        opened: BinaryIO | None = None
        current = -1
        try:
            for row in rows:
                number = int(np.searchsorted(self._ends, row, side="right"))
                block = self._blocks[number]
                try:
                    if number != current:
                        if opened is not None:
                            opened.close()
                        opened, current = block.path.open("rb", _BUFFER), number
                    assert opened is not None
                    position = row - (int(self._ends[number]) - block.num_pictures)
                    opened.seek(block.offset + position * block.stride)
                    pixels = opened.read(block.count_bytes())
                except OSError as error:
                    current = -1
                    yield Unreadable(
                        kept_text("its file cannot be read ({reason})", reason=str(error.strerror or error))
                    )
                    continue
                if len(pixels) < block.count_bytes():
                    yield Unreadable(N_("its file ends before it"))
                else:
                    yield block.decode(pixels)
        finally:
            if opened is not None:
                opened.close()
