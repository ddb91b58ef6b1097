"""Which diagnostics a subject cannot have, and why. Imports no torch."""

from typing import Literal, get_args

from aavae.evaluation.subject import Subject

Diagnostic = Literal["latents", "spectrum", "layers", "labels", "invariance", "style"]
DIAGNOSTICS: tuple[Diagnostic, ...] = get_args(Diagnostic)


def explain_absence(subject: Subject, diagnostic: Diagnostic) -> str | None:
    """Why a subject cannot have a diagnostic, in a few words; None if it can."""
    if diagnostic == "latents":
        if subject.run is None or not subject.has_decoder:
            return f"{subject.title}: no trained posterior."
        if not subject.run.config.switches.sample:
            return f"{subject.title}: trained without noise, so its sigma means nothing."
    if diagnostic == "layers" and subject.kind == "pixels":
        return f"{subject.title}: no layers."
    return None
