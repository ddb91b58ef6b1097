"""Names of pictures that have none of their own."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import overload


class RowNames(Sequence[str]):
    """Names by place: "train.parquet, row 17". Made when they are asked for: there may be millions."""

    def __init__(self, places: Sequence[str], counts: Sequence[int]) -> None:
        """Counts the pictures.

        Args:
            places: what holds them, for people.
            counts: how many each holds.
        """
        self._places = tuple(places)
        self._ends = tuple(accumulate(counts))

    def __len__(self) -> int:
        """The number of pictures."""
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, row: int) -> str: ...

    @overload
    def __getitem__(self, row: slice) -> list[str]: ...

    def __getitem__(self, row: int | slice) -> str | list[str]:
        """The name of a picture; rows count from 0, as the libraries do that write such files."""
        if isinstance(row, slice):
            return [self[position] for position in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            raise IndexError(row)
        number = bisect_right(self._ends, row)
        return f"{self._places[number]}, row {row - (self._ends[number - 1] if number else 0)}"
