"""What the numbers of the lab say, in words."""

from collections.abc import Sequence

import numpy as np

from aavae.formatting import format_count
from aavae.language import N_, _, ngettext

_AUGMENTATIONS = {
    "crop": N_("crop"),
    "flip": N_("flip"),
    "brightness": N_("brightness"),
    "contrast": N_("contrast"),
    "saturation": N_("saturation"),
    "hue": N_("hue"),
    "grayscale": N_("grayscale"),
    "blur": N_("blur"),
    "colour jitter": N_("colour jitter"),
    "all, as in training": N_("all, as in training"),
}


def name_augmentation(name: str) -> str:
    """What people read of an augmentation.

    Args:
        name: one of `aavae.distortion.DISTORTIONS`, or of an invariance profile.
    """
    return _(_AUGMENTATIONS[name])


def describe_rank(rank: int, num_others: int) -> str:
    """Where the distorted image's latent lies among those of other images.

    Args:
        rank: how many other images are nearer to it than its own clean image.
        num_others: how many other images there are.
    """
    if rank == 0:
        return _("still its own nearest neighbour among {num_others} others").format(
            num_others=format_count(num_others)
        )
    words = ngettext(
        "{rank} of {num_others} other images is closer than its own",
        "{rank} of {num_others} other images are closer than its own",
        rank,
    )
    return words.format(rank=format_count(rank), num_others=format_count(num_others))


def describe_answer(before: np.ndarray, after: np.ndarray, class_names: Sequence[str]) -> str:
    """The probe's answer for the clean image and for the distorted one.

    Args:
        before: (C,), probabilities for the clean image.
        after: (C,), for the distorted one.
        class_names: C of them.
    """
    first, then = int(before.argmax()), int(after.argmax())
    if first == then:
        words = _("{answer} ({percent:.0f}%), as before ({percent_before:.0f}%)")
    else:
        words = _("{answer} ({percent:.0f}%); it was {answer_before} ({percent_before:.0f}%)")
    return words.format(
        answer=class_names[then],
        percent=100 * after[then],
        answer_before=class_names[first],
        percent_before=100 * before[first],
    )
