"""Results: how good are the representations that each method learns?"""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Results"),
    N_(
        "Every method, trained for **the same time** with the same encoder, and judged by the same "
        "[probes](term:linear-probe). Look for the gap between **AAVAE and VAE**, which the paper is about, "
        "and for how far **SimCLR** is from both."
    ),
    outline=(
        N_("Accuracies of every method"),
        N_("The recipe, and the paper's numbers beside these"),
    ),
):
    from aavae.ui.results.page import render_results

    render_results()
