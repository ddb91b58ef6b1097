"""How long tests wait, on whatever machine they run.

What must come at all is waited for with patience. What must come *soon* is a claim: it is made for an idle
machine of the kind that the figures of the README are from, and is scaled for a slower or busier one.
"""

import time

PATIENCE = 240.0
"""Seconds within which a page, a process or a small training is there, at an eighth of that speed too."""
PATIENCE_MS = 1_000 * PATIENCE

_REFERENCE_SECONDS = 0.1
_LOOPS = 2_000_000


def scale(claimed: float) -> float:
    """A duration that is claimed for the reference machine, as it is on this one, as busy as it is now."""
    start = time.perf_counter()
    total = 0
    for number in range(_LOOPS):
        total += number
    return claimed * max(1.0, (time.perf_counter() - start) / _REFERENCE_SECONDS)
