"""What the page says of each run that went wrong, apart from its numbers."""

from collections.abc import Mapping
from typing import NamedTuple

from aavae.language import N_
from aavae.ui.gone_wrong.curves import CurveName


class Card(NamedTuple):
    """A run that went wrong; texts are English, marked for translation, and Markdown with terms.

    Attributes:
        title: what was done; short, for the choice.
        change: the setting against the healthy run, and why somebody would set it so.
        telling: the curve that gives it away.
        advice: what to do about it.
    """

    title: str
    change: str
    telling: CurveName
    advice: str


CARDS: Mapping[str, Card] = {
    "learning-rate": Card(
        N_("Learning rate too high"),
        N_(
            "The **[learning rate](term:learning-rate)** is 0.1 instead of 0.001, a hundred times as much: "
            "two zeros fell out of the number."
        ),
        "loss",
        N_(
            "Divide the learning rate by ten until the first steps no longer rise; a "
            "[warm-up](term:warm-up), or a limit on the gradient, carries a rate that is only a little too "
            "high. Do not wait for it to recover: start anew."
        ),
    ),
    "beta-10": Card(
        N_("Beta 10"),
        N_(
            "**[Beta](term:beta)**, the weight of the [KL term](term:kl-divergence), is 10 instead of 1: "
            "somebody wanted tidier [latents](term:latent)."
        ),
        "kl",
        N_(
            "Lower beta until the latents that you need stay [active](term:active-latents); or begin at 0 "
            "and raise it over the first [epochs](term:epoch). Compare reconstructions and KL, never the "
            "loss: with another beta it is another sum."
        ),
    ),
    "collapse": Card(
        N_("Collapsed"),
        N_(
            "The **reconstruction is averaged** over the 3 × 32 × 32 = 3,072 values of an image, but the "
            "[KL term](term:kl-divergence) is summed over the latents. It is a common slip in a VAE's "
            "code, and the same as a [beta](term:beta) of 3,072."
        ),
        "kl",
        N_(
            "Sum both parts of the [loss](term:loss), over pixels and over latents, and average over images "
            "alone. If a KL term near 0 stays, lower beta. A small loss is no comfort: a "
            "[collapsed](term:collapse) model reaches it without looking at the image."
        ),
    ),
    "latent-2": Card(
        N_("Two latents"),
        N_(
            "The model has **2 [latents](term:latent)** instead of 128: somebody wanted to draw them as a "
            "map."
        ),
        "reconstruction",
        N_(
            "Give it more latents, and draw a [map](term:map) of them by [UMAP](term:umap) or by their "
            "[principal directions](term:principal-direction). A KL term lets it leave unused ones alone."
        ),
    ),
    "batch-4": Card(
        N_("A batch of 4"),
        N_(
            "The **[batch](term:batch)** has 4 images instead of 256: more did not fit into a small GPU's "
            "memory."
        ),
        "loss",
        N_(
            "Take the largest batch that fits. If it must be so small, lower the learning rate, judge by the "
            "mean of many steps, and mind [batch norm](term:batch-norm), whose statistics of 4 images are "
            "as noisy. A contrastive method such as [SimCLR](term:simclr) needs large batches in any case."
        ),
    ),
    "crops": Card(
        N_("Crops too strong"),
        N_(
            "Each **[crop](term:crop)** shows an AAVAE 2 to 10 % of an image's area instead of 8 to 100 %: "
            "somebody thought that more [augmentation](term:augmentation) is always better."
        ),
        "reconstruction",
        N_(
            "Look at what the encoder sees before you train, on the page *Images* or *Reconstruct*: if you "
            "cannot tell the thing, neither can the model. Crops must leave enough in the picture to guess "
            "the rest."
        ),
    ),
}
"""Name of a pitfall -> its card, in the order of the page."""
