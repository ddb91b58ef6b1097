"""What a study is: a question, and the grid of training runs that answers it."""

from typing import NamedTuple

from aavae.config import RunConfig
from aavae.studies.budget import BUDGETS, BudgetName
from aavae.studies.recipe import name_run
from aavae.studies.table import Setting


class Cell(NamedTuple):
    """One point of the grid.

    Attributes:
        settings: what the study varies, as its table says it.
        config: what is trained, at seed 0.
        seeds: how many seeds, unless somebody asks for another number.
    """

    settings: dict[str, Setting]
    config: RunConfig
    seeds: int


class PlannedRun(NamedTuple):
    """One training of a cell.

    Attributes:
        name: of the run, by its budget and configuration: studies share runs.
        settings: the cell's.
        config: with the seed.
    """

    name: str
    settings: dict[str, Setting]
    config: RunConfig


class Study(NamedTuple):
    """A grid of training runs.

    Attributes:
        name: what the command line and the table's file call it.
        title: what people read.
        question: what it answers, one sentence.
        budget: how long each run trains.
        cells: the grid, in the order of the table.
        has_untrained: whether the table also has the encoder before any training.
        on: the image set that somebody asked for; None: the budget's own.
    """

    name: str
    title: str
    question: str
    budget: BudgetName
    cells: tuple[Cell, ...]
    has_untrained: bool = False
    on: str | None = None

    @property
    def data(self) -> str:
        """The name of its image set."""
        return self.cells[0].config.data

    @property
    def is_on_own_images(self) -> bool:
        """Whether it is on the images of its budget, as what was shipped is."""
        return self.on is None or self.on == BUDGETS[self.budget].data

    def plan_run(self, cell: Cell, seed: int) -> PlannedRun:
        """One training of a cell."""
        config = cell.config.model_copy(update={"seed": seed})
        return PlannedRun(name_run(self.budget, config), cell.settings, config)

    def plan_runs(self, seeds: int | None = None) -> list[PlannedRun]:
        """All trainings, the first seed of every cell before any second: a study that is cut short compares.

        Args:
            seeds: of every cell; None: each cell's own number.
        """
        counts = [cell.seeds if seeds is None else seeds for cell in self.cells]
        return [
            self.plan_run(cell, seed)
            for seed in range(max(counts))
            for cell, count in zip(self.cells, counts, strict=True)
            if seed < count
        ]
