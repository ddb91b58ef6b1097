"""The pages Results and Studies again: they show kept tables, which trainings of hours made."""

from collections.abc import Mapping

from aavae.language import _
from aavae.sharing.notebook import Cell, code, text
from aavae.sharing.recomputation import Recomputation, show_rows

_COMPUTE = """\
import csv
import io

from aavae.studies.export import to_csv
from aavae.studies.table import load_table

table = load_table({name!r})
rows = list(csv.DictReader(io.StringIO(to_csv(table).decode("utf-8-sig"))))"""
_EFFECTS = """\
from aavae.figures.studies.effects import EffectRow, plot_effects
from aavae.studies.effects import compute_effects

effects = [
    EffectRow(
        " x ".join(effect.switches),
        100 * effect.mean,
        None if effect.interval is None else tuple(100 * end for end in effect.interval),
        secondary=len(effect.switches) > 1,
    )
    for effect in compute_effects(table.rows)
]
figure = plot_effects(effects, "percentage points", title="What turning a switch on does")
figure"""
_ACCURACIES = """\
from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy

bars = [
    AccuracyBar(row.run, row.method, row.probe["h"], *row.get_interval())
    for row in sorted(table.rows, key=lambda row: -row.probe["h"])
    if row.probe
]
figure = plot_accuracy(bars, title="Linear probe on h")
figure"""


def recompute_studies(tables: Mapping[str, str]) -> Recomputation:
    """The rows of kept tables, and a figure of each.

    Args:
        tables: the command that trained the models of a table, and made it, by the name of its study.
    """
    cells: list[Cell] = []
    for study, command in tables.items():
        about = _("Made by `{command}`, which takes hours; here its rows are read.").format(command=command)
        figure = _EFFECTS if study == "ablation" else _ACCURACIES
        cells += [
            text(f"## {study}\n\n{about}"),
            code(_COMPUTE.format(name=study)),
            show_rows(),
            code(figure),
        ]
    return Recomputation(
        commands=[f"python -m aavae study show {study}" for study in tables], cells=cells, seed=None
    )
