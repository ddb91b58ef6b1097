"""What an hour of CPU means: beside the paper's recipe for the same hour, and beside the paper's own runs."""

from collections.abc import Sequence

import streamlit as st

from aavae.config import EncoderName
from aavae.language import _
from aavae.methods import MethodName
from aavae.studies.length import count_seen
from aavae.studies.paper import (
    ENCODER_WEIGHTS,
    PAPER_ENCODER,
    PAPER_EPOCHS,
    PAPER_FIGURES,
    PAPER_TRAINING_IMAGES,
)
from aavae.studies.recipe import BASE
from aavae.studies.table import StudyRow, StudyTable
from aavae.ui.glossary.explain import explain
from aavae.ui.studies.rows import ENCODERS, get_budget, name_cell, name_method

_METHODS: tuple[MethodName, ...] = ("aavae", "vae", "simclr")


def render_recipe(table: StudyTable) -> None:
    """AAVAEs of our recipe and of the paper's, trained for the same time."""
    num_images = get_budget(table).num_images
    st.table(
        [
            {
                "Recipe": name_cell(row),
                "Linear probe, h": f"{row.probe['h']:.1%}",
                "95 % interval": "{:.1f} to {:.1f}".format(*(100 * end for end in row.get_interval())),
                "Epochs": f"{row.num_epochs:,}",
                "Images seen": f"{count_seen(row, num_images):,}",
            }
            for row in table.rows
        ],
        hide_index=True,
    )
    st.caption(
        explain(
            _(
                "AAVAEs, each trained for {title}, a number of epochs rounded to at least one. The "
                "paper's recipe: [Adam](term:optimiser), a constant [rate](term:learning-rate) of "
                "0.00025, [batches](term:batch) of 256; its ten epochs of [warm-up](term:warm-up) are "
                "left out, they would outlast the hour. It does not show what that recipe reaches with "
                "the time it is meant for."
            ).format(title=_(get_budget(table).title))
        )
    )


def render_scale(table: StudyTable) -> None:
    """Ours against the paper's: how much was computed, and what came of it."""
    rows = {row.method: row for row in table.rows}
    aavae = rows.get("aavae")
    if aavae is None:
        return
    num_images = get_budget(table).num_images
    ours, theirs = count_seen(aavae, num_images), PAPER_EPOCHS * PAPER_TRAINING_IMAGES
    encoder: EncoderName = BASE.model.encoder
    weights, paper_weights = ENCODER_WEIGHTS[encoder], ENCODER_WEIGHTS[PAPER_ENCODER]
    st.markdown(
        _(
            "For its AAVAE the paper trains an encoder with **{paper_weights:.0f} times** the "
            "weights and shows it **{theirs:.0f} times** as many images, on GPUs. So compare the "
            "**order** of the methods here with the paper's, not the height: more epochs and a "
            "larger encoder lift every figure."
        ).format(paper_weights=paper_weights / weights, theirs=theirs / ours)
    )
    st.table(
        [
            _compare(_("Encoder"), ENCODERS[encoder], ENCODERS[PAPER_ENCODER]),
            _compare(_("Its weights"), f"{weights / 1e6:.1f} million", f"{paper_weights / 1e6:.1f} million"),
            _compare(_("Epochs"), f"{aavae.num_epochs:,}", f"{PAPER_EPOCHS:,}"),
            _compare(_("Images seen"), f"{ours / 1e6:.1f} million", f"{theirs / 1e6:.1f} million"),
            *_compare_accuracies([rows[method] for method in _METHODS if method in rows]),
        ],
        hide_index=True,
    )
    st.caption(_("Epochs and images seen are of the AAVAE; accuracies are of the linear probe on h."))


def _compare(what: str, ours: str, theirs: str) -> dict[str, str]:
    return {"Of each": what, "Here": ours, "The paper": theirs}


def _compare_accuracies(rows: Sequence[StudyRow]) -> list[dict[str, str]]:
    return [
        _compare(
            name_method(row.method), f"{row.probe['h']:.1%}", f"{PAPER_FIGURES[row.method].accuracy:.1%}"
        )
        for row in rows
        if row.method != "untrained"
    ]
