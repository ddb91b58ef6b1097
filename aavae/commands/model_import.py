"""What `python -m aavae model import` does."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aavae.commands.output import print_json, print_note, print_rows
from aavae.errors import UserError
from aavae.foreign.encoder_settings import EncoderSettings
from aavae.runs.interrupt import heed_signals, interruptible

if TYPE_CHECKING:
    from aavae.foreign.external import External
    from aavae.runs.registry import Run

_ONNX = ".onnx"


def run_import(
    file: Path, name: str | None, decoder: Path | None, settings: EncoderSettings, as_json: bool
) -> None:
    """Import a file, then say what it is.

    Args:
        file: ONNX, a checkpoint, or a run as a zip.
        name: of what comes of it; None: one like the file's.
        decoder: a second file, beside an ONNX encoder.
        settings: of an ONNX encoder.
        as_json: whether to print one JSON array.

    Raises:
        UserError: the file cannot be imported.
    """
    # There is either the whole of it or nothing, wherever a signal ends it.
    with heed_signals("The import"), interruptible():
        if file.suffix.lower() == _ONNX:
            row, notes = _import_encoder(file, name, decoder, settings)
        elif decoder is not None or settings != EncoderSettings():
            raise UserError(f"{file} is not named as an {_ONNX} file, so its flags have nothing to say.")
        else:
            row, notes = _import_run(file, name)
    if as_json:
        print_json([row | {"notes": notes}])
        return
    for note in notes:
        print_note(note)
    print_rows([row], False)


def _import_encoder(
    file: Path, name: str | None, decoder: Path | None, settings: EncoderSettings
) -> tuple[dict[str, Any], list[str]]:
    from aavae.foreign.onnx_import import import_encoder
    from aavae.foreign.plain_file import suggest_name

    external, notes = import_encoder(file, name or suggest_name(file), settings, decoder)
    return _describe_encoder(external), notes


def _describe_encoder(external: "External") -> dict[str, Any]:
    from aavae.foreign.external import EncoderConfig

    config = external.config
    assert isinstance(config, EncoderConfig)
    return {
        "name": external.name,
        "kind": config.kind,
        "width": config.width,
        "latent_dim": config.latent_dim,
        "image_size": config.image_size,
        "layers": list(config.layers),
        "decoder": config.decoder is not None,
        "path": str(external.path),
    }


def _import_run(file: Path, name: str | None) -> tuple[dict[str, Any], list[str]]:
    from aavae.foreign.plain_file import suggest_name
    from aavae.foreign.reference_checkpoint import import_reference_checkpoint
    from aavae.foreign.run_archive import is_run_archive, receive_run

    if is_run_archive(file):
        return _describe_run(receive_run(file, name)), []
    run, notes = import_reference_checkpoint(file, name or suggest_name(file))
    return _describe_run(run), notes


def _describe_run(run: "Run") -> dict[str, Any]:
    return {
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
