"""The loss as it is written, with the parts lit that the switches turn on, and the model that they make."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.figures.theme import get_colour
from aavae.language import N_, _
from aavae.studies.ablation import name_combination
from aavae.studies.table import StudyRow
from aavae.teaching.questions import PROBE_OF_AE, SWITCH
from aavae.teaching.truths import count_passes, read_combination
from aavae.ui.component.in_place import render_in_place
from aavae.ui.controls.links import forget_choice, keep_choice, open_choices
from aavae.ui.frame import guard
from aavae.ui.lesson.guesses import is_shown
from aavae.ui.lesson.pictures import get_picture, render_next_picture
from aavae.ui.notices.skeleton import load
from aavae.ui.pictures.pictures import encode_png

SWITCHES = {"augment": N_("Augment"), "sample": N_("Sample"), "kl": N_("KL term")}
"""Name of each switch -> its label."""

_KEY = "switches"
_STEP = "switches.step"
_VIEW = "lesson_view"


@st.fragment
def render_loss(step: str, default: Sequence[str], dataset: Dataset) -> None:
    """The loss, its switches, and what the model of this combination paints.

    Args:
        step: name of the step; a new one begins with its own switches.
        default: the switches that are on at first.
        dataset: of the picture.
    """
    with guard("The lesson's loss"):
        if st.session_state.get(_STEP, step) != step:
            forget_choice(_KEY)
        st.session_state[_STEP] = step
        titles = {name: _(title) for name, title in SWITCHES.items()}
        open_choices(_KEY, titles, default)
        # Above the switches, that a turned switch and its term are seen at once.
        formula = st.container()
        st.pills(
            _("Switches"),
            list(titles),
            selection_mode="multi",
            format_func=titles.__getitem__,
            key=_KEY,
            help=_(
                "**Augment**: the encoder sees a distorted picture. **Sample**: the decoder gets numbers "
                "that are drawn at random near the latent's. **KL term**: the loss has a second part, a "
                "price for latents that differ from pure noise."
            ),
        )
        if not default:
            st.caption(_("You need these switches from the next step on."))
        on = st.session_state[_KEY]
        keep_choice(_KEY, on, list(default))
        with formula:
            render_in_place(make_formula("augment" in on, "sample" in on, "kl" in on), "lesson_formula")
        _render_model("augment" in on, "sample" in on, "kl" in on, dataset)


def make_formula(augment: bool, sample: bool, kl: bool) -> str:
    """The way of a picture through the model and the loss, as HTML text.

    Args:
        augment: whether the encoder sees a distorted picture.
        sample: whether the decoder gets a random point near the latent.
        kl: whether the loss has the KL term.
    """

    def part(text: str, is_on: bool) -> str:
        state = _("on") if is_on else _("off")
        mark = "on" if is_on else "off"
        return f'<span class="lesson-part lesson-{mark}">{text}<small> {state}</small></span>'

    way = " → ".join(
        (
            _make_span(_("picture")),
            part(_("augment"), augment),
            _make_span(_("encoder")),
            part(_("sample"), sample),
            _make_span(_("decoder")),
        )
    )
    loss, original, painted = _("loss"), _("original"), _("painted")
    distance = f"<b>{loss}</b> = ½ ‖{original} − {painted}‖² "
    if kl:
        words = _(
            "In words: the loss is how far the painted picture is from the original, pixel by pixel, plus a "
            "price β for every latent cloud unlike the standard one. Crossed out: switched off."
        )
    else:
        words = _(
            "In words: the loss is how far the painted picture is from the original, pixel by pixel. Crossed "
            "out: switched off."
        )
    return (
        f'<div class="lesson-formula"><p>{way}</p><p>{distance}{part("+ &#946; · KL", kl)}</p></div>'
        f'<p class="lesson-words">{words}</p>'
    )


def _make_span(text: str) -> str:
    return f"<span>{text}</span>"


def spell_combination(augment: bool, sample: bool, kl: bool) -> str:
    """The switches that are on, as what is added to an AE."""
    switches = {"augment": augment, "sample": sample, "kl": kl}
    return " + ".join(["AE", *(_(SWITCHES[name]) for name, is_on in switches.items() if is_on)])


def _render_model(augment: bool, sample: bool, kl: bool, dataset: Dataset) -> None:
    row = read_combination(augment, sample, kl)
    view = st.session_state.get(_VIEW, 0) if augment else None
    pictures = _paint(row.run, find_subject(row.run).compute_digest(), get_picture(dataset), view)
    titles = (name_combination(augment, sample, kl), spell_combination(augment, sample, kl))
    told = _tell_accuracy(row) if tells_accuracy() else ""
    render_in_place(_make_answer(titles, get_colour(row.method), pictures, told), "lesson_answer")
    with st.container(horizontal=True):
        render_next_picture()
        if augment:
            st.button(
                _("Distort again"),
                icon=":material/casino:",
                key="lesson_distort",
                on_click=_draw_view,
                help=_("Draw another random distortion of the picture."),
            )


@st.cache_data(max_entries=400, show_spinner=False)
def _paint(name: str, digest: str, picture: np.ndarray, view: int | None) -> list[str]:
    """A picture, what a model's encoder sees of it, and what its decoder paints, as addresses of images.

    Args:
        name: of the model.
        digest: of the model.
        picture: uint8 (3, H, W).
        view: number of the random distortion; None: the encoder sees the picture itself.
    """
    load("models")
    from aavae.evaluation.reconstruct import reconstruct
    from aavae.evaluation.views import draw_views

    seen = picture
    if view is not None:
        (views,) = draw_views(picture[None], AugmentConfig(), view, num_views=1)
        seen = views[0]
    (painted,) = reconstruct(find_subject(name), seen[None])
    return [encode_png(image) for image in (picture, seen, painted)]


def tells_accuracy() -> bool:
    """Whether the model's accuracy is told: two questions ask for what such numbers say."""
    return is_shown(PROBE_OF_AE) and is_shown(SWITCH)


def _draw_view() -> None:
    st.session_state[_VIEW] = st.session_state.get(_VIEW, 0) + 1


def _tell_accuracy(row: StudyRow) -> str:
    few, many = count_passes(row)
    words = _(
        "A linear classifier names {percent} of 100 pictures right from its features. This model trained "
        "briefly: it saw each picture {few} times, those of step 6 saw them {many} times."
    )
    return words.format(percent=f"<b>{100 * row.probe['h']:.0f}</b>", few=few, many=many)


def _make_answer(titles: tuple[str, str], colour: str, pictures: Sequence[str], told: str) -> str:
    captions = (_("original"), _("what the encoder sees"), _("what the decoder paints"))
    figures = "".join(
        f'<figure><img src="{image}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
        for image, caption in zip(pictures, captions, strict=True)
    )
    name, spelled = titles
    return (
        f'<section class="lesson-answer" style="--colour: {colour}"><p class="lesson-model">{name}</p>'
        f'<p class="lesson-made">{"" if spelled == name else spelled}</p>'
        f'<div class="lesson-pictures">{figures}</div><p>{told}</p></section>'
    )
