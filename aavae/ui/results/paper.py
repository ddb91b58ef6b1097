"""What an hour of CPU means: beside the paper's recipe for the same hour, and beside the paper's own runs."""

from collections.abc import Sequence

import streamlit as st

from aavae.config import EncoderName
from aavae.formatting import format_count
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
                _("Recipe"): name_cell(row),
                _("Linear probe, h"): f"{row.probe['h']:.1%}",
                _("95 % interval"): _format_interval(row),
                _("Epochs"): format_count(row.num_epochs),
                _("Images seen"): format_count(count_seen(row, num_images)),
            }
            for row in table.rows
        ],
        hide_index=True,
    )
    st.caption(
        explain(
            _(
                "AAVAEs, each trained for {time}, a number of epochs rounded to at least one. The "
                "paper's recipe: [Adam](term:optimiser), a constant [rate](term:learning-rate) of "
                "0.00025, [batches](term:batch) of 256; its ten epochs of [warm-up](term:warm-up) are "
                "left out, they would outlast the hour. It does not show what that recipe reaches with "
                "the time it is meant for."
            ).format(time=_(get_budget(table).title))
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
            _compare(_("Encoder"), _(ENCODERS[encoder]), _(ENCODERS[PAPER_ENCODER])),
            _compare(_("Its weights"), _format_millions(weights), _format_millions(paper_weights)),
            _compare(_("Epochs"), format_count(aavae.num_epochs), format_count(PAPER_EPOCHS)),
            _compare(_("Images seen"), _format_millions(ours), _format_millions(theirs)),
            *_compare_accuracies([rows[method] for method in _METHODS if method in rows]),
        ],
        hide_index=True,
    )
    st.caption(_("Epochs and images seen are of the AAVAE; accuracies are of the linear probe on h."))


def _compare(what: str, ours: str, theirs: str) -> dict[str, str]:
    return {_("Of each"): what, _("Here"): ours, _("The paper"): theirs}


def _format_millions(count: float) -> str:
    return _("{millions:.1f} million").format(millions=count / 1e6)


def _format_interval(row: StudyRow) -> str:
    low, high = (100 * end for end in row.get_interval())
    return _("{low:.1f} to {high:.1f}").format(low=low, high=high)


def _compare_accuracies(rows: Sequence[StudyRow]) -> list[dict[str, str]]:
    return [
        _compare(
            name_method(row.method), f"{row.probe['h']:.1%}", f"{PAPER_FIGURES[row.method].accuracy:.1%}"
        )
        for row in rows
        if row.method != "untrained"
    ]
