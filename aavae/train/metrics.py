"""What a training tells of itself: after every step, and after every epoch."""

from collections.abc import Callable
from typing import NamedTuple


class EpochMetrics(NamedTuple):
    """What one epoch measured.

    Attributes:
        epoch: epochs finished, from 1.
        step: optimiser steps made so far.
        loss: mean loss of the epoch, over the images of all processes, nats an image.
        parts: means of the loss's parts (`reconstruction`, `kl`), nats an image.
        gradient_norm: mean L2 norm of the gradient, before clipping.
        learning_rate: at the epoch's last step.
        images_per_second: training images, not views, over the time of the steps.
        knn_accuracy: in [0, 1]; kNN on h of clean images, see `aavae.train.monitor`; None without labels.
        knn_accuracy_views: in [0, 1]; kNN on h of augmented images; None without labels.
        similarity_auc: how often two views of one image are more alike, by mu, than views of two images.
        elapsed_seconds: training time of the whole run so far, over all its resumes.
        images_seen: training images so far, each counted as often as it was seen.
    """

    epoch: int
    step: int
    loss: float
    parts: dict[str, float]
    gradient_norm: float
    learning_rate: float
    images_per_second: float
    knn_accuracy: float | None
    knn_accuracy_views: float | None
    similarity_auc: float
    elapsed_seconds: float
    images_seen: int


class Progress(NamedTuple):
    """Where a run is, between two batches."""

    step: int
    total_steps: int
    epoch: int
    loss: float
    images_per_second: float
    elapsed_seconds: float


OnStep = Callable[[Progress], bool]
"""Called after every step, in the main process alone; returns whether all stop here."""
