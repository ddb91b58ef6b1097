"""`python -m aavae model`."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import tyro

from aavae.errors import UserError
from aavae.foreign.encoder_settings import EncoderSettings

ModelAction = Literal["import", "export"]


@dataclass(frozen=True)
class ModelCommand:
    """Bring a model that was trained elsewhere, or write a run's model for use elsewhere.

    `model import FILE` takes any encoder as ONNX, which then stands beside the runs; the Lightning
    checkpoints of the paper's reference implementation, for CIFAR-10 and STL-10; and runs that another
    explorer saved as a zip. The file stays as it is. docs/models.md says more.

    `model export NAME` writes a folder, or with `--out NAME.zip` a zip: the weights as safetensors in
    float32, ONNX graphs of encoder and decoder, a `load.py` that needs torch and safetensors alone, a model
    card.
    """

    action: Annotated[ModelAction, tyro.conf.Positional]
    """What to do."""
    file: Annotated[Path, tyro.conf.Positional]
    """import: an `.onnx`, a checkpoint `.ckpt`, or a run `.zip`. export: a run, by name or directory, also at
    an epoch, aavae@4."""
    name: str | None = None
    """import: name of the new run or encoder; none: one like the file's."""
    decoder: Path | None = None
    """ONNX: a second file, that maps the encoder's mu, or its h, to images (N, 3, S, S)."""
    encoder: Annotated[EncoderSettings, tyro.conf.arg(name="")] = field(default_factory=EncoderSettings)
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

        if self.decoder is not None or self.encoder != EncoderSettings():
            raise UserError("Flags of ONNX files belong to `model import`: leave them out.")
        if self.name is not None:
            raise UserError("--name: `model export` names nothing anew; --out says where it goes.")
        run_export(str(self.file), self.out, self.json)

    def _import(self) -> None:
        from aavae.commands.model_import import run_import

        if self.out is not None:
            raise UserError("--out: `model import` makes a run; --name says what it is called.")
        run_import(self.file, self.name, self.decoder, self.encoder, self.json)
