"""Encoders: normalised images (N, 3, H, W) to pooled features h (N, encoder.out_features)."""

import itertools
from typing import TYPE_CHECKING

from torch import Tensor, nn

from aavae.config import EncoderName

if TYPE_CHECKING:
    from torchvision.models import ResNet

_PATCH_WIDTHS = (64, 128, 256)
_LARGE = 64
"""From this size on, in pixels, the patch encoder has a stage more, and its patches grow with the image."""
_LARGE_WIDTHS = (32, *_PATCH_WIDTHS)
_STEM_SIDE = 16
"""Height and width of what the stem of a large image puts out."""


class BasicBlock(nn.Module):
    """Two 3x3 convolutions with batch norm and a shortcut (He et al., arXiv 1512.03385)."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
        )
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels)
            )

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (N, in_channels, H, W) to (N, out_channels, H / stride, W / stride)."""
        return nn.functional.relu(self.body(inputs) + self.shortcut(inputs))


class PatchEncoder(nn.Module):
    """A residual network on patches: made to see most images in an hour of CPU.

    The stem reads 8x8 patches at every fourth pixel, so that all that follows works at a quarter of the
    resolution or less. From 64 pixels on there are 16 by 16 patches, twice as large as what lies between
    them, and one more stage, so that the stem alone costs more with the image (docs/images.md, "Sizes").
    Half of the width of h comes from a 1x1 convolution at the end: a linear probe gains from width, and there
    it costs almost nothing (docs/recipe.md).

    Args:
        image_size: height and width of the images, in pixels.
    """

    out_features = 512

    def __init__(self, image_size: int) -> None:
        super().__init__()
        is_large = image_size >= _LARGE
        stride = image_size // _STEM_SIDE if is_large else 4
        widths = _LARGE_WIDTHS if is_large else _PATCH_WIDTHS
        first = widths[0]
        self.stem = nn.Sequential(
            nn.Conv2d(3, first, 2 * stride, stride, padding=(stride + 1) // 2, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(inplace=True),
        )
        blocks = [BasicBlock(first, first, stride=1)]
        for in_width, width in itertools.pairwise(widths):
            blocks.append(BasicBlock(in_width, width, stride=2))
        self.stages = nn.Sequential(*blocks)
        self.expand = nn.Sequential(
            nn.Conv2d(widths[-1], self.out_features, 1, bias=False),
            nn.BatchNorm2d(self.out_features),
            nn.ReLU(inplace=True),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Map images (N, 3, H, W) to features (N, out_features)."""
        return self.expand(self.stages(self.stem(images))).mean(dim=(2, 3))


class ResNetEncoder(nn.Module):
    """torchvision's ResNet with the paper's stem and without its classifier.

    Up to 64 pixels the stem is the CIFAR one (3x3, stride 1), above it is the 7x7 of STL-10; neither
    has a max-pool (arXiv 2107.12329, section 4).
    """

    def __init__(self, resnet: "ResNet", image_size: int) -> None:
        super().__init__()
        self.out_features = resnet.fc.in_features
        if image_size <= 64:
            resnet.conv1 = nn.Conv2d(3, 64, 3, stride=1, padding=1, bias=False)
        resnet.maxpool = nn.Identity()  # pyright: ignore[reportAttributeAccessIssue]
        resnet.fc = nn.Identity()  # pyright: ignore[reportAttributeAccessIssue]
        self.resnet = resnet

    def forward(self, images: Tensor) -> Tensor:
        """Map images (N, 3, H, W) to features (N, out_features)."""
        return self.resnet(images)


def build_encoder(name: EncoderName, image_size: int) -> PatchEncoder | ResNetEncoder:
    """Build the named encoder for square images of `image_size` pixels."""
    if name == "patch":
        return PatchEncoder(image_size)
    # Imported as late as this: it takes a second and 160 MB, and most models have no ResNet.
    from torchvision.models import resnet18, resnet50

    resnet = resnet18 if name == "resnet18" else resnet50
    return ResNetEncoder(resnet(weights=None), image_size)
