"""Some pairs of a result with their pictures: the views that were compared, classes, and the measure."""

from typing import TYPE_CHECKING

import numpy as np

from aavae.data.image_set import Dataset
from aavae.ui.notices.skeleton import load
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.histograms import format_value
from aavae.ui.similarity.pair_pictures import render_pairs

if TYPE_CHECKING:
    from aavae.analysis.similarity.pairs import PairKind
    from aavae.evaluation.similarity.pairs import PairSimilarity


def render_found_pairs(
    title: str,
    result: "PairSimilarity",
    kind: "PairKind",
    *,
    numbers: np.ndarray,
    dataset: Dataset,
    comparison: Comparison,
    note: str = "",
) -> None:
    """Draw some pairs of a kind.

    Args:
        title: above them.
        result: that holds the pairs.
        kind: which of its kinds.
        numbers: int (M,), which pairs of the kind, in the order in which they are shown.
        dataset: whose test images they are.
        comparison: how they were compared.
        note: beside the title.
    """
    load("results")
    from aavae.evaluation.similarity.pairs import DEFAULT_NUM_IMAGES
    from aavae.evaluation.views import find_views

    views = find_views(dataset, comparison.config, num_images=DEFAULT_NUM_IMAGES, seed=0)
    pairs = result.get_pairs(kind)[numbers]
    places = np.searchsorted(views.images, pairs)
    captions = []
    for (one, other), value in zip(pairs.tolist(), result.get_values(kind)[numbers].tolist(), strict=True):
        classes = [dataset.test.describe(row) for row in dict.fromkeys((one, other))]
        captions.append(f"{' | '.join(classes)}: {format_value(value, comparison)}")
    render_pairs(title, views.first[places[:, 0]], views.second[places[:, 1]], captions, note)
