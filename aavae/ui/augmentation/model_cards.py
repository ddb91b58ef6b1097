"""What a distortion does to each model, one card a model: its pictures, and where the latent went."""

import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from aavae.language import _
from aavae.ui.pictures.pictures import encode_png

_FEW = 3
_WIDE, _NARROW = 260, 190
"""Least widths of a card, in pixels: few models have larger pictures."""


class ModelCard(NamedTuple):
    """One model's part.

    Attributes:
        title: of the model.
        colour: "#RRGGBB", of the line above.
        pictures: the reconstruction and the error map, each (3, H, W); empty without a decoder.
        facts: what is measured, and its value in words.
        changed: whether the last fact stands out.
        no_decoder: why it has none; None: it has one.
    """

    title: str
    colour: str
    pictures: Sequence[np.ndarray]
    facts: Sequence[tuple[str, str]]
    changed: bool
    no_decoder: str | None = None


def make_cards(original: np.ndarray, seen: np.ndarray, cards: Sequence[ModelCard]) -> str:
    """HTML text: a card with the images themselves, then one for each model.

    Args:
        original: (3, H, W), uint8, or float in [0, 1].
        seen: the same, as the encoders see it.
        cards: of the models.
    """
    images = _make_pair([original, seen], [_("original"), _("what the encoder sees")])
    about = _(
        "Every encoder sees the image on the right, and errors are measured against the one on the left."
    )
    title = html.escape(_("The image"))
    first = (
        '<section class="lab-card" style="--colour: currentColor">'
        f"<h2>{title}</h2>{images}<p>{html.escape(about)}</p></section>"
    )
    least = _WIDE if len(cards) <= _FEW else _NARROW
    drawn = "".join(map(_make_card, cards))
    # In a row on a phone, where it scrolls sideways: whoever has no pointer scrolls what has the focus.
    label = html.escape(_("What each model makes of it"), quote=True)
    return (
        f'<div class="lab-cards" style="--least: {least}px" tabindex="0" role="group" '
        f'aria-label="{label}">{first}{drawn}</div>'
    )


def _make_card(card: ModelCard) -> str:
    if card.no_decoder is None:
        body = _make_pair(card.pictures, [_("reconstruction"), _("its errors")], card.title)
    else:
        absence = _("No decoder: {reason}.").format(reason=card.no_decoder)
        body = f"<p>{html.escape(absence)}</p>"
    facts = "".join(
        f"<dt>{html.escape(name)}</dt>"
        f"<dd{_mark(card.changed and number == len(card.facts) - 1)}>{html.escape(value)}</dd>"
        for number, (name, value) in enumerate(card.facts)
    )
    return (
        f'<section class="lab-card" style="--colour: {html.escape(card.colour, quote=True)}">'
        f"<h2>{html.escape(card.title)}</h2>{body}<dl>{facts}</dl></section>"
    )


def _mark(stands_out: bool) -> str:
    return ' class="lab-changed"' if stands_out else ""


def _make_pair(images: Sequence[np.ndarray], captions: Sequence[str], title: str = "") -> str:
    figures = "".join(
        f'<figure><img src="{encode_png(image)}" '
        f'alt="{html.escape(f"{title}, {caption}" if title else caption, quote=True)}">'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
        for image, caption in zip(images, captions, strict=True)
    )
    return f'<div class="lab-pair">{figures}</div>'
