"""Decoders: latents (N, latent_dim) to normalised images (N, 3, H, W), without an output activation.

Those of the ResNets share one plan, from the paper's runs (arXiv 2107.12329): two wide linear layers, a
reshape to 4x4, residual blocks with nearest upsampling, no batch norm. The patch encoder's has no convolution
at all: what an AAVAE can recover of an image whose crop it does not know has no detail to speak of.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from aavae.config import EncoderName


class DecoderPlan(NamedTuple):
    """Widths of a decoder.

    Attributes:
        hidden: width of the linear layers; hidden / 16 channels enter the first block at 4x4.
        widths: channels of each stage; a stage after the first doubles the resolution.
        depths: residual blocks in each stage.
        bottleneck: a block's inner width is its outer width divided by this.
    """

    hidden: int
    widths: tuple[int, ...]
    depths: tuple[int, ...]
    bottleneck: int


_LINEAR_HIDDEN = 1024
_LARGEST_GRID = 32
"""Height and width of what the patch encoder's decoder paints at most, before it is enlarged."""
_PLANS: dict[EncoderName, DecoderPlan] = {
    "resnet18": DecoderPlan(2048, widths=(512, 256, 128), depths=(2, 2, 2), bottleneck=1),
    "resnet50": DecoderPlan(2048, widths=(1024, 512, 256), depths=(3, 6, 4), bottleneck=4),
}


class ResidualBlock(nn.Module):
    """A residual block without normalisation.

    The last convolution starts at zero, so that a deep decoder without batch norm starts as a shallow
    one and its signal neither dies nor explodes (Zhang et al., Fixup, arXiv 1901.09321).
    """

    def __init__(self, in_channels: int, out_channels: int, bottleneck: int) -> None:
        super().__init__()
        inner = out_channels // bottleneck
        layers: list[nn.Module] = []
        if bottleneck > 1:
            layers += [nn.Conv2d(in_channels, inner, 1), nn.ReLU(inplace=True)]
        last = nn.Conv2d(inner, out_channels, 1 if bottleneck > 1 else 3, padding=0 if bottleneck > 1 else 1)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)  # pyright: ignore[reportArgumentType]
        layers += [
            nn.Conv2d(inner if bottleneck > 1 else in_channels, inner, 3, padding=1),
            nn.ReLU(inplace=True),
            last,
        ]
        self.body = nn.Sequential(*layers)
        self.shortcut = (
            nn.Identity() if in_channels == out_channels else nn.Conv2d(in_channels, out_channels, 1)
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (N, in_channels, H, W) to (N, out_channels, H, W)."""
        return nn.functional.relu(self.shortcut(inputs) + self.body(inputs))


class Decoder(nn.Module):
    """Two linear layers, stages of residual blocks, nearest upsampling, one convolution to 2x2 pixels."""

    def __init__(self, plan: DecoderPlan, latent_dim: int, image_size: int) -> None:
        super().__init__()
        self.image_size = image_size
        self.linear = nn.Sequential(
            nn.Linear(latent_dim, plan.hidden), nn.ReLU(), nn.Linear(plan.hidden, plan.hidden), nn.ReLU()
        )
        self.start_channels = plan.hidden // 16
        stages, in_width = [], self.start_channels
        for width, depth in zip(plan.widths, plan.depths, strict=True):
            stages.append(
                nn.Sequential(
                    *(
                        ResidualBlock(in_width if i == 0 else width, width, plan.bottleneck)
                        for i in range(depth)
                    )
                )
            )
            in_width = width
        self.stages = nn.ModuleList(stages)
        # The last doubling is a rearrangement of channels (Shi et al., arXiv 1609.05158): a convolution at
        # full resolution to 3 channels costs a CPU more than the rest of the decoder.
        self.pixels = nn.Sequential(nn.Conv2d(in_width, 12, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, latents: Tensor) -> Tensor:
        """Map latents (N, latent_dim) to normalised images (N, 3, image_size, image_size)."""
        features = self.linear(latents).view(-1, self.start_channels, 4, 4)
        features = features.contiguous(memory_format=torch.channels_last)
        for index, stage in enumerate(self.stages):
            features = stage(features if index == 0 else interpolate(features, scale_factor=2.0))
        half = self.image_size // 2
        return self.pixels(interpolate(features, size=(half, half)))


class LinearDecoder(nn.Module):
    """Two linear layers to an image of half the height and width, doubled by bicubic interpolation.

    Above 64 pixels they paint 32x32 all the same, which is enlarged more: a hundred latents hold less detail
    than that, and the last layer would have most of the model's weights.
    """

    upsampling: Tensor

    def __init__(self, latent_dim: int, image_size: int) -> None:
        super().__init__()
        self.grid_size = min(image_size // 2, _LARGEST_GRID)
        self.linear = nn.Sequential(
            nn.Linear(latent_dim, _LINEAR_HIDDEN),
            nn.ReLU(),
            nn.Linear(_LINEAR_HIDDEN, 3 * self.grid_size**2),
        )
        # Interpolation along an axis is one small matrix: as products, a third of torch's own operation.
        each = torch.eye(self.grid_size)[None, None]
        matrix = interpolate(each, size=(image_size, self.grid_size), mode="bicubic")[0, 0]
        self.register_buffer("upsampling", matrix, persistent=False)

    def forward(self, latents: Tensor) -> Tensor:
        """Map latents (N, latent_dim) to normalised images (N, 3, image_size, image_size)."""
        painted = self.linear(latents).view(-1, 3, self.grid_size, self.grid_size)
        return self.upsampling @ painted @ self.upsampling.T


def build_decoder(name: EncoderName, latent_dim: int, image_size: int) -> Decoder | LinearDecoder:
    """Build the decoder that goes with the named encoder."""
    if name == "patch":
        return LinearDecoder(latent_dim, image_size)
    return Decoder(_PLANS[name], latent_dim, image_size)
