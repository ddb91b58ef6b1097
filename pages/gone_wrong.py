"""Gone wrong: runs that failed on purpose, and how one sees it."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Gone wrong"),
    N_(
        "What you will meet next week: real [runs](term:run) with **one setting changed**, each beside a "
        "healthy run of the same length. Look for the **curve that gives it away** before you read why."
    ),
    outline=(
        N_("What was changed"),
        N_("The curve that gives it away, and what the model paints"),
        N_("Why, and what to do"),
    ),
):
    from aavae.ui.gone_wrong.page import render_gone_wrong

    render_gone_wrong()
