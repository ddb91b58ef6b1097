"""Linear probes along the way through a model: which layer shows the classes most plainly?"""

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aavae.analysis.probes.linear_probe import PROBE_CONSTANTS, compute_linear_probe
from aavae.data.image_set import Dataset, check_has_labels
from aavae.data.mapped import release_pages
from aavae.errors import UserError
from aavae.evaluation.absence import explain_absence
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.models import get_model
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.subject import Subject
from aavae.language import _

if TYPE_CHECKING:
    from torch import Tensor, nn

    from aavae.foreign.onnx_model import OnnxModel
    from aavae.models import Model

HIDDEN = "head"
"""The layer between h and mu."""
_TAKEN = ("h", HIDDEN, "mu", "z")
"""Names of what every model has, which an output of a file can have as well."""

_KIND = ResultKind("layers", version=1, probe=PROBE_CONSTANTS)


class LayerProbes(NamedTuple):
    """Linear probes of L layers, from the image to the latents.

    Attributes:
        names: of the layers.
        accuracies: float64 (L,), in [0, 1], on all test images.
        lows: float64 (L,), lower ends of the 95 % Wilson intervals.
        highs: float64 (L,), their upper ends.
    """

    names: tuple[str, ...]
    accuracies: np.ndarray
    lows: np.ndarray
    highs: np.ndarray


def _list_layers(model: "Model") -> "dict[str, nn.Module]":
    """The modules whose output is a layer besides h, mu and z, in the order in which an image passes them."""
    from aavae.nn.encoder import PatchEncoder, ResNetEncoder

    encoder = model.encoder
    if isinstance(encoder, ResNetEncoder):
        resnet = encoder.resnet
        stem, stages = resnet.maxpool, [resnet.layer1, resnet.layer2, resnet.layer3, resnet.layer4]
    else:
        stem, stages = encoder.stem, list(encoder.stages)
    if not isinstance(encoder, PatchEncoder):
        # Pooled, the last stage is h itself.
        stages.pop()
    numbered = {f"stage {number}": stage for number, stage in enumerate(stages, 1)}
    return {"stem": stem, **numbered, HIDDEN: model.head.hidden}


def compute_layer_features(
    model: "Model | OnnxModel", images: np.ndarray, batch_size: int = 500
) -> dict[str, np.ndarray]:
    """Features of the layers between the image and h, and between h and mu; those that a file names.

    Maps are averaged over space, as the encoder does with its last one to make h.

    Args:
        model: in evaluation mode; it is as before afterwards.
        images: uint8 (N, 3, H, W).
        batch_size: images in a pass.

    Returns:
        Name of the layer -> float32 (N, channels), in the order in which an image passes the layers.
    """
    import torch

    from aavae.models import Autoencoder, SimCLR

    if isinstance(model, Autoencoder | SimCLR):
        batches = _compute_by_hooks(model, images, batch_size)
    else:
        batches = _compute_by_names(model, images, batch_size)
    return {name: torch.cat(parts).numpy() for name, parts in batches.items()}


def _compute_by_names(model: "OnnxModel", images: np.ndarray, batch_size: int) -> "dict[str, list[Tensor]]":
    import torch

    from aavae.representations import to_unit_range

    batches: dict[str, list[Tensor]] = {}
    for batch in torch.from_numpy(images).split(batch_size):
        for name, values in model.encode_layers(to_unit_range(batch)).items():
            batches.setdefault(f"output {name}" if name in _TAKEN else name, []).append(values)
        release_pages(images)
    return batches


def _compute_by_hooks(model: "Model", images: np.ndarray, batch_size: int) -> "dict[str, list[Tensor]]":
    from aavae.representations import encode_batches

    layers = _list_layers(model)
    batches: dict[str, list[Tensor]] = {name: [] for name in layers}

    def keep(name: str, _module: "nn.Module", _inputs: "tuple[Tensor, ...]", output: "Tensor") -> None:
        batches[name].append(output.mean((2, 3)) if output.ndim == 4 else output.clone())

    handles = [layer.register_forward_hook(partial(keep, name)) for name, layer in layers.items()]
    try:
        for __ in encode_batches(model, images, batch_size):
            pass
    finally:
        for handle in handles:
            handle.remove()
    return batches


def evaluate_layers(subject: Subject, dataset: Dataset, *, ship: bool = False) -> LayerProbes:
    """Linear probe of every layer with all training labels, each tested on all test images.

    A z is a layer of those models only that were trained with its noise.

    Raises:
        UserError: the subject has no layers, or there are no labels.
    """
    if (reason := explain_absence(subject, "layers")) is not None:
        raise UserError(_("{reason} Choose a model.").format(reason=reason))
    check_has_labels(dataset)
    inputs = {"subject": subject.compute_digest(), "data": dataset.digest}

    def compute() -> LayerProbes:
        train, test = dataset.train.labelled, dataset.test.labelled
        model = get_model(subject, train.image_shape[-1])
        features, queries = (compute_layer_features(model, split.images) for split in (train, test))
        probes = {
            name: compute_linear_probe(
                features[name], train.labels, queries[name], test.labels, num_classes=len(train.class_names)
            )
            for name in features
        }
        hidden = probes.pop(HIDDEN, None)
        probes["h"] = evaluate_linear_probe(subject, dataset, representation="h")
        if hidden is not None:
            probes[HIDDEN] = hidden
        if "mu" in subject.representations:
            probes["mu"] = evaluate_linear_probe(subject, dataset, representation="mu")
        if explain_absence(subject, "latents") is None:
            probes["z"] = evaluate_linear_probe(subject, dataset, representation="z")
        accuracies, lows, highs = np.array([(probe.accuracy, *probe.interval) for probe in probes.values()]).T
        return LayerProbes(tuple(probes), accuracies, lows, highs)

    return find_or_compute(LayerProbes, _KIND, inputs, compute, ship)
