"""The front door's parts: everything here is read from files that commands wrote, without torch."""

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from aavae.config import RunConfig
from aavae.data.bundled import read_bundled_meta
from aavae.evaluation.augmentation.gallery import find_gallery
from aavae.evaluation.results import find_row, read_published
from aavae.evaluation.subject import Subject, list_baselines, list_shipped
from aavae.formatting import format_count, format_list
from aavae.language import _, ngettext
from aavae.methods import METHODS
from aavae.runs.registry import Run
from aavae.runs.summary import count_images_seen
from aavae.ui.glossary.explain import explain
from aavae.ui.home.scoreboard import Score, render_scores
from aavae.ui.notices.next_step import render_next_step
from aavae.ui.pictures.pictures import PictureRow, render_rows


def render_answer() -> None:
    """Probe accuracy and similarity AUC of the shipped models on the complete CIFAR-10, side by side."""
    with st.container(key="start_lesson"):
        st.page_link(
            "pages/lesson.py",
            label=_("**Start with the lesson**: seven steps, 15 minutes, guess before you see"),
            icon=":material/school:",
        )
    st.header(_("The answer at a glance"))
    scores, command = [], ""
    for subject in [*list_shipped(), *list_baselines()]:
        results = read_published(subject)
        if results is None:
            continue
        probe = find_row(results["linear_probe"], "h")
        knn = find_row(results["knn_probe"], "h")
        similarity = find_row(results["similarity"], "mu") or find_row(results["similarity"], "h")
        if probe is None or knn is None or similarity is None:
            continue
        low, high = probe["interval"]
        scores.append(
            Score(
                title=subject.title,
                method=subject.method,
                probe=probe["accuracy"],
                interval=(low, high),
                knn=knn["accuracy"],
                auc=similarity["auc"],
            )
        )
        command = results["command"] if subject.name == "aavae" else command
    if not scores:
        st.info(_("There are no results of shipped models here: train a model, and look at it on any page."))
        render_next_step("train", "race")
        return
    st.markdown(
        explain(
            _(
                "A **[linear classifier](term:linear-probe)** learns from each model's "
                "[features](term:features), while the model itself stays as it is. The bars: the part of "
                "10,000 new images that it names right. What the models are stands further down."
            )
        )
    )
    render_scores(scores)
    st.caption(
        explain(
            _(
                "Complete CIFAR-10: 60,000 small photographs of ten classes, so guessing gets 10 %. "
                "[Labels](term:label) are used by the probes alone. [h](term:h): the features. "
                "[Interval](term:confidence-interval): how much the number could change with other test "
                "images. [Untrained encoder and raw pixels](term:baseline): what there is before anything is "
                "learned. [kNN](term:knn-probe): a vote of the nearest training images. [AUC](term:auc): how "
                "often two [views](term:view) of one image are more alike "
                "([cosine](term:cosine-similarity), on [mu](term:mu)) than views of two; 0.5 is chance. "
                "Each row was made by a command like `{command}`."
            ).format(command=command)
        )
    )


def render_reconstructions() -> None:
    """One row for each decoder, of the same distorted images."""
    rows, without_decoder = _find_rows()
    if not rows:
        return
    st.header(_("What each decoder makes of a distorted image"))
    st.markdown(
        _(
            "Every encoder below sees the **second** row. An AE and a VAE paint the distorted image again; "
            "an AAVAE guesses at the original, and paints the blurred mean of what it might have been."
        )
    )
    render_rows(rows, max_width=900)
    if without_decoder:
        st.caption(
            ngettext(
                "{models} has no decoder: it compares images and never paints one.",
                "{models} have no decoder: they compare images and never paint one.",
                len(without_decoder),
            ).format(models=format_list(without_decoder))
        )


def _find_rows() -> tuple[list[PictureRow], list[str]]:
    """Rows of the shipped models, none if there are no models; and the titles of those that never paint."""
    digest = read_bundled_meta().digest
    rows: list[PictureRow] = []
    without_decoder: list[str] = []
    for subject in list_shipped():
        gallery = find_gallery(subject, digest)
        if gallery is None:
            continue
        if not rows:
            rows = [
                PictureRow(_("Original"), gallery.originals),
                PictureRow(_("What the encoder sees"), gallery.inputs),
            ]
        if len(gallery.reconstructions):
            rows.append(PictureRow(subject.title, gallery.reconstructions))
        else:
            without_decoder.append(subject.title)
    return rows, without_decoder


def render_models() -> None:
    """What the methods are, and how the shipped models were trained."""
    shipped = list_shipped()
    if not shipped:
        return
    st.header(_("The models"))
    for subject in shipped:
        st.markdown(f"**{subject.title}**  {_(METHODS[_config(subject).method].description)}")
    _render_table(
        [
            {
                _("Model"): subject.title,
                _("Encoder sees"): _("augmented") if config.switches.augment else _("original"),
                _("Samples z"): _("yes") if config.switches.sample else _("no"),
                _("KL weight"): "–" if config.switches.contrastive else f"{config.switches.beta:g}",
                _("Images seen"): format_count(count_images_seen(_run(subject))),
            }
            for subject, config in ((subject, _config(subject)) for subject in shipped)
        ]
    )
    st.caption(
        explain(
            _(
                "[Samples z](term:z): whether the decoder gets random numbers near the latent's. [KL "
                "weight](term:beta): how high the price is for latents unlike pure noise. All have the same "
                "encoder and saw as many images as it can learn from in an hour of two fast processor cores "
                "(Zen 4). The paper trains a much larger encoder, a [ResNet-50](term:resnet), for 3,200 "
                "[epochs](term:epoch) on graphics cards and reports 87.1 % for AAVAE on CIFAR-10: compare "
                "the order here, not the height."
            )
        )
    )


def _render_table(rows: Sequence[Mapping[str, str]]) -> None:
    """A table as text: `st.dataframe` would import pandas and pyarrow on the way to the first paint."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows[0])
    lines = [[html.escape(cell) for cell in row.values()] for row in rows]
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in lines
    )
    label = html.escape(_("How the models were trained"))
    st.html(
        f'<div class="board-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _run(subject: Subject) -> Run:
    assert subject.run is not None
    return subject.run


def _config(subject: Subject) -> RunConfig:
    return _run(subject).config


def render_links() -> None:
    """Where to go next."""
    st.header(_("Where to go"))
    for path, label, question in (
        (
            "pages/reconstruct.py",
            _("Reconstruct"),
            _("Distort an image, and see what each model gives back."),
        ),
        ("pages/embedding_map.py", _("Embedding map"), _("Where do models put the same images?")),
        ("pages/similarity.py", _("Similarity"), _("Does a model know that two views are one image?")),
        (
            "pages/linear_probe.py",
            _("Linear probe"),
            _("How far does a straight line get, with few labels or many?"),
        ),
        ("pages/diagnostics.py", _("Diagnostics"), _("What is in the latents, and what do they ignore?")),
        ("pages/results.py", _("Results"), _("How good is each method, and in the paper?")),
        ("pages/studies.py", _("Studies"), _("Which of the three switches does the work?")),
        ("pages/race.py", _("Race"), _("A VAE and an AAVAE learn side by side, here and now.")),
        ("pages/train.py", _("Train"), _("Make a model of your own, and watch it learn.")),
    ):
        st.page_link(path, label=f"**{label}**", icon=":material/arrow_forward:")
        st.caption(question)
