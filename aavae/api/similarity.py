"""How alike two views of one image are to a model, for a notebook: the numbers of the page and command."""

from dataclasses import dataclass, field
from typing import get_args

from aavae.analysis.similarity.pair_measures import Measure
from aavae.api.arguments import check_choice, check_count, check_representation, check_seed
from aavae.api.images import find_dataset
from aavae.api.model import LoadedModel, find_model
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.similarity.pairs import DEFAULT_NUM_IMAGES, PairSimilarity, evaluate_pairs
from aavae.evaluation.transfer import check_fits


@dataclass(frozen=True)
class SimilarityResult:
    """Pairs of augmented views of one image, against pairs of views of two images.

    Attributes:
        model: which finds them alike or not.
        images: the name of the image set.
        representation: `h`, `mu` or `z`; KL compares the posteriors, whatever it says.
        measure: `cosine`, `euclidean` or `kl`.
        auc: how often two views of one image are more alike than views of two images, in [0, 1].
        auc_interval: its 95 % bootstrap interval over the images, (low, high).
        num_images: test images.
        pairs: all that the analysis found: the values and images of every pair, overlap, effect size, ...
    """

    model: LoadedModel
    images: str
    representation: RepresentationName
    measure: Measure
    auc: float
    auc_interval: tuple[float, float]
    num_images: int
    pairs: PairSimilarity = field(repr=False)


def similarity(
    model: LoadedModel | str,
    images: str | Dataset = "bundled",
    representation: RepresentationName = "mu",
    *,
    measure: Measure = "cosine",
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
) -> SimilarityResult:
    """Measure how alike a model finds two augmented views of one image: `python -m aavae similarity`.

    What was computed before, here, on a page or by a command, is read from the cache.

    Args:
        model: from `load`, or its name; vectors alone have no views.
        images: the name of a set, or one from `load_images`; its test images are taken, evenly spaced.
        representation: `h`, `mu` or `z`.
        measure: `cosine`; `euclidean`, a distance; `kl`, of the posteriors, for models that have one.
        num_images: test images, from 2 to 10,000.
        seed: decides views, pairs and the bootstrap; 0 or more.

    Raises:
        UserError: the images do not fit the model, it lacks the measure, or an argument is wrong.
    """
    check_choice("measure", measure, get_args(Measure))
    num_images = check_count("num_images", num_images, least=2)
    seed = check_seed(seed)
    check_representation(representation)
    model, dataset = find_model(model), find_dataset(images)
    check_fits([model.subject], dataset)
    pairs = evaluate_pairs(
        model.subject,
        dataset,
        representation=representation,
        measure=measure,
        num_images=num_images,
        seed=seed,
    )
    auc = pairs.get_estimate("auc")
    return SimilarityResult(
        model=model,
        images=dataset.name,
        representation=representation,
        measure=measure,
        auc=auc.value,
        auc_interval=(auc.low, auc.high),
        num_images=len(pairs.images),
        pairs=pairs,
    )
