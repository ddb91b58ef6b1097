"""`python -m aavae train`."""

from dataclasses import dataclass, field
from typing import Annotated

import tyro

from aavae.commands.output import print_json
from aavae.config import HardwareConfig, RunConfig
from aavae.errors import UserError
from aavae.runs.registry import choose_name, create_run, find_run


@dataclass(frozen=True)
class Train:
    """Train a model; stop it with Ctrl-C or a file named STOP in its directory, and resume it later."""

    config: Annotated[RunConfig, tyro.conf.arg(name="")] = field(default_factory=RunConfig)
    hardware: Annotated[HardwareConfig, tyro.conf.arg(name="")] = field(default_factory=HardwareConfig)
    name: str | None = None
    """Name of the new run; none: a free one, like aavae-1."""
    resume: str | None = None
    """Continue this run, with its own settings, instead of starting a new one."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Train, with a progress bar on standard error."""
        from tqdm import tqdm

        from aavae.data.store import load_dataset
        from aavae.runs.execute import execute

        if self.resume is not None:
            run = find_run(self.resume)
            if run.shipped:
                raise UserError(f"'{run.name}' is a shipped model and complete: train a new run instead.")
            dataset = load_dataset(run.config.data)
        else:
            dataset = load_dataset(self.config.data)
            run = create_run(self.name or choose_name(self.config), self.config)
        history = []
        bar = tqdm(total=run.config.num_epochs, unit="epoch", desc=run.name)
        for metrics in execute(run, dataset, self.hardware):
            history.append({"run": run.name, "path": str(run.layout.path), **metrics._asdict()})
            bar.update(metrics.epoch - bar.n)
            bar.set_postfix(loss=f"{metrics.loss:.4g}", knn=f"{metrics.knn_accuracy:.1%}")
        bar.close()
        if self.json:
            print_json(history)
        else:
            print(f"{run.name}: {run.status.state}, in {run.layout.path}")
