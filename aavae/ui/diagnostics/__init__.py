"""The diagnostics page: one question at a time, so that only its numbers are computed."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import Diagnostic, explain_absence
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.sharing.notebooks.diagnostics import recompute_diagnostic
from aavae.ui.controls.controls import choose_one
from aavae.ui.controls.links import get_choice
from aavae.ui.diagnostics.download import render_download
from aavae.ui.diagnostics.invariance import render_invariance
from aavae.ui.diagnostics.label_curve import render_labels
from aavae.ui.diagnostics.latents import render_latents
from aavae.ui.diagnostics.layers import render_layers
from aavae.ui.diagnostics.spectrum import render_spectrum
from aavae.ui.diagnostics.style import render_style
from aavae.ui.report.record import note_recomputation
from aavae.ui.verdict.verdict import render_verdicts

_RENDER: dict[Diagnostic, Callable[[Sequence[Subject], Dataset], None]] = {
    "latents": render_latents,
    "spectrum": render_spectrum,
    "layers": render_layers,
    "labels": render_labels,
    "invariance": render_invariance,
    "style": render_style,
}
TITLES: dict[Diagnostic, str] = {
    "latents": N_("Latents and noise"),
    "spectrum": N_("Effective rank"),
    "layers": N_("Probe by layer"),
    "labels": N_("Number of labels"),
    "invariance": N_("Invariance"),
    "style": N_("Style"),
}


def choose_diagnostic() -> Diagnostic:
    """One of the questions."""
    titles: dict[Diagnostic, str] = {name: _(title) for name, title in TITLES.items()}
    return choose_one(
        _("Question"), titles, "diagnostic", help=_("What the figures below answer, of every chosen model.")
    )


def render_diagnostic(diagnostic: Diagnostic, subjects: Sequence[Subject], dataset: Dataset) -> None:
    """A verdict on each model, then the figures of one question, and its numbers as a file."""
    render_verdicts(subjects, dataset, "h")
    _RENDER[diagnostic](subjects, dataset)
    render_download(diagnostic, subjects, dataset)
    able = [subject for subject in subjects if explain_absence(subject, diagnostic) is None]
    chosen = cast(list[RepresentationName], get_choice("representation_h")) or ["h"]
    note_recomputation(partial(recompute_diagnostic, diagnostic, able, dataset, chosen[-1]))
