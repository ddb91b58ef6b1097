"""What went wrong, in sentences: every number, and what is said of it, comes from the two runs."""

from collections.abc import Callable, Mapping

from aavae.language import _, ngettext
from aavae.ui.gone_wrong.outcome import Pair

_EXPLODES = 2.0
"""Of the first step's loss, above which a later one counts as exploded."""
_WORSE = 1.05
"""Of an error, above which another one is worse, not only different."""
_CHANCE = 0.03
"""Of a kNN accuracy on 1,000 images: two standard errors, about."""
_ALIKE = 0.02
"""Of the images' variation, below which reconstructions are one and the same picture."""


def say_learning_rate(pair: Pair) -> str:
    """Whether the loss explodes, whether it comes back, and what is left of the pictures."""
    losses = pair.wrong.steps.losses
    first, peak = float(losses[0]), float(losses.max())
    values = {
        "first": _nats(first),
        "peak": _nats(peak),
        "step": int(losses.argmax()) + 1,
        "ratio": f"{peak / first:,.0f}",
        "end": _nats(pair.wrong.last_loss),
        "healthy": _nats(pair.healthy.last_loss),
    }
    if peak < _EXPLODES * first:
        text = _(
            "The loss does not explode here: it starts at {first} nats, is never above {peak}, and ends at "
            "{end}, where the healthy run ends at {healthy}."
        )
    elif pair.wrong.last_loss > first:
        text = _(
            "The loss **explodes and does not come back**: from {first} nats at the first step to {peak} at "
            "step {step}, {ratio} times as much, and it ends at {end}, above its start. The healthy run ends "
            "at {healthy}. Each step is so long that it jumps over the valley and lands higher on the other "
            "side."
        )
    else:
        text = _(
            "The loss **explodes and then sticks**: from {first} nats at the first step to {peak} at step "
            "{step}, {ratio} times as much. As the learning rate falls it comes down to {end}, but the "
            "healthy run is at {healthy} by then: the first steps threw the weights so far away that the "
            "rest of the training only repairs."
        )
    return f"{text.format(**values)} {_say_variation(pair)}"


def say_beta(pair: Pair) -> str:
    """How many latents give up under a weight of the KL term, and what that costs."""
    wrong, healthy = pair.wrong, pair.healthy
    text = _(
        "Each nat that the latents keep of an image costs {beta} nats of loss, so they **keep less**: "
        "{kl} nats of KL divergence where the healthy run keeps {healthy_kl}, and {active} of {latents} "
        "latents still vary from image to image, where the healthy run has {healthy_active}."
    ).format(
        beta=f"{wrong.run.config.switches.beta:g}",
        kl=f"{wrong.evidence.kl:,.1f}",
        healthy_kl=f"{healthy.evidence.kl:,.1f}",
        active=wrong.evidence.num_active,
        latents=wrong.run.config.model.latent_dim,
        healthy_active=healthy.evidence.num_active,
    )
    return f"{text} {_say_error(pair)} {_say_variation(pair)}"


def say_collapse(pair: Pair) -> str:
    """Whether any latent is left, and whether the pictures still differ."""
    wrong, healthy = pair.wrong.evidence, pair.healthy.evidence
    values = {"kl": f"{wrong.kl:.3g}", "healthy": f"{healthy.kl:,.1f}"}
    if wrong.num_active == 0:
        text = _(
            "**Posterior collapse**: not one latent varies from image to image, and the KL divergence is "
            "{kl} nats, where the healthy run keeps {healthy}. The encoder says the same of every image, so "
            "the decoder can only paint the mean of all."
        )
    else:
        text = ngettext(
            "It has collapsed but for {active} latent that still varies from image to image: the KL "
            "divergence is {kl} nats, where the healthy run keeps {healthy}.",
            "It has not collapsed wholly: {active} latents still vary from image to image, and the KL "
            "divergence is {kl} nats, where the healthy run keeps {healthy}.",
            wrong.num_active,
        )
    return f"{text.format(active=wrong.num_active, **values)} {_say_variation(pair)}"


def say_few_latents(pair: Pair) -> str:
    """Where the reconstruction stops, and how much the epochs still bring."""
    wrong, healthy = pair.wrong, pair.healthy
    text = ngettext(
        "**{latents} number cannot hold an image**: the reconstruction ends at {end} nats, {more} above the "
        "healthy run's {healthy}. The last epoch still brought {gain} nats, the healthy run {healthy_gain}: "
        "where a curve is flat and high, more training does not help.",
        "**{latents} numbers cannot hold an image**: the reconstruction ends at {end} nats, {more} above the "
        "healthy run's {healthy}. The last epoch still brought {gain} nats, the healthy run {healthy_gain}: "
        "where a curve is flat and high, more training does not help.",
        wrong.run.config.model.latent_dim,
    ).format(
        latents=wrong.run.config.model.latent_dim,
        end=_nats(wrong.read_last("reconstruction")),
        healthy=_nats(healthy.read_last("reconstruction")),
        more=_nats(wrong.read_last("reconstruction") - healthy.read_last("reconstruction")),
        gain=_nats(_last_gain(pair.wrong.metrics)),
        healthy_gain=_nats(_last_gain(pair.healthy.metrics)),
    )
    return f"{text} {_say_error(pair)}"


