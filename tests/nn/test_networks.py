import torch

from aavae.config import ModelConfig, ReferenceModelConfig
from aavae.nn.decoder import Decoder, LinearDecoder
from aavae.nn.encoder import PatchEncoder, ResNetEncoder
from aavae.nn.heads import GaussianHead
from aavae.nn.networks import build_networks
from aavae.nn.reference_decoder import ReferenceDecoder
from aavae.nn.reference_heads import DeterministicHead, ReferenceGaussianHead

REFERENCE = ReferenceModelConfig(encoder="resnet18", decoder="decoder18", head="gaussian", latent_dim=3)


def test_the_configuration_decides_which_networks_there_are() -> None:
    with torch.device("meta"):
        built = [
            build_networks(config)
            for config in (
                ModelConfig(),
                ModelConfig(encoder="resnet18"),
                REFERENCE,
                REFERENCE.model_copy(update={"head": "deterministic"}),
            )
        ]
    assert [tuple(map(type, networks)) for networks in built] == [
        (PatchEncoder, GaussianHead, LinearDecoder),
        (ResNetEncoder, GaussianHead, Decoder),
        (ResNetEncoder, ReferenceGaussianHead, ReferenceDecoder),
        (ResNetEncoder, DeterministicHead, ReferenceDecoder),
    ]
