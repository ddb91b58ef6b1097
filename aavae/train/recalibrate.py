"""Batch-norm statistics for the images that a model will be shown."""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm

from aavae.models import Model


@torch.no_grad()
def recalibrate_batch_norm(model: Model, batches: Iterable[Tensor]) -> None:
    """Replace the running statistics of the encoder by their means over clean images.

    A model trained on augmented images alone has the statistics of augmented images; probes and pages
    show it clean ones. Weights are not touched. Each of several processes does this for itself, on the same
    images.

    Args:
        model: changed in place; its training mode is as before afterwards.
        batches: uint8 (N, 3, H, W) on the model's device, each a pass; a few thousand images are plenty. A
            batch of a single one is left out.
    """
    norms = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    momenta = [norm.momentum for norm in norms]
    was_training = model.training
    for norm in norms:
        norm.reset_running_stats()
        # None: a plain average over all batches, in place of an exponential one.
        norm.momentum = None
    model.train()
    for batch in batches:
        if len(batch) > 1:
            model.encode(batch.float() / 255)
    model.train(was_training)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
