"""Step 2: what the KL term does to a VAE's latents."""

from aavae.data.image_set import Dataset
from aavae.figures.theme import get_colour
from aavae.language import N_, _
from aavae.teaching.questions import LATENTS_AT_BETA_10
from aavae.teaching.truths import (
    count_passes,
    read_accuracies_by_beta,
    read_combination,
    read_informative_latents,
)
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, note, tell


def _render_story(dataset: Dataset) -> None:
    count = LATENTS_AT_BETA_10.high
    tell(
        _(
            "A **variational autoencoder** (VAE) turns two switches on. **Sample**: each of the {count} "
            "numbers of the [latent](term:latent) becomes a small range of likely values, a *cloud*, instead "
            "of one fixed value. The [encoder](term:encoder) gives the middle of the cloud and its width; "
            "the [decoder](term:decoder) gets a number drawn at random, mostly no further from the middle "
            "than the width. Call that random part *noise*."
        ).format(count=count)
    )
    tell(
        _(
            "**KL term**: the loss gets a second part, a price for every cloud that differs from a standard "
            "one, which has its middle at 0 and the width 1. (KL is short for Kullback and Leibler, who "
            "measured how far one cloud is from another.) What for? When all clouds lie near the standard "
            "one, one can draw a random number for each latent and let the decoder paint it: a new picture."
        )
    )
    tell(
        _(
            "But a cloud that equals the standard one says nothing about its picture: only noise is left. "
            "**β** (beta) is how high the price is; the usual VAE has β = 1."
        )
    )
    tell(
        _(
            "So count: a latent *tells pictures apart* if its middle changes more from picture to picture "
            "than the noise on it is wide. The bars say how many of the {count} do."
        ).format(count=count)
    )


def list_known() -> list[Bar]:
    """The latents that count at each lower weight."""
    by_beta = read_informative_latents()
    *known, _last = by_beta
    return [Bar(f"β = {beta:g}", by_beta[beta], get_colour("vae")) for beta in known]


def _render_question(dataset: Dataset) -> None:
    note(_("Latents that tell pictures apart"))
    ask_number(LATENTS_AT_BETA_10, list_known(), "β = 10", get_colour("vae"))


def _render_result(dataset: Dataset) -> None:
    by_beta, right = read_informative_latents(), read_accuracies_by_beta()
    few, many = count_passes(read_combination(augment=False, sample=True, kl=True))
    tell(
        _(
            "With β = 1 the VAE fills {some} of its {all} latents, with β = 10 only {few}: the dearer it is "
            "to say something, the less is said, and the rest is noise."
        ).format(some=by_beta[1.0], all=LATENTS_AT_BETA_10.high, few=by_beta[10.0])
    )
    tell(
        _(
            "Does that help in the test of step 1? Hardly. The [linear classifier](term:linear-probe) names "
            "{none:.0f} of 100 pictures right with β = 0, {usual:.0f} with β = 1 and {high:.0f} with β = 10. "
            "Squeezing harder is not understanding."
        ).format(none=right[0.0], usual=right[1.0], high=right[10.0])
    )
    note(
        _(
            "One VAE for each β. They trained for a shorter time than the AE of step 1: they saw each "
            "picture {few} times, the AE {many} times."
        ).format(few=few, many=many)
    )


STEP = Step(
    name="kl",
    title=N_("What the KL term does to a VAE's latents"),
    question=LATENTS_AT_BETA_10,
    switches=("sample", "kl"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink("pages/studies.py", N_("Studies: what β does to accuracy and pictures"), {"study": "beta"}),
        LabLink(
            "pages/diagnostics.py",
            N_("Diagnostics: each latent of the VAE, signal and noise"),
            {"baseline_models": ["vae"], "diagnostic": "latents"},
        ),
    ),
    clue=N_(
        "A [VAE](term:vae) describes a picture by 128 numbers, its latents, and each carries random noise. "
        "β is the price for a latent that differs from pure noise. A latent tells pictures apart if it "
        "changes more from picture to picture than its noise is wide. The bars: how many do, at lower prices."
    ),
    list_known=list_known,
)
