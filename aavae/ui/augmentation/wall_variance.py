"""The walls of many images: the variance of each model's, with intervals."""

from collections.abc import Sequence

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.skeleton import working

_NUM_IMAGES, _NUM_VIEWS = 200, 16


def render_wall_variance(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """A table over many images, computed when it is asked for.

    Args:
        subjects: models with a decoder.
        dataset: whose test images.
    """
    wanted = st.toggle(
        _("Is one image enough? The same for {num_images} test images, {num_views} views of each").format(
            num_images=_NUM_IMAGES, num_views=_NUM_VIEWS
        ),
        key="wall_many",
        bind="query-params",
        help=_("A table with an interval for each model; computing it may take a minute."),
    )
    if not wanted:
        return
    with working(_("Painting the views of many images")):
        from aavae.evaluation.augmentation.wall import evaluate_wall_variance

        found = {
            subject.title: evaluate_wall_variance(
                subject, dataset, num_images=_NUM_IMAGES, num_views=_NUM_VIEWS
            )
            for subject in subjects
        }
    st.dataframe(
        [
            {
                _("Model"): title,
                _("Variance of the wall / of the views"): _format_percent(variance.mean),
                _("95 % interval"): _("{low} to {high}").format(
                    low=_format_percent(variance.low), high=_format_percent(variance.high)
                ),
                _("Variance between images / of the images"): _format_percent(variance.between),
            }
            for title, variance in found.items()
        ],
        hide_index=True,
        width="stretch",
    )
    st.caption(
        explain(
            _(
                "The [interval](term:confidence-interval) is by [bootstrap](term:bootstrap) over the images. "
                "The last column guards against a trick: a decoder that paints the same grey for every image "
                "has walls without variance, but then its pictures of different images do not differ either."
            )
        )
    )


def _format_percent(part: float) -> str:
    return _("{percent:.1f}%").format(percent=100 * part)
