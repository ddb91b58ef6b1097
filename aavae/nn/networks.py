"""The networks of an autoencoder, as a configuration asks for them: ours, or the reference's."""

from typing import NamedTuple

from aavae.config import ModelConfig, ReferenceModelConfig
from aavae.nn.decoder import Decoder, LinearDecoder, build_decoder
from aavae.nn.encoder import PatchEncoder, ResNetEncoder, build_encoder
from aavae.nn.heads import GaussianHead
from aavae.nn.reference_decoder import ReferenceDecoder
from aavae.nn.reference_heads import DeterministicHead, ReferenceGaussianHead


class Networks(NamedTuple):
    """From normalised images to features, to the posterior's parameters, and from latents to images."""

    encoder: PatchEncoder | ResNetEncoder
    head: GaussianHead | DeterministicHead
    decoder: Decoder | LinearDecoder | ReferenceDecoder


def build_networks(config: ModelConfig) -> Networks:
    """Build them; the order in which they draw their weights is encoder, head, decoder."""
    encoder = build_encoder(config.encoder, config.image_size)
    if isinstance(config, ReferenceModelConfig):
        head = ReferenceGaussianHead if config.head == "gaussian" else DeterministicHead
        return Networks(
            encoder,
            head(encoder.out_features, config.latent_dim),
            ReferenceDecoder(config.decoder, encoder.out_features, config.latent_dim, config.image_size),
        )
    return Networks(
        encoder,
        GaussianHead(encoder.out_features, config.latent_dim),
        build_decoder(config.encoder, config.latent_dim, config.image_size),
    )
