"""Two sections of the Reconstruct page again: the wall, and the profile."""

from collections.abc import Sequence

from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.sharing.notebook import code, text
from aavae.sharing.recomputation import (
    Recomputation,
    open_subjects,
    show_rows,
    write_command,
    write_config,
)

_PICTURE_SIZE = 512
"""Width and height of a wall, in pixels."""
_WALL = """\
from aavae.config import AugmentConfig
from aavae.data.pool import get_images
from aavae.evaluation.augmentation.wall import evaluate_wall

(image,) = get_images(dataset, np.array([{image}]))
walls = {{
    subject: evaluate_wall(subject, dataset, image, seed={seed}, num_views={num_views}, config={config})
    for subject in subjects
}}
rows = [
    {{"run": subject.name, "variance": wall.variance, "variance_ratio": float(wall.variance_ratio)}}
    for subject, wall in walls.items()
]"""
_PICTURES = """\
from PIL import Image

from aavae.data.image_set import to_uint8
from aavae.grids import lay_out

# What the encoders see, then what each model makes of it.
walls_of_images = [next(iter(walls.values())).views, *(wall.reconstructions for wall in walls.values())]
pictures = [
    Image.fromarray(lay_out(to_uint8(images), {columns})).resize(({size}, {size}), Image.NEAREST)
    for images in walls_of_images
]"""
_PROFILE = """\
from aavae.evaluation.augmentation.profile import evaluate_profile
from aavae.figures.augmentation.profile import ModelProfile, plot_profile, tabulate_profile

representation, normalised = {representation!r}, {normalised}
drawn = []
for subject in subjects:
    profile = evaluate_profile(subject, dataset, representation=representation, seed=0)
    drawn.append(
        ModelProfile(
            title=subject.title,
            method=subject.method,
            names=profile.names,
            means=profile.means,
            lows=profile.lows,
            highs=profile.highs,
            different=profile.different,
            normalised=profile.normalised,
            normalised_lows=profile.normalised_lows,
            normalised_highs=profile.normalised_highs,
        )
    )
rows = tabulate_profile(drawn, normalised=normalised)"""
_PROFILE_FIGURE = """\
figure = plot_profile(drawn, normalised=normalised)
figure"""


def recompute_wall(
    subjects: Sequence[Subject],
    dataset: Dataset,
    image: int,
    *,
    seed: int,
    num_views: int,
    config: AugmentConfig,
) -> Recomputation:
    """How much the reconstructions of many views of an image vary, and the walls.

    Args:
        subjects: those that have a decoder.
        dataset: the images.
        image: its number among all images.
        seed: draws the views.
        num_views: of the image; a square number.
        config: how views are made.
    """
    compute = _WALL.format(image=image, seed=seed, num_views=num_views, config=write_config(config))
    # The command's views are those of the training.
    flags = ["--image", str(image), "--num-views", str(num_views), "--seed", str(seed)]
    command = write_command("wall", subjects, dataset, *flags)
    return Recomputation(
        commands=[command] if config == AugmentConfig() else [],
        cells=[
            *open_subjects(subjects, dataset),
            text(_("## Walls")),
            code(f"import numpy as np\n\n{compute}"),
            show_rows(),
            code(_PICTURES.format(columns=round(num_views**0.5), size=_PICTURE_SIZE)),
            *(code(f"pictures[{number}]") for number in range(1 + len(subjects))),
        ],
        seed=seed,
    )


def recompute_profile(
    subjects: Sequence[Subject], dataset: Dataset, representation: RepresentationName, *, normalised: bool
) -> Recomputation:
    """Similarity of an image and its view under each augmentation alone."""
    return Recomputation(
        commands=[write_command("profile", subjects, dataset, "--representation", representation)],
        cells=[
            *open_subjects(subjects, dataset),
            text(_("## Profiles")),
            code(_PROFILE.format(representation=representation, normalised=normalised)),
            show_rows(),
            code(_PROFILE_FIGURE),
        ],
    )
