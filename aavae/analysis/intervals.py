"""How far an accuracy measured on a finite test set can be trusted."""


def wilson_interval(correct: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion (Wilson 1927, by SciPy).

    It covers the chance in drawing the test images, not that in training the model.

    Args:
        correct: number of successes.
        total: number of trials, at least 1.

    Returns:
        (low, high), both in [0, 1].
    """
    from scipy.stats import binomtest  # takes half a second to import

    interval = binomtest(correct, total).proportion_ci(confidence_level=0.95, method="wilson")
    return float(interval.low), float(interval.high)
