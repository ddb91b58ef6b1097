"""Whether a representation keeps the style of a view: where it was cut out, how its colours were changed."""

from collections.abc import Iterator

import numpy as np

from aavae.analysis.diagnostics.style import FIELDS, HELD_OUT, Style, compute_style, compute_truth
from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import Subject
from aavae.language import _

DEFAULT_NUM_IMAGES = 3_000
MIN_NUM_IMAGES = 4
"""Fewest that leave two to learn from and two held out."""
_ALWAYS = AugmentConfig(crop_probability=1, jitter_probability=1)

_KIND = ResultKind("style", version=1, held_out=HELD_OUT)


def evaluate_style(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "h",
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
    ship: bool = False,
) -> Style:
    """Read the parameters of augmented test images off their representation by ridge regression.

    Each view has one augmentation only, so that no other one hides what is asked for (a grey image has no
    hue). Two thirds of the images fit the regression, the others score it; every subject sees the same views.

    Raises:
        UserError: the subject has no such representation, or there are fewer than 4 images.
    """
    subject.check_representation(representation)
    if min(num_images, len(dataset.test)) < MIN_NUM_IMAGES:
        raise UserError(
            _(
                "To read off how views were made takes at least {least} test images, to learn "
                "from and to try: here are {count}."
            ).format(least=MIN_NUM_IMAGES, count=min(num_images, len(dataset.test)))
        )
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "augment": _ALWAYS.model_dump(),
        "num_images": num_images,
        "seed": seed,
    }

    def compute() -> Style:
        import torch

        from aavae.augment import apply_parameters, draw_parameters, identity_parameters
        from aavae.representations import to_unit_range

        images = dataset.test.take(choose_evenly(len(dataset.test), num_images))
        height, width = images.shape[2:]
        drawn = draw_parameters(len(images), height, width, _ALWAYS, torch.Generator().manual_seed(seed))
        crop, brightness, hue = drawn.crop.numpy(), drawn.brightness.numpy(), drawn.hue.numpy()

        def represent_views() -> Iterator[tuple[str, np.ndarray]]:
            for field in dict.fromkeys(FIELDS.values()):
                parameters = identity_parameters(len(images), height, width)
                parameters = parameters._replace(**{field: getattr(drawn, field)})
                views = apply_parameters(to_unit_range(torch.from_numpy(images)), parameters).numpy()
                yield field, represent(subject, views, representation, seed)

        return compute_style(represent_views(), compute_truth(crop, brightness, hue, height, width))

    return find_or_compute(Style, _KIND, inputs, compute, ship)
