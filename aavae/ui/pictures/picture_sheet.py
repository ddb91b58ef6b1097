"""Many small images as one picture: walls, and film strips whose rows line up; each can be saved as a PNG."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.data.image_set import to_uint8
from aavae.errors import UserError
from aavae.grids import choose_saved_scale, make_sheet
from aavae.language import _
from aavae.ui.pictures.pictures import PictureRow, to_data_uri


def render_strips(
    rows: Sequence[PictureRow],
    key: str,
    name: str,
    captions: Sequence[str] = (),
    least_tile: int = 56,
    tile: int = 100,
    group: int | None = None,
) -> None:
    """Draw rows of equally many images below each other, and below them a button that saves them all.

    On a narrow screen the rows scroll sideways together, and their titles stay.

    Args:
        rows: from top to bottom; their own captions are left out.
        key: one for each place on the page.
        name: stem of the saved file.
        captions: one below each column, or none.
        least_tile: the smallest width of an image, in pixels.
        tile: the largest.
        group: rows that belong together, with more room below and captions of their own; None: all rows.

    Raises:
        UserError: rows of different lengths.
    """
    lengths = {len(row.images) for row in rows}
    if len(lengths) != 1:
        raise UserError(
            _("The rows of a film strip must be equally long, got {counts} images.").format(
                counts=sorted(lengths)
            )
        )
    st.html(make_strips(rows, captions, least_tile, tile, group))
    render_save(np.concatenate([to_uint8(row.images) for row in rows]), lengths.pop(), key, name)


def make_strips(
    rows: Sequence[PictureRow],
    captions: Sequence[str] = (),
    least_tile: int = 56,
    tile: int = 100,
    group: int | None = None,
) -> str:
    """The HTML text that `render_strips` draws."""
    count = len(rows[0].images)
    lines = [f'{_make_title(row.title, row.note)}<div class="sheet">{_make_line(row)}</div>' for row in rows]
    below = "".join(f"<span>{html.escape(caption)}</span>" for caption in captions)
    foot = f'<div class="strip-captions" style="--count: {count}">{below}</div>' if captions else ""
    step = group or len(rows)
    groups = [f"{''.join(lines[start : start + step])}{foot}" for start in range(0, len(lines), step)]
    size = f"--least: {least_tile * count}px; --most: {tile * count}px"
    label = html.escape(_("Film strip"), quote=True)
    return (
        f'<div class="strip" tabindex="0" role="group" aria-label="{label}">'
        f'<div class="strip-frame" style="{size}">{"".join(groups)}</div></div>'
    )


def render_save(
    images: np.ndarray, columns: int, key: str, name: str, gap: int = 1, label: str = ":small[PNG]"
) -> None:
    """A quiet button that saves images as one PNG, made when it is pressed.

    Args:
        images: (N, 3, H, W), uint8 or float in [0, 1], row by row.
        columns: images in a row.
        key: one for each place on the page.
        name: stem of the file.
        gap: between neighbours, in pixels of the images.
        label: of the button.
    """
    st.download_button(
        label,
        lambda: make_sheet(to_uint8(images), columns, gap, choose_saved_scale(images.shape[-1])),
        file_name=f"{name}.png",
        mime="image/png",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        key=key,
        help=_("Save this picture"),
    )


def _make_title(title: str, note: str) -> str:
    if not title:
        return ""
    beside = f" <span>{html.escape(note)}</span>" if note else ""
    return f'<div class="sheet-title">{html.escape(title)}{beside}</div>'


def _make_line(row: PictureRow) -> str:
    count = len(row.images)
    alt = html.escape(_("{title}: {count} images in a row").format(title=row.title, count=count), quote=True)
    return f'<img src="{to_data_uri(make_sheet(to_uint8(row.images), count))}" alt="{alt}">'
