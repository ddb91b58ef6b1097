"""Who can take part: a model without a decoder is named, with the reason."""

from collections.abc import Sequence

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.subject import Subject, list_shipped
from aavae.evaluation.transfer import explain_misfit
from aavae.language import _
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import load


def keep_participants(subjects: Sequence[Subject], dataset: Dataset) -> list[Subject]:
    """The chosen models that can paint; a line says of the others, and of the shipped ones, why they cannot.

    What fits densities to the images is imported where one of them is not there yet.

    Raises:
        UserError: none of the chosen models has a decoder.
    """
    load("results")
    from aavae.evaluation.generation.samples import explain_no_samples, is_density_kept

    able = [subject for subject in subjects if subject.has_decoder]
    titles = [subject.title for subject in subjects]
    others = [
        subject
        for subject in list_shipped()
        if subject.title not in titles and explain_misfit(subject, dataset) is None
    ]
    chosen, shipped = (
        [escape(reason) for subject in group if (reason := explain_no_samples(subject)) is not None]
        for group in (subjects, others)
    )
    if chosen:
        st.info("  \n".join(chosen), icon=":material/block:")
    if shipped:
        st.caption(f":material/block: {' '.join(shipped)}")
    if not able:
        raise UserError(_("None of the chosen models has a decoder: choose an autoencoder, such as the VAE."))
    if not all(is_density_kept(subject, dataset, "mixture") for subject in able):
        load("mixtures")
    return able
