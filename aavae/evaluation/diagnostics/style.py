"""Whether a representation keeps the style of a view: where it was cut out, how its colours were changed."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import Subject

if TYPE_CHECKING:
    from aavae.augment import Parameters

DEFAULT_NUM_IMAGES = 3_000
MIN_NUM_IMAGES = 4
"""Fewest that leave two to learn from and two held out."""
_HELD_OUT = 3
"""One view of this many is held out."""
_ALWAYS = AugmentConfig(crop_probability=1, jitter_probability=1)

FIELDS: dict[str, str] = {
    "horizontal position": "crop",
    "vertical position": "crop",
    "area": "crop",
    "brightness": "brightness",
    "hue": "hue",
}
"""What is to be read off a view, and the only parameter by which that view differs from its image."""

_KIND = ResultKind("style", version=1, held_out=_HELD_OUT)


class Style(NamedTuple):
    """How well each of P parameters of a view is read off its representation.

    Attributes:
        names: of the parameters, as in `FIELDS`.
        r2: float64 (P,), R^2 on held-out views: 1 read without error, 0 or below not at all.
    """

    names: tuple[str, ...]
    r2: np.ndarray


def compute_truth(parameters: "Parameters", height: int, width: int) -> dict[str, np.ndarray]:
    """The true value of each of `FIELDS` of n views: float32 (n,).

    A crop's position is that of its centre: its corner would give away a part of its size, as a large box
    has little room to move.

    Args:
        parameters: of the views.
        height: of the images, in pixels.
        width: of the images, in pixels.
    """
    top, left, crop_height, crop_width = parameters.crop.numpy().T
    return {
        "horizontal position": (left + crop_width / 2) / width,
        "vertical position": (top + crop_height / 2) / height,
        "area": crop_height * crop_width / (height * width),
        "brightness": parameters.brightness.numpy(),
        "hue": parameters.hue.numpy(),
    }


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
            f"To read off how views were made takes at least {MIN_NUM_IMAGES} test images, to learn from and "
            f"to try: here are {min(num_images, len(dataset.test))}."
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

        from aavae.analysis.diagnostics.ridge import compute_ridge_r2
        from aavae.augment import apply_parameters, draw_parameters, identity_parameters
        from aavae.representations import to_unit_range

        images = dataset.test.images[choose_evenly(len(dataset.test), num_images)]
        height, width = images.shape[2:]
        drawn = draw_parameters(len(images), height, width, _ALWAYS, torch.Generator().manual_seed(seed))
        truth = compute_truth(drawn, height, width)
        held_out = np.arange(len(images)) % _HELD_OUT == 0
        scores: dict[str, float] = {}
        for field in dict.fromkeys(FIELDS.values()):
            parameters = identity_parameters(len(images), height, width)
            parameters = parameters._replace(**{field: getattr(drawn, field)})
            views = apply_parameters(to_unit_range(torch.from_numpy(images)), parameters).numpy()
            features = represent(subject, views, representation, seed)
            names = [name for name in FIELDS if FIELDS[name] == field]
            targets = np.stack([truth[name] for name in names], axis=1)
            r2 = compute_ridge_r2(
                features[~held_out], targets[~held_out], features[held_out], targets[held_out]
            )
            scores |= dict(zip(names, r2, strict=True))
        return Style(tuple(FIELDS), np.array([scores[name] for name in FIELDS]))

    return find_or_compute(Style, _KIND, inputs, compute, ship)
