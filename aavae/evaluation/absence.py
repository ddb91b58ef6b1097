"""Which diagnostics a subject cannot have, and why. Imports no torch."""

from collections.abc import Sequence
from typing import Literal, get_args

from aavae.evaluation.subject import Subject
from aavae.language import _

Diagnostic = Literal["latents", "spectrum", "layers", "labels", "invariance", "style"]
DIAGNOSTICS: tuple[Diagnostic, ...] = get_args(Diagnostic)
_ENCODED: tuple[Diagnostic, ...] = ("latents", "layers", "invariance", "style")
"""Those for which an encoder has to run."""


def explain_absence(subject: Subject, diagnostic: Diagnostic) -> str | None:
    """Why a subject cannot have a diagnostic, in a few words; None if it can."""
    if diagnostic in _ENCODED and (reason := explain_no_encoder(subject)) is not None:
        return reason
    if diagnostic == "latents":
        return _explain_no_latents(subject)
    if diagnostic == "layers":
        return _explain_no_layers(subject)
    return explain_no_images(subject, ("test",) if diagnostic == "spectrum" else ("train", "test"))


def explain_no_encoder(subject: Subject) -> str | None:
    """Why a subject cannot look at an image of its own accord, in a few words; None if it can."""
    if subject.kind != "vectors":
        return None
    return _("{title}: vectors alone, and no encoder that could look at another image or a view.").format(
        title=subject.title
    )


def explain_no_images(subject: Subject, splits: Sequence[Literal["train", "test"]]) -> str | None:
    """Why there is nothing of a subject on all images of some splits, in a few words; None if there is.

    Of models there always is: they look at any image. Vectors may be of one split alone.
    """
    if (vectors := subject.vectors_config) is None:
        return None
    texts = {
        "train": _("{title}: no vectors of the training images, which this needs."),
        "test": _("{title}: no vectors of the test images, which this needs."),
    }
    missing = [texts[split] for split in splits if split not in vectors.splits]
    return missing[0].format(title=subject.title) if missing else None


def explain_no_decoder(subject: Subject) -> str | None:
    """Why a subject cannot paint an image, in a few words; None if it can."""
    if subject.has_decoder:
        return None
    if subject.kind == "trained":
        return _("it learns to compare views and cannot paint an image")
    return (
        _("none was imported with it") if subject.external is not None else _("nothing was trained to paint")
    )


def _explain_no_latents(subject: Subject) -> str | None:
    if not subject.has_posterior:
        text = (
            _("{title}: no trained posterior.")
            if subject.external is None
            else _("{title}: its file has no posterior.")
        )
        return text.format(title=subject.title)
    if subject.run is not None and not subject.run.config.switches.sample:
        return _("{title}: trained without noise, so its sigma means nothing.").format(title=subject.title)
    return None


def _explain_no_layers(subject: Subject) -> str | None:
    if subject.kind == "pixels":
        return _("{title}: no layers.").format(title=subject.title)
    if subject.encoder_config is not None and not subject.encoder_config.layers:
        return _("{title}: its file names no layers besides its features.").format(title=subject.title)
    return None
