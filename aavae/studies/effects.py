"""What each switch of the ablation does to the linear probe, alone and together with another."""

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aavae.studies.ablation import SWITCHES
from aavae.studies.seeds import compute_seed_mean
from aavae.studies.table import StudyRow

_Cells = Mapping[tuple[bool, ...], float]
"""Accuracy by the values of the switches."""


class Effect(NamedTuple):
    """The effect of a switch, or of two on each other, on the linear probe's accuracy.

    Attributes:
        switches: one name for a main effect, two for an interaction.
        mean: a main effect: accuracy with the switch on minus off, averaged over the other switches' values.
            An interaction: how much larger the effect of the one is where the other is on than where it is
            off, averaged over the third's values. From -1 to 1, and -2 to 2.
        interval: 95 % of the mean by Student's t over seeds; None with a single seed.
        num_seeds: how many seeds have all eight cells; others do not count.
    """

    switches: tuple[str, ...]
    mean: float
    interval: tuple[float, float] | None
    num_seeds: int


def compute_effects(rows: Iterable[StudyRow]) -> list[Effect]:
    """Main effects, then two-way interactions, of the ablation's rows; none before a seed is complete.

    An effect is computed within each seed, so that what a seed does to all its cells cancels out.
    """
    by_seed: dict[int, dict[tuple[bool, ...], float]] = {}
    for row in rows:
        values = tuple(bool(row.settings[switch]) for switch in SWITCHES)
        by_seed.setdefault(row.seed, {})[values] = row.probe["h"]
    complete = [cells for cells in by_seed.values() if len(cells) == 2 ** len(SWITCHES)]
    if not complete:
        return []
    effects = []
    for count in (1, 2):
        for chosen in itertools.combinations(range(len(SWITCHES)), count):
            mean = compute_seed_mean([_contrast(cells, chosen) for cells in complete])
            names = tuple(SWITCHES[index] for index in chosen)
            effects.append(Effect(names, mean.mean, mean.interval, mean.num_seeds))
    return effects


def _contrast(cells: _Cells, chosen: tuple[int, ...]) -> float:
    """Sum over the cells, each with the product of the chosen switches' signs, as a mean over the others."""
    total = sum(
        accuracy * math.prod(1 if values[index] else -1 for index in chosen)
        for values, accuracy in cells.items()
    )
    return total / 2 ** (len(SWITCHES) - len(chosen))
