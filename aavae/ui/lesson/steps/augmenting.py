"""Step 3: what augmenting the input changes."""

from aavae.data.image_set import Dataset
from aavae.language import N_, _
from aavae.studies.effects import Effect
from aavae.teaching.questions import SWITCH
from aavae.teaching.truths import count_passes, read_combination, read_switch_effects
from aavae.ui.lesson.ask import ask_choice
from aavae.ui.lesson.step import LabLink, Step, note, tell


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "**AAVAE** is short for augmentation-augmented VAE: a [VAE](term:vae) *augmented* (extended) by "
            "*augmentation* (distorting pictures). Two switches differ from the VAE's. **Augment** is on: "
            "the [encoder](term:encoder) sees a **distorted** picture, a random part of it, perhaps "
            "mirrored, in other colours, but the [decoder](term:decoder) must paint the **original**. The "
            "**[KL term](term:kl-divergence)** is off. Sample stays on."
        )
    )
    few, many = count_passes(read_combination(augment=True, sample=True, kl=False))
    tell(
        _(
            "All eight combinations of the three switches were trained for you, each for the same time. (A "
            "short time: they saw each picture {few} times, the AAVAE of the next steps {many} times.) Turn "
            "the switches and watch: the part of the loss lights up, and the model that was trained like "
            "that paints."
        ).format(few=few, many=many)
    )


def _render_question(dataset: Dataset) -> None:
    ask_choice(SWITCH)


def _render_result(dataset: Dataset) -> None:
    effects = read_switch_effects()
    tell(_("So many more pictures of 100 are named right, on average over the other two switches:"))
    tell("\n".join(f"- {describe_effect(_(SWITCH.options[name]), effects[name])}" for name in effects))
    tell(
        _(
            "Augmenting does nearly all of it. A model that has to paint the original from a distorted "
            "picture cannot copy: it has to guess what was there before. That takes knowing what pictures "
            "are like, and knowing what belongs to the thing and what only to the view of it."
        )
    )
    note(
        _(
            "Each model was trained {count} times. In brackets: between these numbers the true difference "
            "most likely lies (the [95 % interval](term:confidence-interval))."
        ).format(count=effects["augment"].num_seeds)
    )


def describe_effect(option: str, effect: Effect) -> str:
    """How many pictures more or fewer of 100 are named right, in Markdown.

    Args:
        option: what was changed.
        effect: what that does, with its interval.
    """
    assert effect.interval is not None
    mean, low, high = (100 * value for value in (effect.mean, *effect.interval))
    values = {"option": option, "number": f"{abs(mean):.1f}"}
    if low <= 0 <= high:
        if mean < 0:
            return _("{option}: **{number} fewer** (no clear difference)").format(**values)
        return _("{option}: **{number} more** (no clear difference)").format(**values)
    ends = sorted((abs(low), abs(high)))
    values |= {"low": f"{ends[0]:.1f}", "high": f"{ends[1]:.1f}"}
    if mean < 0:
        return _("{option}: **{number} fewer** ({low} to {high})").format(**values)
    return _("{option}: **{number} more** ({low} to {high})").format(**values)


STEP = Step(
    name="augmenting",
    title=N_("What distorting the input changes"),
    question=SWITCH,
    switches=("sample", "kl"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink("pages/studies.py", N_("Studies: all eight models in figures"), {"study": "ablation"}),
        LabLink(
            "pages/reconstruct.py",
            N_("Reconstruct: distort any picture by hand"),
            {"models": ["vae", "aavae"]},
        ),
    ),
    clue=N_(
        "**Augment on**: the model sees a distorted picture and has to paint the original. **Sample on**: it "
        "paints from numbers with random noise. **KL term off**: it pays no price for numbers that differ "
        "from pure noise. Afterwards a classifier learns from the model's [features](term:features) to say "
        "what a picture shows."
    ),
)
