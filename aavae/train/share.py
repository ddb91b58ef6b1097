"""One process's share of every batch, drawn as one process would draw the whole batch."""

import torch
from torch import Tensor

from aavae.augment import Parameters, apply_centre_crop, apply_parameters, draw_parameters
from aavae.config import RunConfig
from aavae.errors import UserError
from aavae.language import _
from aavae.nn.patch_features import compute_patch_features
from aavae.train.training_images import TrainingImages


def check_shares(config: RunConfig, num_images: int, num_processes: int) -> None:
    """Check that the processes can share each batch equally.

    Raises:
        UserError: they cannot.
    """
    step_images = min(config.batch_size, num_images)
    if step_images % num_processes:
        raise UserError(
            _(
                "{num_processes} processes cannot share a batch of {step_images} images equally: choose "
                "another number of processes, or a batch size up to {num_images} that is a multiple of "
                "it."
            ).format(num_processes=num_processes, step_images=step_images, num_images=num_images)
        )


class BatchShare:
    """What one process trains on: the same contiguous rows of every batch.

    Augmentations and noise are drawn for the whole batch in every process alike, so that an image gets the
    same ones however many processes there are.

    Args:
        config: the run.
        images: the whole training set.
        rank: of this process.
        num_processes: how many share a batch.

    Attributes:
        augment_generator: source of the augmentations.
        noise_generator: source of the posterior's noise; its own, so that switching augmentation off leaves
            the noise as it was.
    """

    def __init__(self, config: RunConfig, images: TrainingImages, rank: int, num_processes: int) -> None:
        self._config = config
        self._images = images
        self._features = None
        if config.switches.features > 0:
            self._features = compute_patch_features(images.tensor, config.seed, release=images.release)
        self._step_images = min(config.batch_size, len(images))
        size = self._step_images // num_processes
        self._rows = slice(rank * size, (rank + 1) * size)
        self._device = images.tensor.device
        self.augment_generator = torch.Generator(self._device).manual_seed(config.seed)
        self.noise_generator = torch.Generator(self._device).manual_seed(config.seed + 1)

    def take_images(self, indices: Tensor) -> Tensor:
        """Take this share of a batch: indices (step_images,) to float32 (n, 3, H, W) in [0, 1]."""
        images = self._images.take(indices[self._rows])
        return images.float().div_(255).contiguous(memory_format=torch.channels_last)

    def take_features(self, indices: Tensor) -> Tensor | None:
        """Take this share of the second target, (n, NUM_FEATURES) in 32 bits; None where there is none."""
        if self._features is None:
            return None
        return self._features[indices[self._rows].to(self._features.device)].float()

    def crop_target(self, images: Tensor) -> Tensor:
        """Crop images of this share to what the decoder is to paint; where it is all, they are the same."""
        return apply_centre_crop(images, self._config.target_crop)

    def draw_view(self, images: Tensor) -> Tensor:
        """Draw what the encoder sees of this share: augmented images, or what the decoder is to paint."""
        if not self._config.switches.augment:
            return self.crop_target(images)
        height, width = images.shape[2:]
        drawn = draw_parameters(
            self._step_images, height, width, self._config.augment, self.augment_generator
        )
        return apply_parameters(images, Parameters(*(values[self._rows] for values in drawn)))

    def draw_noise(self) -> Tensor:
        """Draw standard normal noise (n, latent_dim), float32, for this share."""
        shape = (self._step_images, self._config.model.latent_dim)
        noise = torch.randn(shape, generator=self.noise_generator, device=self._device)
        return noise[self._rows]
