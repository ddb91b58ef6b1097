"""What people call the rows of a study's table, and how the rows were made."""

from collections import Counter
from collections.abc import Iterable
from typing import cast

from aavae.evaluation.subject import BASELINES
from aavae.formatting import format_count, format_list
from aavae.language import N_, _, ngettext
from aavae.methods import METHODS
from aavae.studies.ablation import SWITCHES, name_combination
from aavae.studies.budget import BUDGETS, Budget, BudgetName
from aavae.studies.table import Setting, StudyRow, StudyTable

ENCODERS = {"patch": N_("patch encoder"), "resnet18": "ResNet-18", "resnet50": "ResNet-50"}
"""What people call the encoders of the studies."""
SWITCH_TITLES = {"augment": N_("augment"), "sample": N_("sample"), "kl": N_("KL term")}
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
_VALUES = {
    "batch_size": N_("batch size {value}"),
    "model.latent_dim": N_("latents {value}"),
    "optim.learning_rate": N_("learning rate {value}"),
    "augment.crop_scale_min": N_("smallest crop {value}"),
    "augment.jitter_strength": N_("colour jitter {value}"),
}


def name_method(method: str) -> str:
    """A method, or the encoder before any training."""
    return _(_METHODS[method])


def name_setting(path: str) -> str:
    """A varied setting, by its path."""
    return _(_SETTINGS[path]) if path in _SETTINGS else path.rpartition(".")[2].replace("_", " ").capitalize()


def format_setting(value: Setting) -> str:
    """A setting's value."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def name_cell(row: StudyRow) -> str:
    """The method and what the study varies, without the seed."""
    settings = row.settings
    if set(settings) == set(SWITCHES):
        return name_combination(*(bool(settings[switch]) for switch in SWITCHES))
    if "recipe" in settings:
        text = (
            _("Our recipe, {encoder}") if settings["recipe"] == "ours" else _("The paper's recipe, {encoder}")
        )
        return text.format(encoder=_(ENCODERS[str(settings["encoder"])]))
    parts = [_name_value(path, format_setting(value)) for path, value in settings.items()]
    return ", ".join([name_method(row.method), *parts])


def _name_value(path: str, value: str) -> str:
    if path in _VALUES:
        return _(_VALUES[path]).format(value=value)
    return f"{path.rpartition('.')[2].replace('_', ' ')} {value}"


def label_rows(table: StudyTable) -> dict[str, str]:
    """Name of the run -> what people call its row, different for every row of the table."""
    has_seeds = any(row.seed > 0 for row in table.rows)
    text = _("{name}, seed {seed}") if has_seeds else "{name}"
    return {row.run: text.format(name=name_cell(row), seed=row.seed) for row in table.rows}


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
        epochs = _count_epochs(next(iter(by_epochs)))
    else:
        epochs = "; ".join(
            f"{', '.join(methods)}: {_count_epochs(count)}" for count, methods in by_epochs.items()
        )
    seeds = _count_seeds(trained)
    sentences = [
        _("Each model trained for {time} on {count} images ({data}).").format(
            time=_(budget.title), count=format_count(budget.num_images), data=table.data
        ),
        _("{epochs}; {seeds} each.").format(epochs=epochs, seeds=_describe_seeds(seeds)),
    ]
    if devices := sorted({row.device for row in trained if row.device}):
        text = _("The epochs are what counts, whatever computes them: here {devices}.")
        sentences.append(text.format(devices=format_list(devices)))
    return " ".join(sentences)


def _count_seeds(rows: Iterable[StudyRow]) -> list[int]:
    return list(Counter((row.method, tuple(row.settings.items())) for row in rows).values())


def _count_epochs(count: int) -> str:
    return ngettext("{count} epoch", "{count} epochs", count).format(count=format_count(count))


def _describe_seeds(counts: list[int]) -> str:
    few, many = min(counts, default=0), max(counts, default=0)
    if few < many:
        return _("{few} to {many} seeds").format(few=few, many=many)
    return ngettext("{count} seed", "{count} seeds", many).format(count=many)
