"""`python -m aavae publish`."""

from dataclasses import dataclass
from typing import Annotated

import tyro

from aavae.commands.output import print_rows


@dataclass(frozen=True, kw_only=True)
class PublishCommand:
    """Copy a finished run to `checkpoints/`, its weights in 8 bits, for others to use."""

    run: Annotated[str, tyro.conf.Positional]
    """A finished run, by name or directory."""
    name: str | None = None
    """Its name among the shipped runs; none: the same."""
    snapshots: bool = True
    """Whether some of its snapshots go along."""
    study: bool = False
    """As a model of a study, which lists leave out: under its own name, smaller and without snapshots."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Copy it."""
        from aavae.runs.publish import publish, publish_of_study
        from aavae.runs.registry import find_run

        run = find_run(self.run)
        layout = publish_of_study(run) if self.study else publish(run, self.name or run.name, self.snapshots)
        row = {"run": run.name, "path": str(layout.path), "bytes": layout.weights.stat().st_size}
        print_rows([row], self.json)
