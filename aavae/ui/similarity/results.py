"""The pairs of each chosen model that has the measure, and why the others have none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import working
from aavae.ui.similarity.choices import Comparison

if TYPE_CHECKING:
    from aavae.evaluation.similarity.pairs import PairSimilarity

Results = dict[Subject, "PairSimilarity"]


def compute_results(subjects: Sequence[Subject], dataset: Dataset, comparison: Comparison) -> Results:
    """Measure the pairs of each model; a line says of each model without the measure why it has none.

    Raises:
        UserError: no chosen model has the measure.
    """
    representation, measure = comparison.representation, comparison.measure
    with working(_("Comparing pairs of two views of 2,000 images"), "results"):
        from aavae.evaluation.similarity.pairs import evaluate_pairs, explain_no_measure

        reasons = {subject: explain_no_measure(subject, representation, measure) for subject in subjects}
        lacking = [reason for reason in reasons.values() if reason is not None]
        if lacking:
            st.caption(_("Not shown: {names}").format(names=" ".join(map(escape, lacking))))
        if measure == "kl":
            st.caption(
                explain(
                    _(
                        "[KL](term:kl-divergence) compares whole [posteriors](term:posterior), mu and sigma "
                        "together: h, mu or z, the pairs are the same."
                    )
                )
            )
        if len(lacking) == len(reasons):
            raise UserError(
                _("None of the chosen models has this measure: choose another one, or cosine and h.")
            )
        return {
            subject: evaluate_pairs(
                subject, dataset, representation=representation, measure=measure, config=comparison.config
            )
            for subject, reason in reasons.items()
            if reason is None
        }


def name_representation(comparison: Comparison) -> str:
    """What is compared, as figures call it, in English."""
    return N_("posterior") if comparison.measure == "kl" else comparison.representation
