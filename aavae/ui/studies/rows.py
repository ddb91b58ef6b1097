"""What people call the rows of a study's table, and how the rows were made."""

from collections import Counter
from collections.abc import Iterable
from typing import cast

from aavae.evaluation.subject import BASELINES
from aavae.formatting import format_count
from aavae.language import N_, _
from aavae.methods import METHODS
from aavae.studies.ablation import SWITCHES
from aavae.studies.budget import BUDGETS, Budget, BudgetName
from aavae.studies.table import Setting, StudyRow, StudyTable

ENCODERS = {"patch": N_("patch encoder"), "resnet18": "ResNet-18", "resnet50": "ResNet-50"}
"""What people call the encoders of the studies."""
SWITCH_TITLES = {"augment": "augment", "sample": "sample", "kl": N_("KL term")}
"""What people call the ablation's switches."""

_METHODS: dict[str, str] = {**BASELINES, **{name: method.title for name, method in METHODS.items()}}
_SETTINGS = {
    "batch_size": N_("Batch size"),
    "model.latent_dim": N_("Latents"),
    "optim.learning_rate": N_("Learning rate"),
    "augment.crop_scale_min": N_("Smallest crop"),
    "augment.jitter_strength": N_("Colour jitter"),
}
"""Short enough for a figure's axis on a phone."""


def name_method(method: str) -> str:
    """A method, or the encoder before any training."""
    return _(_METHODS[method])


def name_setting(path: str) -> str:
    """A varied setting, by its path."""
    return _SETTINGS.get(path) or path.rpartition(".")[2].replace("_", " ").capitalize()


def format_setting(value: Setting) -> str:
    """A setting's value."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def name_cell(row: StudyRow) -> str:
    """The method and what the study varies, without the seed."""
    settings = row.settings
    if set(settings) == set(SWITCHES):
        return _name_switches(row)
    if "recipe" in settings:
        whose = _("Our recipe") if settings["recipe"] == "ours" else _("The paper's recipe")
        return f"{whose}, {ENCODERS[str(settings['encoder'])]}"
    parts = [f"{name_setting(path).lower()} {format_setting(value)}" for path, value in settings.items()]
    return ", ".join([name_method(row.method), *parts])


def _name_switches(row: StudyRow) -> str:
    """A method's own name where its KL term is as it should be, else what differs."""
    method = METHODS[row.method] if row.method != "untrained" else None
    own_kl = method is not None and method.beta > 0
    if row.settings["kl"] == own_kl:
        return name_method(row.method)
    return f"{name_method(row.method)} {'without' if own_kl else 'with'} KL"


def label_rows(table: StudyTable) -> dict[str, str]:
    """Name of the run -> what people call its row, different for every row of the table."""
    has_seeds = any(row.seed > 0 for row in table.rows)
    seed = _(", seed {}") if has_seeds else ""
    return {row.run: name_cell(row) + seed.format(row.seed) for row in table.rows}


def get_budget(table: StudyTable) -> Budget:
    """How long each run of a table was trained."""
    return BUDGETS[cast(BudgetName, table.budget)]


def describe_budget(table: StudyTable) -> str:
    """Time, epochs, images and seeds of a table's runs, one or two sentences."""
    budget = get_budget(table)
    trained = [row for row in table.rows if row.num_epochs]
    by_epochs: dict[int, dict[str, None]] = {}
    for row in trained:
        by_epochs.setdefault(row.num_epochs, {})[name_method(row.method)] = None
    if len(by_epochs) == 1:
        epochs = f"{_count(next(iter(by_epochs)), 'epoch')}"
    else:
        epochs = "; ".join(
            f"{', '.join(methods)}: {_count(count, 'epoch')}" for count, methods in by_epochs.items()
        )
    seeds = _count_seeds(trained)
    few, many = min(seeds, default=0), max(seeds, default=0)
    seeds_text = _count(many, "seed") if few == many else f"{few} to {_count(many, 'seed')}"
    devices = " and ".join(sorted({row.device for row in trained if row.device}))
    return _(
        "Each model trained for {title} on {num_images} images ({data}). {upper}{epochs}; {seeds_text} each."
    ).format(
        title=_(budget.title),
        num_images=format_count(budget.num_images),
        data=table.data,
        upper=epochs[:1].upper(),
        epochs=epochs[1:],
        seeds_text=seeds_text,
    ) + (
        _(" The epochs are what counts, whatever computes them: here {devices}.").format(devices=devices)
        if devices
        else ""
    )


def _count_seeds(rows: Iterable[StudyRow]) -> list[int]:
    return list(Counter((row.method, tuple(row.settings.items())) for row in rows).values())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
