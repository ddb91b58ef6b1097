"""How well one number tells two groups apart."""

import numpy as np


def compute_auc(positives: np.ndarray, negatives: np.ndarray) -> float:
    """Probability that a positive exceeds a negative, a tie counting half: the area under the ROC curve."""
    ordered = np.sort(negatives)
    below = ordered.searchsorted(positives, "left")
    below_or_equal = ordered.searchsorted(positives, "right")
    return float((below + below_or_equal).sum() / len(positives) / (2 * len(negatives)))
