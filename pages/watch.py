"""Watch: see a model learn, or several at once."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Watch"),
    N_(
        "A run trains in the background, whether or not somebody watches. See its **[kNN "
        "accuracy](term:knn-probe)** rise, its **[reconstructions](term:reconstruction)** sharpen, and the "
        "**[similarity](term:cosine-similarity)** of two [views](term:view) of one image part from that of "
        "two images; choose several runs to lay them over each other."
    ),
    outline=(
        N_("Which runs to watch"),
        N_("How they learn: curves, histograms and reconstructions"),
    ),
):
    from aavae.ui.live import render_live
    from aavae.ui.live.watch import choose_runs

    render_live(choose_runs())
