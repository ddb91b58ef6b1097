"""Linear probe: how far does a straight line get on frozen representations?"""

import streamlit as st

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Linear probe"),
    N_(
        "The models never saw a [label](term:label). A **[linear classifier](term:linear-probe)** is trained "
        "on their frozen [representations](term:representation) and tested on images that it has not seen: "
        "the better it does, the more of an image's content lies there in plain sight. Look for the gap "
        "between AAVAE and VAE, and for how little the [baselines](term:baseline) leave."
    ),
    outline=(
        N_("The images, the models and the number of labels"),
        N_("How well a linear classifier reads each model"),
        N_("Which classes are easy, and what is mistaken for what"),
    ),
):
    from aavae.ui.controls.controls import (
        choose_dataset,
        choose_models,
        choose_num_labels,
        choose_representation,
    )
    from aavae.ui.probes.page import render_probes

    dataset = choose_dataset()
    subjects = choose_models(dataset, with_baselines=True)
    left, right = st.columns(2)
    with left:
        representation = choose_representation("h")
    with right:
        num_labels = choose_num_labels(dataset)
    render_probes(subjects, dataset, representation, num_labels)
