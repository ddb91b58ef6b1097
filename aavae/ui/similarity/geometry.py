"""Alignment, uniformity and effective rank: the shape of a representation in three numbers."""

from collections.abc import Sequence

import streamlit as st

from aavae.analysis.bootstrap import IntervalEstimate
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import explain_no_encoder
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.spreadsheets import format_csv
from aavae.ui.controls.able import keep_able
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.skeleton import working
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.numbers import format_estimate


def render_geometry(subjects: Sequence[Subject], dataset: Dataset, comparison: Comparison) -> None:
    """A table of three numbers for each model, and what is better."""
    representation = comparison.representation
    able = keep_able([each for each in subjects if explain_no_encoder(each) is None], representation)
    with working(_("Measuring how representations spread"), "results"):
        from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
        from aavae.evaluation.similarity.uniformity import evaluate_uniformity

        found = {
            subject: (
                evaluate_uniformity(
                    subject, dataset, representation=representation, config=comparison.config
                ),
                evaluate_spectrum(subject, dataset, representation=representation),
            )
            for subject in able
        }
    rows = [
        {
            _("Model"): subject.title,
            _("Alignment"): format_estimate(IntervalEstimate(*uniformity.alignment.tolist())),
            _("Uniformity"): format_estimate(IntervalEstimate(*uniformity.uniformity.tolist())),
            _("Effective rank"): _("{rank:.1f} of {count}").format(
                rank=spectrum.rank_me, count=len(spectrum.singular_values)
            ),
        }
        for subject, (uniformity, spectrum) in found.items()
    ]
    st.table(rows, hide_index=True)
    st.caption(
        explain(
            _(
                "Of {representation}, every vector scaled to length 1 but for the rank; in brackets the "
                "95 % [interval](term:confidence-interval), by [bootstrap](term:bootstrap) over the "
                "images.  \n**[Alignment](term:alignment)**, the mean squared distance of the two views "
                "of an image: lower is better, 0 ignores the augmentation.  "
                "\n**[Uniformity](term:uniformity)**, the log of the mean of exp(−2 · squared distance) "
                "over different images: lower is better, −4 spreads them evenly, 0 puts all in one "
                "point. Each alone is easily had: a model that maps every image to one point is "
                "perfectly aligned (Wang and Isola, arXiv 2005.10242).  \n**[Effective "
                "rank](term:effective-rank)** (RankMe, arXiv 2210.02885), of all test images without "
                "augmentation: higher is better, as many directions are in use."
            ).format(representation=representation)
        )
    )
    numbers: list[Row] = [
        {
            "run": subject.name,
            "representation": representation,
            **{
                f"{name}{suffix}": value
                for name, values in uniformity._asdict().items()
                for suffix, value in zip(("", "_low", "_high"), values.tolist(), strict=True)
            },
            "rank_me": spectrum.rank_me,
        }
        for subject, (uniformity, spectrum) in found.items()
    ]
    st.download_button(
        _("These numbers, as CSV"),
        format_csv(numbers),
        file_name="uniformity.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="uniformity_numbers",
        help=_("The table with the ends of its intervals."),
    )
