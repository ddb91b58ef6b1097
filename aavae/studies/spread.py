"""How far the settings of the sensitivity study move the linear probe, beside what the seed alone does."""

import statistics
from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from aavae.studies.recipe import BASE
from aavae.studies.seeds import SeedMean, compute_group_means, compute_seed_mean
from aavae.studies.table import Setting, StudyRow


class SettingSpread(NamedTuple):
    """What one setting does to one method's accuracy, all else at its default.

    Attributes:
        method: its name.
        setting: the path of the setting, such as "optim.learning_rate".
        values: what it was set to, ascending, the default among them.
        accuracies: at each value, in [0, 1], mean over the seeds.
        default_value: the one of the base recipe.
        lowest: the least of the accuracies.
        default: the accuracy at the default.
        highest: the largest of the accuracies.
        range: highest minus lowest.
    """

    method: str
    setting: str
    values: tuple[Setting, ...]
    accuracies: tuple[float, ...]
    default_value: Setting
    lowest: float
    default: float
    highest: float
    range: float


class MethodSpread(NamedTuple):
    """What all varied settings do to one method's accuracy.

    Attributes:
        method: its name.
        num_cells: cells off the default.
        std: standard deviation of their accuracies (divided by n - 1); None below two cells.
        range: the highest of them minus the lowest.
        default: the accuracy at the default over its seeds; its `std` is what the seed alone does.
    """

    method: str
    num_cells: int
    std: float | None
    range: float
    default: SeedMean


def compute_setting_spreads(rows: Sequence[StudyRow]) -> list[SettingSpread]:
    """The spread of each method and setting of the sensitivity study; none for a method without a default."""
    spreads = []
    for method, default in _compute_defaults(rows).items():
        means = compute_group_means(
            _select_varied(rows, method), lambda row: next(iter(row.settings.items()))
        )
        for setting in dict.fromkeys(name for name, _ in means):
            own = _find_default(setting)
            points = {value: mean.mean for (name, value), mean in means.items() if name == setting}
            points = dict(sorted({**points, own: default.mean}.items()))
            accuracies = tuple(points.values())
            low, high = min(accuracies), max(accuracies)
            spreads.append(
                SettingSpread(
                    method=method,
                    setting=setting,
                    values=tuple(points),
                    accuracies=accuracies,
                    default_value=own,
                    lowest=low,
                    default=default.mean,
                    highest=high,
                    range=high - low,
                )
            )
    return spreads


def compute_method_spreads(rows: Sequence[StudyRow]) -> list[MethodSpread]:
    """The spread of each method over all settings of the sensitivity study, beside that over its seeds."""
    spreads = []
    for method, default in _compute_defaults(rows).items():
        varied = compute_group_means(_select_varied(rows, method), lambda row: tuple(row.settings.items()))
        accuracies = [mean.mean for mean in varied.values()]
        if accuracies:
            std = statistics.stdev(accuracies) if len(accuracies) > 1 else None
            spread = max(accuracies) - min(accuracies)
            spreads.append(MethodSpread(method, len(accuracies), std, spread, default))
    return spreads


def _compute_defaults(rows: Sequence[StudyRow]) -> dict[str, SeedMean]:
    """Each method's accuracy at the default."""
    return {
        method: compute_seed_mean(values)
        for method in dict.fromkeys(row.method for row in rows)
        if (values := [row.probe["h"] for row in rows if row.method == method and not row.settings])
    }


def _select_varied(rows: Sequence[StudyRow], method: str) -> list[StudyRow]:
    return [row for row in rows if row.method == method and row.settings]


def _find_default(setting: str) -> Setting:
    """The base recipe's value of a setting, by its path."""
    return reduce(getattr, setting.split("."), BASE)
