"""`python -m aavae study`."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro

from aavae.commands.output import print_json, print_rows, print_table
from aavae.config import HardwareConfig, Precision
from aavae.errors import UserError
from aavae.studies.budget import BudgetName

if TYPE_CHECKING:
    from aavae.data.store import DatasetInfo
    from aavae.studies.runner import Outcome
    from aavae.studies.study import Study
    from aavae.studies.table import StudyRow, StudyTable

StudyAction = Literal["list", "run", "table", "show", "reproduce"]
Rows = list[dict[str, Any]]

_OF_PROBE = {"ablation": ("effect",), "sensitivity": ("setting", "method")}
"""What a study's rows say together, all of it of the probe, by the name of the study."""


@dataclass(frozen=True)
class StudyCommand:
    """Studies: grids of training runs that answer a question, and their tables.

    `study list` names them. `study run NAME` trains what is missing, resumes what was interrupted, and prints
    the table; `study table NAME` evaluates what is finished; `study show NAME` prints the shipped table.
    `study reproduce` trains each method for some epochs on the bundled sample, beside the shipped figures.
    With --data each of them is about another image set: as many images are seen, at the set's size. Of images
    without labels a table has what needs none: similarity, rank, reconstruction and latents.
    """

    action: Annotated[StudyAction, tyro.conf.Positional] = "list"
    """What to do."""
    name: Annotated[str | None, tyro.conf.Positional] = None
    """The study."""
    data: str | None = None
    """run, table, reproduce: an image set, for reproduce with labels; none: CIFAR-10, or the budget's own."""
    seeds: int | None = None
    """run: seeds of every cell; none: each cell's own number."""
    workers: int = 2
    """run, reproduce: trainings side by side."""
    threads: int = 1
    """run, reproduce: threads of each training on a CPU."""
    precision: Precision = "auto"
    """run, reproduce: the arithmetic of the trainings."""
    budget: BudgetName = "short"
    """reproduce: how long each run trains."""
    ship: bool = False
    """table: write it to `checkpoints/_studies/`, where the pages find it (for those who publish models)."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Do it."""
        if (self.action in ("list", "reproduce")) != (self.name is None):
            raise UserError(
                "Say `study list`, `study reproduce`, `study run NAME`, `study table NAME` "
                "or `study show NAME`."
            )
        if self.data is not None and (self.ship or self.action in ("list", "show")):
            raise UserError("--data: shipped tables have images of their own; leave it out here.")
        for flag in ("seeds", "workers", "threads"):
            value = getattr(self, flag)
            if value is not None and value < 1:
                raise UserError(f"--{flag}: give a positive number, not {value}.")
        {
            "list": self._list,
            "run": self._run,
            "table": self._table,
            "show": self._show,
            "reproduce": self._reproduce,
        }[self.action]()

    def _list(self) -> None:
        from aavae.studies.duration import find_hours
        from aavae.studies.progress import read_progress
        from aavae.studies.registry import list_studies
        from aavae.studies.table import load_table

        rows = []
        for study in list_studies():
            table, progress = load_table(study.name), read_progress(study)
            hours = find_hours(progress)
            rows.append(
                {
                    "study": study.name,
                    "title": study.title,
                    "budget": study.budget,
                    "cells": len(study.cells),
                    "runs": progress.num_runs,
                    "finished": progress.num_finished,
                    "missing": progress.num_runs - progress.num_finished,
                    "reference_hours_left": round(progress.reference_hours_left, 1),
                    "hours_left": None if hours is None else round(hours, 1),
                    "shipped_rows": 0 if table is None else len(table.rows),
                }
            )
        print_rows(rows, self.json)

    def _run(self) -> None:
        study = self._find()
        outcomes = self._train(study, self.seeds)
        self._print(_collect(study))
        _complain(outcomes)

    def _table(self) -> None:
        from aavae.studies.table import require_writable_table, table_path, write_table

        study = self._find()
        if self.ship:
            _check_has_labels(
                study.data,
                "--ship: pages compare models by a probe, and the images of '{}' have no labels: import them "
                "with labels.",
            )
            require_writable_table(study.name)
        table = _collect(study)
        if self.ship:
            write_table(table)
            _report(f"written to {table_path(table.study)}")
        self._print(table)

    def _show(self) -> None:
        from aavae.studies.table import load_table

        study = self._find()
        table = load_table(study.name)
        if table is None:
            raise UserError(
                f"The study '{study.name}' has no table: `python -m aavae study run {study.name}` makes it."
            )
        self._print(table)

    def _reproduce(self) -> None:
        from aavae.studies.reproduce import check_orders, compare_with_shipped
        from aavae.studies.zoo import build_zoo

        zoo = build_zoo(self.budget, self._find_images())
        _check_has_labels(
            zoo.data,
            "The images of '{0}' have no labels, and `study reproduce` compares by a probe alone: "
            "`python -m aavae study run zoo --data {0}` compares what needs none.",
        )
        outcomes = self._train(zoo, seeds=None)
        results = compare_with_shipped(zoo)
        self._print_parts(
            {
                "model": [result._asdict() for result in results],
                "order": [check._asdict() for check in check_orders(results)],
            }
        )
        _complain(outcomes)

    def _find(self) -> "Study":
        from aavae.studies.registry import find_study

        assert self.name is not None
        return find_study(self.name, self._find_images())

    def _find_images(self) -> "DatasetInfo | None":
        """The image set that --data names, which a study can be on; None without."""
        from aavae.config import RunConfig
        from aavae.data.store import describe_datasets, load_dataset
        from aavae.data.trainable import check_trainable, take_image_size

        if self.data is None:
            return None
        info = next((info for info in describe_datasets() if info.name == self.data), None)
        if info is None:
            load_dataset(self.data)  # says what is missing, or damaged
            return None
        check_trainable(take_image_size(RunConfig(data=info.name)))
        return info

    def _train(self, study: "Study", seeds: int | None) -> "list[Outcome]":
        from aavae.studies.runner import run_study

        hardware = HardwareConfig(threads=self.threads, precision=self.precision)
        return run_study(study, seeds, self.workers, hardware, _report)

    def _print(self, table: "StudyTable") -> None:
        rows = [row.model_dump() if self.json else _shorten(row) for row in table.rows]
        self._print_parts({"row": rows, **_analyse(table)})

    def _print_parts(self, parts: Mapping[str, Rows]) -> None:
        """Print lists of rows one below the other; as JSON, one array whose rows say what kind they are."""
        if self.json:
            print_json([{"kind": kind, **row} for kind, rows in parts.items() for row in rows])
            return
        for index, rows in enumerate(parts.values()):
            if index:
                print()
            print_table(rows)


