"""The recipe that all studies start from, and the names of the runs that differ from it."""

import hashlib
from collections.abc import Iterator, Mapping

from aavae.config import Config, RunConfig
from aavae.data.store import DatasetInfo
from aavae.methods import METHODS, MethodName
from aavae.studies.budget import BUDGETS, BudgetName, count_epochs
from aavae.studies.table import Setting

BASE = RunConfig(data="cifar10")
"""The base recipe: all else is the configuration's default."""
_NOT_IN_NAMES = ("method", "seed", "num_epochs", "data", "image_size")
"""Said by a name in another way: a budget decides the images, unless these are named, and the epochs."""
_MAX_NAME = 64
"""Characters of a run's name, see `aavae.runs.registry`."""
_DIGEST = 8


def build_config(
    budget: BudgetName,
    method: MethodName,
    settings: Mapping[str, Setting] | None = None,
    images: DatasetInfo | None = None,
) -> RunConfig:
    """The base recipe for a method and a budget, with some settings changed.

    Args:
        budget: decides the images and the number of epochs.
        method: the objective.
        settings: new values by the path of the setting, such as "beta" or "optim.learning_rate".
        images: the image set, which then decides the size, and about as many images are seen; None: the
            budget's own.
    """
    values = {**BASE.model_dump(), "method": method, "data": BUDGETS[budget].data}
    if images is not None:
        values |= {"data": images.name, "model": {**values["model"], "image_size": images.size[0]}}
    config = _drop_own_weights(change_settings(RunConfig.model_validate(values), settings or {}))
    num_images = None if images is None else images.num_train
    return config.model_copy(update={"num_epochs": count_epochs(budget, config, num_images)})


def change_settings(config: RunConfig, settings: Mapping[str, Setting]) -> RunConfig:
    """A run with some settings changed.

    Args:
        config: the run.
        settings: new values by the path of the setting, such as "beta" or "optim.learning_rate".
    """
    values = config.model_dump()
    for path, value in settings.items():
        *parents, name = path.split(".")
        target = values
        for parent in parents:
            target = target[parent]
        target[name] = value
    return RunConfig.model_validate(values)


def _drop_own_weights(config: RunConfig) -> RunConfig:
    """The same run with weights left out that are the method's own: one run has one configuration."""
    own = METHODS[config.method]
    dropped = [name for name in ("beta", "features") if getattr(config, name) == getattr(own, name)]
    return config.model_copy(update=dict.fromkeys(dropped))


def name_run(budget: BudgetName, config: RunConfig) -> str:
    """The name of a run by what it is, whichever study asks: "study-aavae-beta-1-seed-0".

    It has the budget, the method, the image set where it is not the budget's, each setting that differs from
    the base recipe, and the seed. Settings that do not fit into a run's name give way to a digest of all of
    them.
    """
    parts = [f"on-{config.data}"] if config.data != BUDGETS[budget].data else []
    parts += [f"{name}-{_format(value)}" for name, value in _list_changes(_drop_own_weights(config), BASE)]
    start, end = f"{budget}-{config.method}", f"seed-{config.seed}"
    name = "-".join((start, *parts, end))
    if len(name) <= _MAX_NAME:
        return name
    digest = hashlib.sha256("-".join(parts).encode()).hexdigest()[:_DIGEST]
    while len(name) > _MAX_NAME:
        parts.pop()
        name = "-".join((start, *parts, digest, end))
    return name


def _list_changes(config: Config, base: Config) -> Iterator[tuple[str, Setting]]:
    """The settings that differ from the base, with their names."""
    for name, value in config:
        if isinstance(value, Config):
            yield from _list_changes(value, getattr(base, name))
        elif name not in _NOT_IN_NAMES and value != getattr(base, name):
            yield name, value


def _format(value: Setting) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}".replace("+", "") if isinstance(value, float) else str(value)
