"""How long what a study still trains takes on this machine, by what was measured here."""

from aavae.evaluation.estimate import find_seconds
from aavae.studies.progress import Progress


def find_hours(progress: Progress) -> float | None:
    """Hours of this machine, one run after the other; None where runs like them were never measured."""
    hours = 0.0
    for planned, part in progress.left:
        seconds = find_seconds(planned.config)
        if seconds is None:
            return None
        hours += part * seconds / 3_600
    return hours
