"""Bars of known numbers as HTML, with the look of those that are guessed."""

import html
from collections.abc import Sequence

from aavae.ui.lesson.guess_bars import Bar


def make_bars(bars: Sequence[Bar], largest: float) -> str:
    """HTML text: a row for each bar, with its label and its number.

    Args:
        bars: from top to bottom.
        largest: the value of a bar of full length.
    """
    rows = "".join(
        f"<tr><th scope='row'>{html.escape(bar.label)}</th>"
        f"<td class='lesson-bar'><div style='width: {100 * bar.value / largest:.1f}%; "
        f"background: {bar.colour}'></div></td><td>{bar.value:.0f}</td></tr>"
        for bar in bars
    )
    return f'<table class="lesson-bars"><tbody>{rows}</tbody></table>'
