"""The decoder of the reference implementation, github.com/Lightning-Universe/paper-AAVAE.

Source: src/models/decoder.py at 87692a5. Ours (`aavae.nn.decoder`) follows the same plan with fewer stages:
its weights are others. Attributes have the reference's names, by which its weights are found.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, relu

from aavae.config import ReferenceDecoderName

_SIDE = 4
"""Height and width of what the linear layers make."""
_START_PARTS = 16
"""The linear layers' width is that of so many places, 4x4 of them."""
_WIDTHS = (256, 128, 64, 32)
"""Of each stage: of its blocks, or inside its bottlenecks, which put out four times as many."""
_STEM_WIDTH = 64
_LARGE = 64
"""Above it, in pixels, the encoder's stem halves the image, which the decoder's end doubles back."""


class ReferencePlan(NamedTuple):
    """Blocks of a decoder.

    Attributes:
        depths: residual blocks in each of the four stages.
        bottleneck: a block's output is so many times as wide as its 3x3 convolution; 1: a basic block.
    """

    depths: tuple[int, int, int, int]
    bottleneck: int


PLANS: dict[ReferenceDecoderName, ReferencePlan] = {
    "decoder18": ReferencePlan((2, 2, 2, 2), bottleneck=1),
    "decoder34": ReferencePlan((3, 6, 4, 3), bottleneck=1),
    "decoder50": ReferencePlan((3, 6, 4, 3), bottleneck=4),
}


class Interpolate(nn.Module):
    """Nearest neighbours: to a size, or to twice the size that there is."""

    def __init__(self, size: int | None) -> None:
        super().__init__()
        self.size = size

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, C, size, size), or (N, C, 2 H, 2 W)."""
        if self.size is None:
            return interpolate(inputs, scale_factor=2.0)
        return interpolate(inputs, size=(self.size, self.size))


class ReferenceBlock(nn.Module):
    """A residual block without normalisation, which enlarges where its stage begins.

    A bottleneck enlarges after its first convolution and that one's ReLU, a basic block before it.
    """

    def __init__(self, in_channels: int, width: int, bottleneck: int, enlarge: nn.Module) -> None:
        super().__init__()
        out_channels = width * bottleneck
        self.is_bottleneck = bottleneck > 1
        self.enlarge = enlarge
        if self.is_bottleneck:
            self.conv1 = nn.Conv2d(in_channels, width, 1)
            self.conv2 = nn.Conv2d(width, width, 3, padding=1)
            self.conv3 = nn.Conv2d(width, out_channels, 1)
        else:
            self.conv1 = nn.Conv2d(in_channels, width, 3, padding=1)
            self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.upsample = (
            nn.Identity()
            if isinstance(enlarge, nn.Identity)
            else nn.Sequential(enlarge, nn.Conv2d(in_channels, out_channels, 1))
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (N, in_channels, H, W) to (N, out_channels, H', W')."""
        if self.is_bottleneck:
            outputs = relu(self.conv2(self.enlarge(relu(self.conv1(inputs)))))
            outputs = self.conv3(outputs)
        else:
            outputs = self.conv2(relu(self.conv1(self.enlarge(inputs))))
        return relu(outputs + self.upsample(inputs))


class ReferenceDecoder(nn.Module):
    """Two linear layers, a 1x1 convolution, four stages, two 3x3 convolutions to pixels.

    Args:
        name: of the reference's decoder.
        hidden: width of the linear layers, the encoder's `out_features`.
        latent_dim: width of the latents.
        image_size: height and width of the images; above 64 the last doubling comes after the stages.
    """

    def __init__(self, name: ReferenceDecoderName, hidden: int, latent_dim: int, image_size: int) -> None:
        super().__init__()
        plan = PLANS[name]
        self.is_large = image_size > _LARGE
        self.start_channels = hidden // _START_PARTS
        self.linear_projection1 = nn.Linear(latent_dim, hidden)
        self.linear_projection2 = nn.Linear(hidden, hidden)
        self.conv1 = nn.Conv2d(self.start_channels, hidden, 1)
        # The first stage enlarges to what three doublings make the image of, or the half of it.
        size, in_channels, stages = image_size // (16 if self.is_large else 8), hidden, []
        for index, (width, depth) in enumerate(zip(_WIDTHS, plan.depths, strict=True)):
            blocks = []
            for number in range(depth):
                enlarge = Interpolate(size if index == 0 else None) if number == 0 else nn.Identity()
                blocks.append(ReferenceBlock(in_channels, width, plan.bottleneck, enlarge))
                in_channels = width * plan.bottleneck
            stages.append(nn.Sequential(*blocks))
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.conv2 = nn.Conv2d(in_channels, _STEM_WIDTH, 3, padding=1)
        self.final_conv = nn.Conv2d(_STEM_WIDTH, 3, 3, padding=1)

    def forward(self, latents: Tensor) -> Tensor:
        """Map latents (N, latent_dim) to normalised images (N, 3, image_size, image_size)."""
        hidden = relu(self.linear_projection2(relu(self.linear_projection1(latents))))
        features = hidden.view(-1, self.start_channels, _SIDE, _SIDE)
        features = relu(self.conv1(features.contiguous(memory_format=torch.channels_last)))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            features = stage(features)
        features = relu(self.conv2(features))
        return self.final_conv(interpolate(features, scale_factor=2.0) if self.is_large else features)
