"""Race: a VAE and an AAVAE learn side by side, from the same seed."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Race"),
    N_(
        "A **[VAE](term:vae)** and an **[AAVAE](term:aavae)** start from the same weights, see the same "
        "images in the same order and share this machine's cores. Watch the **[histograms](term:histogram)** "
        "and the **[AUC](term:auc)** part within a few [epochs](term:epoch): the AAVAE learns which "
        "[views](term:view) are of one image, the VAE goes on describing the distortion. [kNN "
        "accuracy](term:knn-probe) parts after some ten epochs."
    ),
    outline=(
        N_("The racers and the start"),
        N_("How both learn: curves, histograms and reconstructions"),
    ),
):
    from aavae.ui.live import render_live
    from aavae.ui.live.watch import render_race_controls

    render_live(render_race_controls())
