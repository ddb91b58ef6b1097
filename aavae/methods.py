"""A method is data: three switches of one autoencoder, or a contrastive objective.

Falcon et al. (arXiv 2107.12329) change a VAE in three ways: the encoder sees an augmented image, the
decoder must recover the original, and the KL term goes. The table below holds the methods on that path.
"""

from typing import Literal, NamedTuple

from aavae.language import N_

MethodName = Literal["ae", "vae", "dae", "aavae", "aavae-features", "simclr"]


class Method(NamedTuple):
    """What a training objective does with an image.

    Attributes:
        title: the name that people read.
        description: one sentence.
        augment: whether the encoder sees an augmented image; the target is always the original.
        sample: whether the decoder gets a sample z of the posterior, or its mean.
        beta: the weight of the KL term, in nats per nat; 0 drops it.
        features: the weight of a second target, patch features of the original, in nats per nat; 0 drops it.
            Not in the paper; see `aavae.nn.patch_features`.
        contrastive: SimCLR's objective on two views instead of reconstruction; it has no decoder.
    """

    title: str
    description: str
    augment: bool
    sample: bool
    beta: float
    features: float = 0.0
    contrastive: bool = False


METHODS: dict[MethodName, Method] = {
    "ae": Method(
        title="AE",
        description=N_("Autoencoder: encode the image, decode it again."),
        augment=False,
        sample=False,
        beta=0.0,
    ),
    "vae": Method(
        title="VAE",
        description=N_(
            "Variational autoencoder: decode a noisy sample, and keep all latents' clouds near one standard "
            "cloud."
        ),
        augment=False,
        sample=True,
        beta=1.0,
    ),
    "dae": Method(
        title=N_("Denoising AE"),
        description=N_("Encode an augmented image, decode the original one."),
        augment=True,
        sample=False,
        beta=0.0,
    ),
    "aavae": Method(
        title="AAVAE",
        description=N_(
            "Encode an augmented image, decode a noisy sample to the original one, with no KL term."
        ),
        augment=True,
        sample=True,
        beta=0.0,
    ),
    "aavae-features": Method(
        title=N_("AAVAE + features"),
        description=(
            N_(
                "An AAVAE that also predicts features of the original's small patches: "
                "an extension of the paper's."
            )
        ),
        augment=True,
        sample=True,
        beta=0.0,
        features=10.0,
    ),
    "simclr": Method(
        title="SimCLR",
        description=N_("Pull two augmented views of one image together, push other images away; no decoder."),
        augment=True,
        sample=False,
        beta=0.0,
        contrastive=True,
    ),
}
