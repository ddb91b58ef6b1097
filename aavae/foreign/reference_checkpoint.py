"""From a Lightning checkpoint of the reference implementation to a run."""

from pathlib import Path
from typing import NamedTuple

import torch

from aavae.config import ImportedConfig, Origin
from aavae.errors import UserError
from aavae.foreign.checkpoint_file import read_checkpoint
from aavae.foreign.plain_file import compute_sha256
from aavae.foreign.reference_labels import SETS, describe_settings, find_method, find_set, read_labels
from aavae.foreign.reference_weights import find_design, translate_weights
from aavae.language import _
from aavae.models import Normalise
from aavae.runs.layout import RunLayout, write_metrics
from aavae.runs.registry import Run, check_name, create_run
from aavae.runs.status import Status, write_status
from aavae.train.state import save_weights


class ImportedModel(NamedTuple):
    """A new run, and what to know about it.

    Attributes:
        run: with the model's weights.
        notes: whole sentences.
    """

    run: Run
    notes: list[str]


def import_reference_checkpoint(path: Path, name: str) -> ImportedModel:
    """Make a run of a checkpoint; there is either the whole run or none.

    Args:
        path: of the `.ckpt`, which stays as it is.
        name: of the new run.

    Raises:
        UserError: the name cannot be a new run's, or the file is none of the reference's models.
    """
    check_name(name)
    content = read_checkpoint(path)
    try:
        weights, config, trained_as = _translate(content, path)
    except UserError as error:
        raise UserError(_("{path} cannot be imported. {error}").format(path=path, error=error)) from error

    def fill(layout: RunLayout) -> None:
        save_weights(weights, layout.weights)
        write_metrics(layout.metrics, [])
        write_status(
            layout.status, Status(state="finished", epoch=config.num_epochs, step=config.origin.step)
        )

    run = create_run(name, config, fill)
    return ImportedModel(run, _describe(config, trained_as, content["state_dict"]))


def _translate(content: dict, path: Path) -> tuple[dict[str, torch.Tensor], ImportedConfig, str]:
    tensors = content["state_dict"]
    design = find_design(tensors)
    labels = read_labels(content.get("hyper_parameters"))
    trained_as = find_method(labels, design.is_variational)
    data = find_set(labels, design.stem)
    images = SETS[data]
    model = design.make_config(images.image_size)
    weights = translate_weights(
        tensors, model, Normalise(torch.tensor(images.mean), torch.tensor(images.std))
    )
    step, version = content.get("global_step"), content.get("pytorch-lightning_version")
    config = ImportedConfig(
        method=trained_as.method,
        beta=trained_as.beta,
        data=data,
        model=model,
        origin=Origin(
            implementation="reference",
            file=path.name,
            sha256=compute_sha256(path),
            step=step if type(step) is int and 0 <= step < 2**53 else 0,
            lightning=version[:40] if isinstance(version, str) and version.isascii() else "",
            labels=labels,
        ),
        **describe_settings(labels, content.get("epoch")),
    )
    return weights, config, trained_as.words


def _describe(config: ImportedConfig, trained_as: str, tensors: dict[str, torch.Tensor]) -> list[str]:
    model = config.model
    notes = [
        _("It is {trained_as}, as its kl_coeff and denoising say.").format(trained_as=trained_as)
        if model.head == "gaussian"
        else _("It is {trained_as}.").format(trained_as=trained_as),
        _(
            "Its shapes are those of {encoder} and {decoder} with {latent_dim} latents, for {title} "
            "at {image_size} pixels."
        ).format(
            encoder=model.encoder,
            decoder=model.decoder,
            latent_dim=model.latent_dim,
            title=SETS[config.data].title,
            image_size=model.image_size,
        ),
    ]
    if any(name.startswith("online_finetuner.") for name in tensors):
        notes.append(_("The linear probe that was trained along ('online_finetuner') is left out."))
    return notes
