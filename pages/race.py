"""Race: a VAE and an AAVAE learn side by side, from the same seed."""

from aavae.ui import frame

with frame.page(
    "Race",
    "A **VAE** and an **AAVAE** start from the same weights, see the same images in the same order and share "
    "this machine's cores. Watch the **histograms** and the **AUC** part within a few epochs: the AAVAE "
    "learns which views are of one image, the VAE goes on describing the distortion. kNN accuracy parts "
    "after some ten epochs.",
    outline=(
        "The racers and the start",
        "How both learn: curves, histograms and reconstructions",
    ),
):
    from aavae.ui.live import render_live
    from aavae.ui.live.watch import render_race_controls

    render_live(render_race_controls())
