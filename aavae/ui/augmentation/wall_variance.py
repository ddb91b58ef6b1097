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
                "Model": title,
                "Variance of the wall / of the views": f"{variance.mean:.1%}",
                "95 % interval": f"{variance.low:.1%} to {variance.high:.1%}",
                "Variance between images / of the images": f"{variance.between:.1%}",
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
