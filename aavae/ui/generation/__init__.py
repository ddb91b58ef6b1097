"""The generation lab: one section at a time, so that only its pictures are made."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.ui import frame
from aavae.ui.controls.controls import choose_one
from aavae.ui.generation.arithmetic import render_arithmetic
from aavae.ui.generation.directions import render_directions
from aavae.ui.generation.interpolation import render_between
from aavae.ui.generation.sample_quality import render_measured
from aavae.ui.generation.samples import render_samples
from aavae.ui.report.record import note_no_notebook

Section = Literal["samples", "between", "directions", "arithmetic", "measured"]

_RENDER: dict[Section, Callable[[Sequence[Subject], Dataset], None]] = {
    "samples": render_samples,
    "between": render_between,
    "directions": render_directions,
    "arithmetic": render_arithmetic,
    "measured": render_measured,
}
TITLES: dict[Section, str] = {
    "samples": N_("Samples"),
    "between": N_("Between two images"),
    "directions": N_("Directions"),
    "arithmetic": N_("Arithmetic"),
    "measured": N_("Measured"),
}


def choose_section() -> Section:
    """What is looked at."""
    titles: dict[Section, str] = {section: _(title) for section, title in TITLES.items()}
    return choose_one(
        _("Look at"),
        titles,
        "generate_section",
        help=_(
            "Random samples, the way from one image to another, single directions of the latents, sums of "
            "images, or the samples' quality in numbers."
        ),
    )


@st.fragment
def render_section(section: Section, subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Draw one section; its own controls run it alone again."""
    with frame.guard(f"The section '{TITLES[section]}'"):
        note_no_notebook(_("The section Measured has a notebook: here pictures are all."))
        _RENDER[section](subjects, dataset)
