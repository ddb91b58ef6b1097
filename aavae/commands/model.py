"""`python -m aavae model`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from aavae.commands.output import print_json, print_note, print_rows
from aavae.errors import UserError
from aavae.runs.interrupt import heed_signals, interruptible

ModelAction = Literal["import", "export"]


@dataclass(frozen=True)
class ModelCommand:
    """Make a run of a model that was trained elsewhere, or write a run's model for use elsewhere.

    `model import FILE` takes the Lightning checkpoints of the paper's reference implementation, for
    CIFAR-10 and STL-10, and runs that another explorer saved as a zip: docs/models.md says more. The file
    stays as it is.

    `model export NAME` writes a folder, or with `--out NAME.zip` a zip: the weights as safetensors in
    float32, ONNX graphs of encoder and decoder, a `load.py` that needs torch and safetensors alone, a model
    card.
    """

    action: Annotated[ModelAction, tyro.conf.Positional]
    """What to do."""
    file: Annotated[Path, tyro.conf.Positional]
    """import: the checkpoint, a `.ckpt`; or a run, a `.zip`. export: a run, by name or directory, also at an
    epoch, aavae@4."""
    name: str | None = None
    """import: name of the new run; none: one like the file's."""
    out: Path | None = None
    """export: the folder, or the `.zip`, to write; none: a folder named after the run."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Import or export it, then say what came of it."""
        if self.action == "export":
            self._export()
        else:
            self._import()

    def _export(self) -> None:
        from aavae.commands.model_export import run_export

        if self.name is not None:
            raise UserError("--name: `model export` names nothing anew; --out says where it goes.")
        run_export(str(self.file), self.out, self.json)

    def _import(self) -> None:
        if self.out is not None:
            raise UserError("--out: `model import` makes a run; --name says what it is called.")
        from aavae.foreign.reference_checkpoint import import_reference_checkpoint, suggest_name
        from aavae.foreign.run_archive import is_run_archive, receive_run

        notes: list[str] = []
        # There is either the whole run or none, wherever a signal ends it.
        with heed_signals("The import"), interruptible():
            if is_run_archive(self.file):
                run = receive_run(self.file, self.name)
            else:
                run, notes = import_reference_checkpoint(self.file, self.name or suggest_name(self.file))
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
            print_json([row | {"notes": notes}])
            return
        for note in notes:
            print_note(note)
        print_rows([row], False)
