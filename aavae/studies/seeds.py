"""Mean and spread over seeds: what the chance in training does to a number."""

import math
import statistics
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from scipy.special import stdtrit

from aavae.studies.table import StudyRow

KeyT = TypeVar("KeyT", bound=Hashable)


class SeedMean(NamedTuple):
    """A number over several seeds, in its own unit.

    Attributes:
        mean: over the seeds.
        interval: 95 % of the mean, by Student's t; None with a single seed.
        std: standard deviation over the seeds (divided by n - 1); None with a single seed.
        num_seeds: how many.
    """

    mean: float
    interval: tuple[float, float] | None
    std: float | None
    num_seeds: int


def compute_seed_mean(values: Sequence[float]) -> SeedMean:
    """Mean of one number a seed, with its 95 % interval.

    Args:
        values: at least one, each from a training of its own.
    """
    mean, count = statistics.fmean(values), len(values)
    if count < 2:
        return SeedMean(mean, None, None, count)
    std = statistics.stdev(values)
    margin = float(stdtrit(count - 1, 0.975)) * std / math.sqrt(count)
    return SeedMean(mean, (mean - margin, mean + margin), std, count)


def compute_group_means(
    rows: Iterable[StudyRow],
    key: Callable[[StudyRow], KeyT],
    value: Callable[[StudyRow], float | None] = lambda row: row.probe["h"],
) -> dict[KeyT, SeedMean]:
    """Mean over the seeds of each group of rows, in the order in which the groups come.

    Args:
        rows: of a table.
        key: rows with the same key differ by their seed alone.
        value: the number of a row; where it is None the row does not count.
    """
    groups: dict[KeyT, list[float]] = {}
    for row in rows:
        number = value(row)
        if number is not None:
            groups.setdefault(key(row), []).append(number)
    return {name: compute_seed_mean(values) for name, values in groups.items()}
