"""Samples of each model: from the prior, and from densities fitted to its latents."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.generation.samples import NUM_SHOWN
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.ui.controls.controls import choose_one
from aavae.ui.generation.memorised import choose_space, render_memorised
from aavae.ui.generation.participants import keep_participants
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load, working
from aavae.ui.pictures.picture_sheet import render_save
from aavae.ui.pictures.picture_walls import PictureWall, PictureWallRow, render_choice_walls

if TYPE_CHECKING:
    from aavae.evaluation.generation.samples import DensityFit, DensityKind, Samples

KIND_TITLES: "dict[DensityKind, str]" = {
    "prior": N_("The prior, N(0, I)"),
    "gaussian": N_("A Gaussian, fitted"),
    "mixture": N_("A mixture of Gaussians, fitted"),
}
_HOLE = N_(
    "A decoder knows what to paint only where the latents of images are. Where N(0, I) puts its samples "
    "elsewhere, they fall into the **[prior](term:prior) hole**; a density fitted to the latents should not."
)
_NO_HOLE = 0.01
"""Nats a dimension: a gain below it is none."""
_PRESS = N_("Or press a sample on one of the walls.")
_NUMBERS = (16, 36, 64)
_MAX_SEED = 10_000
_SEED, _SAMPLE = "generate_seed", "sample"


def render_samples(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Three walls for each model from the same noise, and what one sample is nearest to."""
    num, seed = _choose_draw()
    able = keep_participants(subjects, dataset)
    with working(_("Painting the samples")):
        from aavae.evaluation.generation.samples import evaluate_samples, explain_prior

        fits, reasons = _fit(able, dataset)
        samples: dict[Subject, dict[DensityKind, Samples]] = {
            subject: {kind: evaluate_samples(subject, dataset, kind, num=num, seed=seed) for kind in kinds}
            for subject, kinds in fits.items()
        }
    warnings = [explain_prior(subject) for subject in able]
    sentences = [read_hole(subject.title, kinds) for subject, kinds in fits.items()]
    st.info(explain("  \n".join(filter(None, [_(_HOLE), *sentences]))), icon=":material/lightbulb:")
    if reasons:
        st.info(_("Not shown: {reasons}").format(reasons=escape(" ".join(reasons))), icon=":material/info:")
    chosen = _get_chosen(num)
    columns = math.isqrt(num)
    rows = [
        PictureWallRow(
            subject.title,
            [
                PictureWall(_(title), _describe_fit(fits[subject][kind]), samples[subject][kind].images)
                for kind, title in KIND_TITLES.items()
                if kind in fits[subject]
            ],
        )
        for subject in able
    ]
    render_choice_walls(
        rows, _("sample {number}"), columns=columns, chosen=chosen, key="sample_walls", on_pick=_choose_sample
    )
    about = explain(
        _(
            "A sample of the same number is made of the same noise in every wall. Both densities are "
            "fitted to the latents of all training images, after the training ([ex-post density "
            "estimation](term:ex-post-density), Ghosh et al., arXiv 1903.12436). Latents are "
            "[z](term:z), with the noise of the training, where a model has any, else [mu](term:mu). "
            "[Log-likelihood](term:likelihood): of the latents of test images, in [nats](term:nats) "
            "a dimension, higher is better; it compares densities of one model, not models."
        )
    )
    st.caption(" ".join([about, *(escape(warning) for warning in warnings if warning)]))
    _render_saves(samples, columns)
    st.header(_("Is a sample a copy of a training image?"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.number_input(
            _("Sample"), 0, num - 1, key=_SAMPLE, bind="query-params", help=_(_PRESS), width=180
        )
        space = choose_space()
    render_memorised(samples, KIND_TITLES, dataset, number=number, seed=seed, space=space)


def _fit(
    subjects: Sequence[Subject], dataset: Dataset
) -> "tuple[dict[Subject, dict[DensityKind, DensityFit]], list[str]]":
    """The densities of each model, and in sentences which ones these images do not allow.

    Raises:
        UserError: a model has none at all.
    """
    load("results")
    from aavae.evaluation.generation.samples import evaluate_density

    fits: dict[Subject, dict[DensityKind, DensityFit]] = {}
    reasons: dict[str, None] = {}
    for subject in subjects:
        fits[subject] = {}
        for kind in KIND_TITLES:
            try:
                fits[subject][kind] = evaluate_density(subject, dataset, kind)
            except UserError as error:
                reasons[str(error)] = None
        if not fits[subject]:
            raise UserError(" ".join(reasons))
    return fits, list(reasons)


def read_hole(title: str, fits: "Mapping[DensityKind, DensityFit]") -> str:
    """How much likelier held-out latents are under the fitted densities than under the prior, in Markdown.

    Empty where there is no fitted density.
    """
    fitted: tuple[DensityKind, ...] = ("mixture", "gaussian")
    gains = {
        kind: fits[kind].log_likelihood - fits["prior"].log_likelihood for kind in fitted if kind in fits
    }
    if not gains:
        return ""
    if max(gains.values()) < _NO_HOLE:
        return _(
            "**{title}**: no fitted density makes the latents of test images likelier than N(0, I) "
            "does. There is no hole to repair."
        ).format(title=escape(title))
    if len(gains) > 1:
        words = _(
            "**{title}**: the latent of a test image is **{mixture:.2f} nats** a dimension likelier under "
            "the fitted mixture than under N(0, I); under a single Gaussian, {gaussian:.2f}."
        )
    elif "mixture" in gains:
        words = _(
            "**{title}**: the latent of a test image is **{mixture:.2f} nats** a dimension likelier under "
            "the fitted mixture than under N(0, I)."
        )
    else:
        words = _(
            "**{title}**: the latent of a test image is **{gaussian:.2f} nats** a dimension likelier under "
            "a single Gaussian than under N(0, I)."
        )
    return words.format(title=escape(title), **gains)


def _describe_fit(fit: "DensityFit") -> str:
    return _("log-likelihood {nats:+.2f}").format(nats=fit.log_likelihood)


def _choose_draw() -> tuple[int, int]:
    """How many samples, and the seed of their noise."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        num = choose_one(
            _("Samples of each"),
            _NUMBERS,
            "generate_num",
            default=NUM_SHOWN,
            help=_("How many pictures each wall has."),
        )
        seed = st.number_input(
            _("Draw number"),
            0,
            _MAX_SEED,
            0,
            key=_SEED,
            bind="query-params",
            help=_("The same number gives the same samples."),
            width=180,
        )
        st.button(
            _("Draw again"),
            icon=":material/casino:",
            on_click=_draw_again,
            key="generate_dice",
            help=_("The samples of the next draw number."),
        )
    return num, seed


def _draw_again() -> None:
    st.session_state[_SEED] = (st.session_state[_SEED] + 1) % (_MAX_SEED + 1)


def _get_chosen(num: int) -> int:
    """The number of the sample that is marked; one that a larger wall left behind becomes the last."""
    if st.session_state.get(_SAMPLE, 0) >= num:
        st.session_state[_SAMPLE] = num - 1
    return st.session_state.get(_SAMPLE, 0)


def _choose_sample(number: int) -> None:
    st.session_state[_SAMPLE] = number


def _render_saves(samples: "Mapping[Subject, Mapping[DensityKind, Samples]]", columns: int) -> None:
    with st.popover(
        _("Save the walls"), icon=":material/download:", type="tertiary", help=_("Each wall as a PNG.")
    ):
        for subject, kinds in samples.items():
            for kind, drawn in kinds.items():
                key = f"wall_{subject.name}_{kind}"
                render_save(
                    drawn.images,
                    columns,
                    key,
                    f"samples_{subject.name}_{kind}",
                    label=f"{subject.title}: {_(KIND_TITLES[kind])}",
                )