def _check_has_labels(name: str, sentence: str) -> None:
    """Refuse an image set without labels before anything is trained or evaluated.

    Args:
        name: of the set; one that is not here is left to whoever loads it.
        sentence: what to say, with braces for the name.

    Raises:
        UserError: it has none.
    """
    from aavae.data.store import describe_datasets

    if any(info.name == name and not info.has_labels for info in describe_datasets()):
        raise UserError(sentence.format(name))


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _collect(study: "Study") -> "StudyTable":
    from aavae.studies.collect import collect

    return collect(study, _report)


def _complain(outcomes: "list[Outcome]") -> None:
    """Raise a UserError that names the runs whose training failed, if there are any."""
    failed = [f"{outcome.run} ({outcome.message})" for outcome in outcomes if outcome.state == "failed"]
    if failed:
        raise UserError(f"{len(failed)} trainings failed, the same command resumes them: {', '.join(failed)}")


def _shorten(row: "StudyRow") -> dict[str, Any]:
    """What people want to see of a row at a glance."""
    probes = {
        "probe_h": row.probe.get("h"),
        "interval": row.interval,
        "probe_mu": row.probe.get("mu"),
        "knn_h": row.knn.get("h"),
    }
    return {
        "run": row.run,
        "epochs": row.num_epochs,
        **(probes if row.probe else {}),
        "auc_mu": row.auc["mu"],
        "rank_h": row.rank_h,
        "mse": None if row.mse is None else f"{row.mse:.4f}",
        "kl": row.kl,
        "active": row.active,
        "informative": row.informative,
    }


def _explain_missing(table: "StudyTable") -> dict[str, Rows]:
    from aavae.data.image_set import explain_no_probe
    from aavae.data.store import load_dataset

    what = ", ".join(("probe", "knn", *_OF_PROBE.get(table.study, ())))
    return {"missing": [{"missing": what, "reason": explain_no_probe(load_dataset(table.data))}]}


def _analyse(table: "StudyTable") -> dict[str, Rows]:
    """What a study's rows say together: effects of the ablation, spread of the sensitivity study.

    All of that is of the probe; without labels there is a row that says why it is missing.
    """
    from aavae.studies.effects import compute_effects
    from aavae.studies.spread import compute_method_spreads, compute_setting_spreads

    if not all(row.probe for row in table.rows):
        return _explain_missing(table)
    if table.study == "ablation":
        return {
            "effect": [
                {**effect._asdict(), "switches": " x ".join(effect.switches)}
                for effect in compute_effects(table.rows)
            ]
        }
    if table.study == "sensitivity":
        return {
            "setting": [spread._asdict() for spread in compute_setting_spreads(table.rows)],
            "method": [
                {
                    **spread._asdict(),
                    "default": spread.default.mean,
                    "seed_std": spread.default.std,
                    "num_seeds": spread.default.num_seeds,
                }
                for spread in compute_method_spreads(table.rows)
            ],
        }
    return {}
