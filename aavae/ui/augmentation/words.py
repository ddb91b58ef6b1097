"""What the numbers of the lab say, in words."""

from collections.abc import Sequence

import numpy as np

from aavae.formatting import format_count
from aavae.language import _


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
    return _("{rank} of {num_others} other images {text} closer than its own").format(
        rank=format_count(rank), num_others=format_count(num_others), text="is" if rank == 1 else "are"
    )


def describe_answer(before: np.ndarray, after: np.ndarray, class_names: Sequence[str]) -> str:
    """The probe's answer for the clean image and for the distorted one.

    Args:
        before: (C,), probabilities for the clean image.
        after: (C,), for the distorted one.
        class_names: C of them.
    """
    first, then = int(before.argmax()), int(after.argmax())
    now = f"{class_names[then]} ({after[then]:.0%})"
    if first == then:
        return _("{now}, as before ({before:.0%})").format(now=now, before=before[first])
    return _("{now}; it was {class_names} ({before:.0%})").format(
        now=now, class_names=class_names[first], before=before[first]
    )


def join_names(names: Sequence[str]) -> str:
    """Names as a part of a sentence: "A, B and C"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
