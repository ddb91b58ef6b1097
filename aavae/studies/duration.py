"""How long what a study still trains takes on this machine, by what was measured here."""

from aavae.estimate.kept import find_usual
from aavae.studies.progress import StudyProgress


def find_hours(progress: StudyProgress) -> float | None:
    """Hours of this machine, one run after the other; None where runs like them were never measured."""
    hours = 0.0
    for planned, part in progress.left:
        estimate = find_usual(planned.config)
        if estimate is None:
            return None
        hours += part * estimate.seconds / 3_600
    return hours
