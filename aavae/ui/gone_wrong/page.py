"""The page of runs that went wrong: one at a time, beside the healthy run of the same length."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from aavae.figures.studies.two_runs import plot_two_runs, tabulate_two_runs
from aavae.formatting import format_count
from aavae.language import N_, _, ngettext
from aavae.methods import METHODS
from aavae.studies.pitfalls import COMMAND, PITFALLS, Pitfall
from aavae.ui.controls.controls import choose_one
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.gone_wrong.cards import CARDS, Card
from aavae.ui.gone_wrong.curves import CURVES, CurveName, make_curve, say_ends
from aavae.ui.gone_wrong.diagnosis import DIAGNOSES
from aavae.ui.gone_wrong.outcome import Pair, find_pair
from aavae.ui.notices.next_step import render_next_step
from aavae.ui.pictures.pictures import PictureRow, render_rows


def render_gone_wrong() -> None:
    """The choice, then the run: what was changed, its curve, its pictures, why, and what to do."""
    pitfalls = {pitfall.name: pitfall for pitfall in PITFALLS}
    name = choose_one(
        _("What went wrong"),
        {name: _(card.title) for name, card in CARDS.items()},
        "pitfall",
        show_label=False,
        help=_("Six ways to spoil a training. Each is a real run, and the link holds which one you see."),
    )
    pitfall, card = pitfalls[name], CARDS[name]
    st.header(_(card.title))
    st.markdown(explain(_(card.change)))
    pair = find_pair(pitfall)
    if pair is None:
        _render_absence(pitfall)
        return
    _render_curve(pitfall, card, pair)
    _render_pictures(card, pair)
    _render_diagnosis(pitfall, card, pair)
    _render_links(pitfall, pair)


def _render_absence(pitfall: Pitfall) -> None:
    st.info(
        _(
            "This run is not here. `{command} {name}` trains it and the healthy one beside it, in some "
            "minutes."
        ).format(command=COMMAND, name=pitfall.name),
        icon=":material/info:",
    )
    render_next_step("train")


def _render_curve(pitfall: Pitfall, card: Card, pair: Pair) -> None:
    st.header(_("What would you look at?"))
    titles: dict[CurveName, str] = {name: _(kind.title) for name, kind in CURVES.items()}
    curve: CurveName = choose_one(
        _("Curve"),
        titles,
        f"curve-{pitfall.name}",
        default=card.telling,
        show_label=False,
        help=_(
            "The loss is that of each step; the others are means of an epoch, or measured after it. At first "
            "the page shows the one that gives this run away."
        ),
    )
    x_title, y_title = N_("training images seen"), CURVES[curve].y_title
    wrong, healthy = (
        make_curve(pair.wrong, curve, _(card.title)),
        make_curve(pair.healthy, curve, _name_healthy(pair)),
    )
    render_figure(
        plot_two_runs(wrong, healthy, pitfall.method, x_title, y_title),
        partial(tabulate_two_runs, wrong, healthy, x_title, y_title),
        f"gone_wrong_{curve}",
        _("{curve} of the run that went wrong, beside the healthy run").format(curve=_(CURVES[curve].title)),
        f"gone-wrong-{pitfall.name}-{curve}",
    )
    st.markdown(f"{say_ends(pair, curve)} {explain(_explain_curve(curve))}".strip())


def _explain_curve(curve: CurveName) -> str:
    texts: Mapping[CurveName, str] = {
        "loss": _(
            "The [loss](term:loss) is what training makes small, in [nats](term:nats) an image; each step "
            "has one [batch](term:batch)."
        ),
        "reconstruction": _(
            "The [reconstruction](term:reconstruction) term says how unlikely the original is, seen from "
            "what the decoder paints, in [nats](term:nats): the part of the [loss](term:loss) that is about "
            "the picture."
        ),
        "kl": _(
            "The [KL divergence](term:kl-divergence) of the [posterior](term:posterior) from the "
            "[prior](term:prior) says how much the [latents](term:latent) keep of an image, in "
            "[nats](term:nats): 0 is nothing at all."
        ),
        "knn": _(
            "The [kNN accuracy](term:knn-probe) asks the nearest training images of each test image, by "
            "[h](term:h), for its class: 10 % is guessing."
        ),
        "gradient": _("The gradient is the direction of each step; its norm says how steep the slope is."),
    }
    return texts[curve]


def _name_healthy(pair: Pair) -> str:
    return _("Healthy {method}").format(method=_(METHODS[pair.healthy.run.config.method].title))


def _render_pictures(card: Card, pair: Pair) -> None:
    st.header(_("What it paints"))
    healthy, wrong = pair.healthy.evidence, pair.wrong.evidence
    epochs = pair.healthy.run.config.num_epochs
    render_rows(
        [
            PictureRow(_("Test images"), healthy.originals),
            PictureRow(_name_healthy(pair), healthy.reconstructions),
            PictureRow(_(card.title), wrong.reconstructions),
        ],
        max_width=640,
    )
    st.caption(
        explain(
            ngettext(
                "[Reconstructions](term:reconstruction) of images that no run has seen. After {count} "
                "[epoch](term:epoch) the healthy ones are still blurred: look for whether they differ.",
                "[Reconstructions](term:reconstruction) of images that no run has seen. After {count} "
                "[epochs](term:epoch) the healthy ones are still blurred: look for whether they differ.",
                epochs,
            )
        ).format(count=epochs)
    )


def _render_diagnosis(pitfall: Pitfall, card: Card, pair: Pair) -> None:
    st.header(_("Why, and what to do"))
    st.markdown(explain(DIAGNOSES[pitfall.name](pair)))
    st.success(explain(_(card.advice)), icon=":material/build:")


def _render_links(pitfall: Pitfall, pair: Pair) -> None:
    st.header(_("See for yourself"))
    names = [pair.wrong.run.name, pair.healthy.run.name]
    has_weights = pair.wrong.run.has_weights and pair.healthy.run.has_weights
    with st.container(horizontal=True):
        if has_weights:
            st.page_link(
                "pages/diagnostics.py",
                label=_("Diagnostics: the latents of both"),
                icon=":material/troubleshoot:",
                query_params={"baseline_models": names, "diagnostic": "latents"},
            )
            st.page_link(
                "pages/reconstruct.py",
                label=_("Reconstruct: other images"),
                icon=":material/image:",
                query_params={"models": names},
            )
        st.page_link(
            "pages/train.py",
            label=_("Train: these settings in the form"),
            icon=":material/model_training:",
            query_params={"from": pair.wrong.run.name},
        )
    if not has_weights:
        st.caption(
            _(
                "Of these two runs only what you see here ships. The command below makes their models, too, "
                "and then other pages open them."
            )
        )
    st.caption(
        explain(
            _(
                "Both runs: {images} images of the sample that comes with the app, {epochs} "
                "[epochs](term:epoch), the same [seed](term:seed), AdamW as the [optimiser](term:optimiser); "
                "nothing differs but the setting above. `{command} {name}` trains them again, and this page "
                "then shows yours."
            )
        ).format(
            images=format_count(10_000),
            epochs=pair.wrong.run.config.num_epochs,
            command=COMMAND,
            name=pitfall.name,
        )
    )
