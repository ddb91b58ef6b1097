"""A model as a folder, or a zip, that needs nothing of this product: weights, ONNX, a script, a card."""

import shutil
import zipfile
from pathlib import Path

from aavae.atomic import advise, write_atomically, write_folder_atomically
from aavae.errors import UserError
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.paths import ROOT
from aavae.runs.layout import write_json
from aavae.runs.model import load_model
from aavae.runs.registry import Run
from aavae.sharing.load_script import make_load_script
from aavae.sharing.model_card import make_model_card
from aavae.sharing.onnx_graphs import write_onnx
from aavae.train.state import save_weights

ZIP = ".zip"


def choose_export_path(subject: Subject) -> Path:
    """Where an export goes if nobody says: a folder of the present one, named after the model."""
    return Path(f"{subject.name.replace('@', '-epoch-')}-export")


def export_model(subject: Subject, path: Path) -> None:
    """Write a model's settings, weights, ONNX graphs, `load.py`, model card and licence.

    The files are `config.json`, `model.safetensors`, `encoder.onnx`, `decoder.onnx`, `load.py`, `README.md`
    and `LICENSE`. The weights are float32 whatever the run keeps; a model without a decoder has no
    `decoder.onnx`. What the graphs compute is compared with the model first. There is either the whole export
    or none.

    Args:
        subject: a run, also at an epoch.
        path: a folder to be, or a file that ends in `.zip`, which then holds that folder.

    Raises:
        UserError: the subject has no trained weights, the path exists or cannot be written, or a graph
            computes something else than the model.
    """
    if subject.run is None:
        raise UserError(
            _("'{name}' is a baseline without trained weights: name a run to export.").format(
                name=subject.name
            )
        )
    run = subject.run
    if path.exists():
        raise UserError(_("{path} exists already: name another path, or delete it first.").format(path=path))
    try:
        if path.suffix.lower() == ZIP:
            write_atomically(path, lambda temporary: _write_zip(subject, run, path, temporary))
        else:
            write_folder_atomically(path, lambda folder: _fill(subject, run, folder))
    except OSError as error:
        raise UserError(
            _("{path} cannot be written {advice}.").format(path=path, advice=advise(error))
        ) from error


def _fill(subject: Subject, run: Run, folder: Path) -> None:
    model = load_model(run, None if subject.epoch is None else subject.weights)
    config = run.config.model
    write_json(folder / "config.json", run.config.model_dump(mode="json"))
    save_weights(model.state_dict(), folder / "model.safetensors")
    script = make_load_script(model, subject.title, config.image_size, config.latent_dim)
    (folder / "load.py").write_text(script, encoding="utf-8")
    graphs = write_onnx(model, config.image_size, config.latent_dim, folder)
    card = make_model_card(subject, run, [graph.name for graph in graphs])
    (folder / "README.md").write_text(card, encoding="utf-8")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")


def _write_zip(subject: Subject, run: Run, path: Path, temporary: Path) -> None:
    """Fill a folder beside the zip to be, pack it, and leave the zip alone there."""
    folder = temporary.with_name(f"{temporary.name}.folder")
    folder.mkdir()
    try:
        _fill(subject, run, folder)
        # Weights do not get smaller by a twentieth.
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{path.stem}/{file.name}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if path.exists():
        raise UserError(_("{path} exists already: name another path, or delete it first.").format(path=path))