def say_small_batch(pair: Pair) -> str:
    """How the loss jumps, how long it takes, and whether the model is any worse for it."""
    wrong, healthy = pair.wrong, pair.healthy
    text = _(
        "From one step to the next **the loss jumps by {jump} nats**, in the healthy run by {healthy_jump}: "
        "{batch} images say little about all. For the same images it took {steps} steps instead of "
        "{healthy_steps}, and {times} times as long."
    ).format(
        jump=_nats(wrong.jump),
        healthy_jump=_nats(healthy.jump),
        batch=wrong.run.config.batch_size,
        steps=f"{len(wrong.steps.losses):,}",
        healthy_steps=f"{len(healthy.steps.losses):,}",
        times=f"{wrong.metrics[-1]['elapsed_seconds'] / healthy.metrics[-1]['elapsed_seconds']:.1f}",
    )
    if _is_worse(healthy.evidence.mse, wrong.evidence.mse):
        verdict = _(
            "It is not a worse model for it: its many steps brought it further in these few epochs. What one "
            "pays is the time, and a curve that hides whether a change helped."
        )
    elif _is_worse(wrong.evidence.mse, healthy.evidence.mse):
        verdict = _("And it is the worse model, although it made more steps.")
    else:
        verdict = _(
            "All these steps brought it no further than the few of the healthy run: each follows its own few "
            "images, and most of it is undone by the next. What one pays is the time, and a curve that hides "
            "whether a change helped."
        )
    return f"{text} {verdict} {_say_error(pair)}"


def say_crops(pair: Pair) -> str:
    """What is left to guess from a tiny crop, what that does to whole images, and whether h suffers."""
    wrong, healthy = pair.wrong, pair.healthy
    augment, usual = wrong.run.config.augment, healthy.run.config.augment
    text = _(
        "The encoder sees {low} to {high} of an image's area, the healthy one {usual_low} to {usual_high}, "
        "and is to paint all of it: **there is little left to learn from**. The reconstruction ends at {end} "
        "nats, that of the healthy run at {healthy}."
    ).format(
        low=f"{augment.crop_scale_min:.0%}",
        high=f"{augment.crop_scale_max:.0%}",
        usual_low=f"{usual.crop_scale_min:.0%}",
        usual_high=f"{usual.crop_scale_max:.0%}",
        end=_nats(wrong.read_last("reconstruction")),
        healthy=_nats(healthy.read_last("reconstruction")),
    )
    accuracy, usual_accuracy = wrong.read_last("knn_accuracy"), healthy.read_last("knn_accuracy")
    if accuracy < usual_accuracy - _CHANCE:
        neighbours = _(
            "Of whole images, too, the nearest neighbours by h are right less often: for {knn}, not "
            "{healthy}."
        )
    else:
        neighbours = _(
            "The kNN accuracy does not give it away after so few epochs: {knn}, and {healthy} for the "
            "healthy run. One number alone can miss a failure."
        )
    said = neighbours.format(knn=f"{accuracy:.1%}", healthy=f"{usual_accuracy:.1%}")
    return f"{text} {_say_error(pair)} {_say_variation(pair)} {said}"


DIAGNOSES: Mapping[str, Callable[[Pair], str]] = {
    "learning-rate": say_learning_rate,
    "beta-10": say_beta,
    "collapse": say_collapse,
    "latent-2": say_few_latents,
    "batch-4": say_small_batch,
    "crops": say_crops,
}
"""Name of a pitfall -> what says how it went."""


def _say_error(pair: Pair) -> str:
    wrong, healthy = pair.wrong.evidence.mse, pair.healthy.evidence.mse
    values = {"ratio": f"{wrong / healthy:.2f}", "mse": f"{wrong:.4f}", "healthy": f"{healthy:.4f}"}
    if _is_worse(wrong, healthy):
        text = _(
            "Its reconstructions are {ratio} times as wrong: a mean squared error of {mse}, not {healthy}."
        )
    elif _is_worse(healthy, wrong):
        text = _("Its reconstructions are closer: a mean squared error of {mse}, not {healthy}.")
    else:
        text = _("Its reconstructions are as good: a mean squared error of {mse}, and {healthy}.")
    return text.format(**values)


def _say_variation(pair: Pair) -> str:
    wrong, healthy = pair.wrong.evidence.variation, pair.healthy.evidence.variation
    values = {"part": f"{wrong:.1%}", "healthy": f"{healthy:.0%}"}
    if wrong < _ALIKE:
        text = _(
            "It **paints one picture for all**: its reconstructions differ {part} as much as the images do, "
            "those of the healthy run {healthy}."
        )
    else:
        text = _(
            "Its reconstructions differ from image to image {part} as much as the images do, those of the "
            "healthy run {healthy}."
        )
    return text.format(**values)


def _is_worse(error: float, other: float) -> bool:
    return error > _WORSE * other


def _last_gain(metrics: list) -> float:
    """What the last epoch took off the reconstruction term, nats an image; 0 where there is one epoch."""
    if len(metrics) < 2:
        return 0.0
    before, last = (epoch["parts"]["reconstruction"] for epoch in metrics[-2:])
    return before - last


def _nats(value: float) -> str:
    return f"{value:,.0f}"
