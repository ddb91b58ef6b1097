"""Results: how good are the representations that each method learns?"""

from aavae.ui import frame

with frame.page(
    "Results",
    "Every method, trained for **the same time** with the same encoder, and judged by the same "
    "[probes](term:linear-probe). Look for the gap between **AAVAE and VAE**, which the paper is about, "
    "and for how far **SimCLR** is from both.",
    outline=(
        "Accuracies of every method",
        "The recipe, and the paper's numbers beside these",
    ),
):
    from aavae.ui.results.page import render_results

    render_results()
