"""What happens before anything is computed with models, rather than found: torch is imported.

A process with one thread needs nothing for that. A server, whose sessions must not import the same packages
at the same time, says here how it does it.
"""

from collections.abc import Callable

_imports: list[Callable[[], None]] = []


def import_by(load: Callable[[], None]) -> None:
    """Have this called whenever something is about to be computed: cheap once all is imported."""
    _imports[:] = [load]


def prepare() -> None:
    """Called by whatever computes with models, before it imports torch."""
    for load in _imports:
        load()
