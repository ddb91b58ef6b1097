"""What a distortion does to each model, one card a model: its pictures, and where the latent went."""

import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from aavae.ui.pictures.pictures import encode_png

_STYLE = """<style>
.lab-cards {display: grid; gap: 12px;
  grid-template-columns: repeat(auto-fill, minmax(min(var(--least), 100%), 1fr));}
.lab-card {border: 1px solid rgba(127, 127, 127, 0.35); border-top: 4px solid var(--colour);
  border-radius: 8px; padding: 8px 11px 10px; font-size: 0.9rem; line-height: 1.3;}
.lab-card h4 {margin: 0 0 6px; padding: 0; font-size: 1.02rem; font-weight: 650; line-height: 1.25;
  overflow-wrap: anywhere;}
.lab-pair {display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin-bottom: 6px;}
.lab-pair figure {margin: 0;}
.lab-pair img {display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated; border-radius: 4px;}
.lab-pair figcaption {font-size: 0.8rem; text-align: center; line-height: 1.2; margin-top: 2px;}
.lab-card dl {display: grid; grid-template-columns: auto 1fr; gap: 3px 9px; margin: 0;}
.lab-card dt {opacity: 0.75;}
.lab-card dd {margin: 0; font-variant-numeric: tabular-nums;}
.lab-card p {margin: 0 0 6px;}
.lab-changed {font-weight: 650;}
</style>"""

_FEW = 3
_WIDE, _NARROW = 260, 190
"""Least widths of a card, in pixels: few models have larger pictures."""


class ModelCard(NamedTuple):
    """One model's part.

    Attributes:
        title: of the model.
        colour: "#RRGGBB", of the line above.
        pictures: the reconstruction and the error map, each (3, H, W); empty: it has no decoder.
        facts: what is measured, and its value in words.
        changed: whether the last fact stands out.
    """

    title: str
    colour: str
    pictures: Sequence[np.ndarray]
    facts: Sequence[tuple[str, str]]
    changed: bool


def make_cards(original: np.ndarray, seen: np.ndarray, cards: Sequence[ModelCard]) -> str:
    """HTML text: a card with the images themselves, then one for each model.

    Args:
        original: (3, H, W), uint8, or float in [0, 1].
        seen: the same, as the encoders see it.
        cards: of the models.
    """
    images = _make_pair([original, seen], ["original", "what the encoder sees"])
    first = (
        f'<section class="lab-card" style="--colour: currentColor"><h4>The image</h4>{images}'
        "<p>Every encoder sees the image on the right, and errors are measured against the one on the "
        "left.</p></section>"
    )
    least = _WIDE if len(cards) <= _FEW else _NARROW
    drawn = "".join(map(_make_card, cards))
    return f'{_STYLE}<div class="lab-cards" style="--least: {least}px">{first}{drawn}</div>'


def _make_card(card: ModelCard) -> str:
    if card.pictures:
        body = _make_pair(card.pictures, ["reconstruction", "its errors"], card.title)
    else:
        body = "<p>No decoder: it learns to compare views, and cannot paint an image.</p>"
    facts = "".join(
        f"<dt>{html.escape(name)}</dt>"
        f"<dd{_mark(card.changed and number == len(card.facts) - 1)}>{html.escape(value)}</dd>"
        for number, (name, value) in enumerate(card.facts)
    )
    return (
        f'<section class="lab-card" style="--colour: {html.escape(card.colour, quote=True)}">'
        f"<h4>{html.escape(card.title)}</h4>{body}<dl>{facts}</dl></section>"
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
