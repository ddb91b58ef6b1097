"""`python -m aavae model`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from aavae.commands.output import print_json, print_note, print_rows
from aavae.runs.interrupt import heed_signals, interruptible

ModelAction = Literal["import"]


@dataclass(frozen=True)
class ModelCommand:
    """Make a run of a model that was trained elsewhere.

    `model import FILE` takes the Lightning checkpoints of the paper's reference implementation, for
    CIFAR-10 and STL-10: docs/models.md says which. The file stays as it is.
    """

    action: Annotated[ModelAction, tyro.conf.Positional]
    """What to do."""
    file: Annotated[Path, tyro.conf.Positional]
    """The checkpoint, a `.ckpt`."""
    name: str | None = None
    """Name of the new run; none: one like the file's."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Import it, then say what it is."""
        from aavae.foreign.reference_checkpoint import import_reference_checkpoint, suggest_name

        # There is either the whole run or none, wherever a signal ends it.
        with heed_signals("The import"), interruptible():
            imported = import_reference_checkpoint(self.file, self.name or suggest_name(self.file))
        run = imported.run
        row = {
            "name": run.name,
            "method": run.config.method,
            "beta": run.config.switches.beta,
            "data": run.config.data,
            "encoder": run.config.model.encoder,
            "latent_dim": run.config.model.latent_dim,
            "image_size": run.config.model.image_size,
            "epochs": run.config.num_epochs,
            "path": str(run.layout.path),
        }
        if self.json:
            print_json([row | {"notes": imported.notes}])
            return
        for note in imported.notes:
            print_note(note)
        print_rows([row], False)
