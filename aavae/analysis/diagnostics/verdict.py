"""Is a model learning, or has it collapsed? Judged by numbers that need no labels, which the sentence names.

No single number can tell. Rank cannot: weights at random keep as much of it as training leaves. Nor can how
alike the views of an image are: where all images are one point, they are the same. So collapse is looked for
first, then what sets a model apart from an encoder with random weights on the very same images.

The thresholds were measured on the test images of CIFAR-10: on the shipped models, on the models of the study
of beta, on a training's first epochs, and on random weights; docs/verdict.md has the table.
"""

from typing import Literal, NamedTuple

from aavae.formatting import format_count
from aavae.language import _, ngettext

VerdictKind = Literal["learning", "collapsed", "random", "unclear"]

MIN_NUM_IMAGES = 100
"""Of 100 images, drawn 40 times, random weights were taken for learning once at most, and shipped models
always kept their verdict; of 50 images it was twice, of 25 three times."""
ONE_POINT = -1e-4
"""A uniformity above this is one point for all images; the untrained encoder's comes nearest, -0.018."""
LOW_RANK = 5.0
"""A RankMe below this is a collapse onto a few directions; the lowest of a model that learned is 21, that of
SimCLR's projection."""
SIMILARITY_GAIN = 0.08
"""An AUC whose 95 % interval lies by more than this above the untrained encoder's AUC is a sign of learning.
That of other random weights is above by up to 0.07; of the shipped models, those that learn from views have
intervals that begin 0.09 to 0.34 above."""
INVARIANCE_GAIN = 0.05
"""So is an invariance to colour jitter by more than this above the untrained encoder's. Of other random
weights it is at most 0.02 above, far below once batch norm has seen the images; of the shipped models it is
0.11 above and more."""
COLLAPSED_LATENTS = 1 / 6
"""Latents have collapsed where at most this part of them carries more image than noise: 13 % in a VAE of
beta 10, 4 % and 8 % in an AAVAE of beta 10 and 1. In the shipped VAE it is 47 %, in an AAVAE after its first
epoch 22 %."""


class Evidence(NamedTuple):
    """What is measured of a representation, without labels.

    Attributes:
        num_images: the fewest images that one of the numbers is of.
        rank_me: effective rank, in [0, num_directions]; see `compute_spectrum`.
        num_directions: how many there could be.
        leading: part of the variance along the strongest direction, in [0, 1]; 0 where nothing varies.
        uniformity: of views, at most 0; 0 is one point. See `compute_uniformity`.
        auc: probability that two views of an image have a larger cosine than views of two images.
        auc_low: lower end of its 95 % interval.
        invariance: to colour jitter, at most 1; see `compute_invariance`. NaN where nothing varies.
    """

    num_images: int
    rank_me: float
    num_directions: int
    leading: float
    uniformity: float
    auc: float
    auc_low: float
    invariance: float


class LatentUse(NamedTuple):
    """How many latents of a posterior carry more image than noise, and how far it is from its prior.

    Attributes:
        num_informative: latents with a signal-to-noise ratio above 1.
        num_latents: of all.
        kl: of the posterior from its prior, in nats an image.
    """

    num_informative: int
    num_latents: int
    kl: float

    @property
    def has_collapsed(self) -> bool:
        """Whether too few latents carry an image."""
        return self.num_informative <= COLLAPSED_LATENTS * self.num_latents

    def __str__(self) -> str:
        return _(
            "{num_informative} of {num_latents} latents carry more image than noise (KL {kl} nats an image)"
        ).format(num_informative=self.num_informative, num_latents=self.num_latents, kl=_format(self.kl))


class Verdict(NamedTuple):
    """A judgement and its reasons.

    Attributes:
        kind: learning; collapsed; random: nothing sets it apart from random weights; unclear: cannot be told.
        judgement: in words.
        reasons: the numbers that it rests on.
    """

    kind: VerdictKind
    judgement: str
    reasons: str

    @property
    def sentence(self) -> str:
        """Judgement and reasons, without a full stop."""
        return f"{self.judgement}: {self.reasons}"


def compute_verdict(
    evidence: Evidence, untrained: Evidence, latents: LatentUse | None = None, *, of_latents: bool = False
) -> Verdict:
    """Judge a representation.

    Args:
        evidence: of the representation.
        untrained: of the same representation of the untrained encoder, on the same images.
        latents: of the model's posterior; None: it has none that was trained with noise.
        of_latents: whether the representation is mu itself, so that a collapse of latents is its own.
    """
    if evidence.num_images < MIN_NUM_IMAGES:
        return explain_too_few(evidence.num_images)
    spread = _describe_spread(evidence)
    similarity = _("AUC of views {auc:.2f} (untrained {untrained:.2f})").format(
        auc=evidence.auc, untrained=untrained.auc
    )
    if evidence.rank_me == 0 or evidence.uniformity > ONE_POINT:
        return Verdict("collapsed", _("collapsed, all images lie in one point"), f"{spread}; {similarity}")
    if evidence.rank_me < LOW_RANK:
        return Verdict("collapsed", _("collapsed onto a few directions"), f"{spread}; {similarity}")
    knows_images = evidence.auc_low > untrained.auc + SIMILARITY_GAIN
    has_learned = knows_images or evidence.invariance > untrained.invariance + INVARIANCE_GAIN
    has_collapsed = latents is not None and latents.has_collapsed
    invariance = _("invariance to colour jitter {invariance:.2f} (untrained {untrained:.2f})").format(
        invariance=evidence.invariance, untrained=untrained.invariance
    )
    reasons = f"{similarity}, {invariance}; {spread}" + ("" if latents is None else f"; {latents}")
    if has_learned:
        if has_collapsed and of_latents:
            return Verdict("collapsed", _("its latents have collapsed, those left have learned"), reasons)
        return Verdict("learning", _say_learning(has_collapsed, knows_images), reasons)
    if latents is not None and has_collapsed and latents.num_informative:
        return Verdict("collapsed", _("its latents have collapsed, those left look random"), reasons)
    judgement = (
        _("no sign of learning, random weights do as well, or all latents have collapsed")
        if has_collapsed
        else _("no sign of learning, random weights do as well")
    )
    return Verdict("random", judgement, reasons)


def _say_learning(has_collapsed: bool, knows_images: bool) -> str:
    if has_collapsed and not knows_images:
        return _("learning, but its latents have collapsed, though it hardly knows an image by its views")
    if has_collapsed:
        return _("learning, but its latents have collapsed")
    if not knows_images:
        return _("learning, though it hardly knows an image by its views")
    return _("learning")


def explain_too_few(num_images: int) -> Verdict:
    """The verdict on fewer images than it takes."""
    reasons = ngettext(
        "{count} test image is too few, it takes {least} at least",
        "{count} test images are too few, it takes {least} at least",
        num_images,
    ).format(count=num_images, least=MIN_NUM_IMAGES)
    return Verdict("unclear", _("cannot be told"), reasons)


def _describe_spread(evidence: Evidence) -> str:
    return _(
        "RankMe {rank} of {num_directions}, {leading:.0%} of the variance in one direction, "
        "uniformity {uniformity:.2f}"
    ).format(
        rank=_format(evidence.rank_me),
        num_directions=format_count(evidence.num_directions),
        leading=evidence.leading,
        uniformity=evidence.uniformity,
    )


def _format(value: float) -> str:
    """Three digits, or all of a number that has more before its point."""
    return format_count(value) if value >= 100 else f"{value:.3g}"
