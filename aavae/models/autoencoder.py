"""AE, VAE, denoising AE and AAVAE: one autoencoder, told apart by its method's switches."""

from torch import Tensor, nn

from aavae.config import ModelConfig
from aavae.losses.gaussian import compute_kl, compute_negative_log_likelihood
from aavae.methods import Method
from aavae.models.normalise import Normalise
from aavae.models.posterior import DrawNoise, Posterior, compute_z
from aavae.nn.networks import build_networks
from aavae.nn.patch_features import NUM_FEATURES


class Autoencoder(nn.Module):
    """Encoder, Gaussian head and decoder.

    Args:
        config: the networks' sizes.
        method: the switches; `augment` does not matter here, augmentation happens before.
        normalise: the images' channel statistics.
    """

    num_views = 1

    def __init__(self, config: ModelConfig, method: Method, normalise: Normalise) -> None:
        super().__init__()
        self.method = method
        self.normalise = normalise
        self.encoder, self.head, self.decoder = build_networks(config)
        self.feature_decoder = (
            nn.Sequential(
                nn.Linear(config.latent_dim, NUM_FEATURES), nn.ReLU(), nn.Linear(NUM_FEATURES, NUM_FEATURES)
            )
            if method.features > 0
            else None
        )

    def encode(self, images: Tensor) -> Posterior:
        """Map images (N, 3, H, W) in [0, 1] to their posterior."""
        h = self.encoder(self.normalise(images))
        return Posterior(h.float(), *self.head(h))

    def decode(self, latents: Tensor) -> Tensor:
        """Map latents (N, latent_dim) to images (N, 3, H, W) in [0, 1]."""
        return self.normalise.invert(self.decoder(latents))

    def forward(
        self, images: Tensor, views: list[Tensor], draw_noise: DrawNoise, features: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Compute beta * KL(q(z | view) || N(0, I)) - log p(image | z), sigma fixed at 1 (arXiv 2107.12329).

        A method with `features` adds as many times -log p(features | z), sigma fixed at 1 too.

        Args:
            images: the originals, the target, (N, 3, H, W) in [0, 1].
            views: one tensor like `images`, what the encoder sees.
            draw_noise: called where the method samples: noise that makes z of the posterior.
            features: standardised patch features of the originals (N, NUM_FEATURES), where they are a target.

        Returns:
            Scalars, means over the batch in nats: `loss`, and its parts `reconstruction` (negative log
            likelihood), `kl` (reported at any beta) and `features` where the method has them.
        """
        posterior = self.encode(views[0])
        assert posterior.log_var is not None
        latents = compute_z(posterior, draw_noise()) if self.method.sample else posterior.mu
        reconstruction = compute_negative_log_likelihood(self.normalise(images), self.decoder(latents)).mean()
        kl = compute_kl(posterior.mu, posterior.log_var).mean()
        # At beta 0 the KL stays out of the graph: 0 * infinity would be NaN.
        loss = reconstruction + self.method.beta * kl if self.method.beta > 0 else reconstruction
        parts = {"reconstruction": reconstruction.detach(), "kl": kl.detach()}
        if self.feature_decoder is not None:
            assert features is not None
            prediction = compute_negative_log_likelihood(features, self.feature_decoder(latents)).mean()
            loss = loss + self.method.features * prediction
            parts["features"] = prediction.detach()
        return {"loss": loss, **parts}
