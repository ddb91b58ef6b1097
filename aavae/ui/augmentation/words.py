"""What the numbers of the lab say, in words."""

from collections.abc import Sequence

import numpy as np


def describe_rank(rank: int, num_others: int) -> str:
    """Where the distorted image's latent lies among those of other images.

    Args:
        rank: how many other images are nearer to it than its own clean image.
        num_others: how many other images there are.
    """
    if rank == 0:
        return f"still its own nearest neighbour among {num_others:,} others"
    return f"{rank:,} of {num_others:,} other images {'is' if rank == 1 else 'are'} closer than its own"


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
        return f"{now}, as before ({before[first]:.0%})"
    return f"{now}; it was {class_names[first]} ({before[first]:.0%})"


def join_names(names: Sequence[str]) -> str:
    """Names as a part of a sentence: "A, B and C"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
