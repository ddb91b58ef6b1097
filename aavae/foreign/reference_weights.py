"""The weights of the reference implementation: which networks they are of, and their names here.

Shapes decide; what a checkpoint says of itself is not asked. Source: src/vae.py, src/ae.py and src/models of
github.com/Lightning-Universe/paper-AAVAE at 87692a5.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from aavae.config import ReferenceDecoderName, ReferenceEncoderName, ReferenceModelConfig
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import _
from aavae.methods import METHODS
from aavae.models import Autoencoder, Normalise
from aavae.nn.reference_decoder import PLANS

_NameT = TypeVar("_NameT", bound=str)

_STAGES = (1, 2, 3, 4)
_ENCODERS: dict[tuple[tuple[int, ...], bool], ReferenceEncoderName] = {
    ((2, 2, 2, 2), False): "resnet18",
    ((3, 4, 6, 3), True): "resnet50",
}
"""By the blocks of each stage, and whether they are bottlenecks."""
_DECODERS: dict[tuple[tuple[int, ...], bool], ReferenceDecoderName] = {
    (plan.depths, plan.bottleneck > 1): name for name, plan in PLANS.items()
}
_STEM_WIDTH = 64
_LEFT_OUT = ("log_scale", "online_finetuner.weight", "online_finetuner.bias")
"""The likelihood's log variance, 0 as published, and a linear probe that was trained along."""
_PARTS = ("encoder.", "decoder.", "projection.")
_NAMES = {
    "gaussian": (
        ("encoder.resnet.", "encoder."),
        ("head.hidden.", "projection.first_layer."),
        ("head.mu.", "projection.mu."),
        ("head.log_var.", "projection.logvar."),
        ("decoder.", "decoder."),
    ),
    "deterministic": (
        ("encoder.resnet.", "encoder."),
        ("head.hidden.", "projection.projection_head."),
        ("head.mu.", "projection.projection_head.3."),
        ("decoder.", "decoder."),
    ),
}
"""Our prefix and the reference's, for each kind of head."""


class ReferenceDesign(NamedTuple):
    """Networks as shapes tell them.

    Attributes:
        encoder: its name.
        decoder: its name.
        is_variational: whether the head has a log_var.
        stem: height and width of the first convolution's kernel.
        latent_dim: width of mu.
    """

    encoder: ReferenceEncoderName
    decoder: ReferenceDecoderName
    is_variational: bool
    stem: int
    latent_dim: int

    def make_config(self, image_size: int) -> ReferenceModelConfig:
        """The networks' configuration for images of a size."""
        return ReferenceModelConfig(
            encoder=self.encoder,
            decoder=self.decoder,
            head="gaussian" if self.is_variational else "deterministic",
            latent_dim=self.latent_dim,
            image_size=image_size,
        )


def find_design(weights: Mapping[str, Tensor]) -> ReferenceDesign:
    """Tell the networks from the names and shapes of a checkpoint's weights.

    Raises:
        UserError: they are others than the reference's.
    """
    for name, value in weights.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise UserError(_("Its 'state_dict' holds something else than tensors by their names."))
    _check_is_published_layout(weights)
    stem, width = _find_stem(weights)
    if width != _STEM_WIDTH:
        raise UserError(
            _(
                "Its first convolution has {width} channels, not {stem_width}: ResNets of twice and four "
                "times the width are not supported."
            ).format(width=width, stem_width=_STEM_WIDTH)
        )
    encoder = _find_blocks(weights, "encoder", _ENCODERS)
    decoder = _find_blocks(weights, "decoder", _DECODERS)
    is_variational = "projection.mu.weight" in weights
    mu = weights["projection.mu.weight" if is_variational else "projection.projection_head.3.weight"]
    latent_dim = mu.shape[0] if mu.ndim else 0
    if not 1 <= latent_dim <= 4096:
        raise UserError(
            _("Its latents have {latent_dim} numbers: from 1 to {most} are supported.").format(
                latent_dim=latent_dim, most=format_count(4096)
            )
        )
    return ReferenceDesign(encoder, decoder, is_variational, stem, latent_dim)


