"""How far the difference of two accuracies can be trusted."""

import math


def newcombe_interval(
    first: float,
    first_interval: tuple[float, float],
    second: float,
    second_interval: tuple[float, float],
) -> tuple[float, float]:
    """The 95 % interval of first minus second, from their Wilson intervals (Newcombe 1998, method 10).

    It takes the two for independent. Accuracies on the same test images mostly rise and fall together, which
    makes the true interval narrower: this one errs on the safe side.

    Args:
        first: a proportion, in [0, 1].
        first_interval: its 95 % Wilson interval.
        second: another proportion.
        second_interval: its 95 % Wilson interval.

    Returns:
        (low, high), both in [-1, 1].
    """
    difference = first - second
    low = math.hypot(first - first_interval[0], second_interval[1] - second)
    high = math.hypot(first_interval[1] - first, second - second_interval[0])
    return difference - low, difference + high
