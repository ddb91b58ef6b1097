"""Train: make a model of one's own."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Train"),
    N_(
        "A [run](term:run) trains **in the background**: close the tab, come back, it goes on. Choose a "
        "method and a length; the page says what the run needs before it starts, and its model appears on "
        "every other page."
    ),
    outline=(
        N_("Presets and settings"),
        N_("What the run needs: time, memory and disk"),
    ),
):
    from aavae.ui.train.page import render_form

    render_form()