def _check_is_published_layout(weights: Mapping[str, Tensor]) -> None:
    strange = next((name for name in weights if not name.startswith(_PARTS) and name not in _LEFT_OUT), None)
    if strange is not None:
        raise UserError(
            _("Its weight '{weight}' is none of the reference's VAE or AE.").format(weight=strange)
        )
    for part in _PARTS:
        if not any(name.startswith(part) for name in weights):
            raise UserError(
                _("It has no {part}: it is no VAE or AE of the reference.").format(
                    part=part.removesuffix(".")
                )
            )
    if any(name.startswith("projection.mu_bn.") for name in weights):
        raise UserError(_("Its head has a batch norm of mu ('projection.mu_bn'), as on the branch mu-bn."))
    if not {"projection.mu.weight", "projection.projection_head.3.weight"} & set(weights):
        raise UserError(
            _(
                "Its projection has neither 'mu' nor 'projection_head.3': older branches had a "
                "ProjectionEncoder."
            )
        )
    statistics = next((n for n in weights if n.startswith("decoder.") and n.endswith("running_mean")), None)
    if statistics is not None:
        raise UserError(
            _(
                "Its decoder has batch norm ('{statistics}'), as before 6 May 2021; the published one "
                "has none."
            ).format(statistics=statistics)
        )


def _find_stem(weights: Mapping[str, Tensor]) -> tuple[int, int]:
    """Size of the first convolution's kernel, and its channels."""
    kernel = weights.get("encoder.conv1.weight")
    shape = tuple(kernel.shape) if kernel is not None else ()
    if len(shape) != 4 or shape[1] != 3 or shape[2:] not in ((3, 3), (7, 7)):
        raise UserError(
            _(
                "Its first convolution 'encoder.conv1.weight' is {shape}: 3x3 or 7x7 on three "
                "channels is the reference's."
            ).format(shape=_describe_shape(shape))
        )
    return shape[2], shape[0]


def _find_blocks(
    weights: Mapping[str, Tensor], part: str, known: Mapping[tuple[tuple[int, ...], bool], _NameT]
) -> _NameT:
    depths = tuple(_count_blocks(weights, f"{part}.layer{stage}.") for stage in _STAGES)
    is_bottleneck = f"{part}.layer1.0.conv3.weight" in weights
    if (name := known.get((depths, is_bottleneck))) is not None:
        return name
    sentence = (
        _("Its {part} has stages of {depths} bottlenecks: supported are {supported}.")
        if is_bottleneck
        else _("Its {part} has stages of {depths} basic blocks: supported are {supported}.")
    )
    raise UserError(
        sentence.format(part=part, depths=", ".join(map(str, depths)), supported=", ".join(known.values()))
    )


def _count_blocks(weights: Mapping[str, Tensor], prefix: str) -> int:
    pattern = re.compile(rf"{re.escape(prefix)}(\d{{1,4}})\.")
    return len({match[1] for name in weights if (match := pattern.match(name))})


def translate_weights(
    weights: Mapping[str, Tensor], config: ReferenceModelConfig, normalise: Normalise
) -> dict[str, Tensor]:
    """The weights of an `Autoencoder` of this configuration: the checkpoint's tensors under our names.

    Args:
        weights: of the checkpoint.
        config: what `find_design` found.
        normalise: statistics of the channels, which become part of the weights.

    Raises:
        UserError: one is missing, is left over, has another shape, or is not finite.
    """
    with torch.device("meta"):
        expected = Autoencoder(config, METHODS["ae"], Normalise()).state_dict()
    translated = {f"normalise.{name}": value for name, value in normalise.state_dict().items()}
    known = {
        name: theirs
        for name in expected
        if (theirs := _name_in_reference(name, config)) is not None  # statistics of channels are not there
    }
    if (left := set(weights) - set(known.values()) - set(_LEFT_OUT)) != set():
        raise UserError(
            _("Its weight '{weight}' is not of a {encoder} with {decoder}.").format(
                weight=min(left), encoder=config.encoder, decoder=config.decoder
            )
        )
    for name, theirs in known.items():
        if theirs not in weights:
            raise UserError(_("Its weight '{weight}' is missing.").format(weight=theirs))
        found, shape = weights[theirs], expected[name].shape
        if found.shape != shape or found.is_floating_point() != expected[name].is_floating_point():
            raise UserError(
                _(
                    "Its weight '{weight}' is {shape} of {type}, and {expected_shape} of {expected_type} is "
                    "expected."
                ).format(
                    weight=theirs,
                    shape=_describe_shape(found.shape),
                    type=_name_type(found),
                    expected_shape=_describe_shape(shape),
                    expected_type=_name_type(expected[name]),
                )
            )
        translated[name] = found
    broken = next((known[name] for name in known if not translated[name].isfinite().all()), None)
    if broken is not None:
        raise UserError(_("Its weight '{weight}' is not finite (NaN or infinite).").format(weight=broken))
    return {name: value.to(expected[name].dtype) for name, value in translated.items()}


def _name_in_reference(name: str, config: ReferenceModelConfig) -> str | None:
    for ours, theirs in _NAMES[config.head]:
        if name.startswith(ours):
            return theirs + name.removeprefix(ours)
    return None


def _describe_shape(shape: "torch.Size | tuple[int, ...]") -> str:
    return "x".join(map(str, shape)) or _("a single number")


def _name_type(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
