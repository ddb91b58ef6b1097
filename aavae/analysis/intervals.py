"""How far an accuracy measured on a finite test set can be trusted."""

import math

_NORMAL = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution."""


def wilson_interval(correct: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion (Wilson 1927).

    It covers the chance in drawing the test images, not that in training the model.

    Args:
        correct: number of successes.
        total: number of trials, at least 1.

    Returns:
        (low, high), both in [0, 1].
    """
    # In closed form: `scipy.stats` has it, for 40 MB of every process that shows an accuracy.
    share, weight = correct / total, _NORMAL**2 / total
    centre = (share + weight / 2) / (1 + weight)
    reach = _NORMAL / (1 + weight) * math.sqrt(share * (1 - share) / total + weight / (4 * total))
    # The ends of none and of all are exact, whatever rounding makes of them.
    return (0.0 if correct == 0 else centre - reach), (1.0 if correct == total else centre + reach)
