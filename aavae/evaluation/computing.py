"""What happens before anything is computed with models, rather than found, and where it is computed.

A process with one thread needs nothing for that: torch is imported, and the work is done. A server, whose
sessions must not import the same packages at the same time, says here how it does it; and one that many
visitors share has another process do the work.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Elsewhere(Protocol):
    """Has another process do some work, once for all who ask for the same, and waits for it."""

    def __call__(self, key: str, work: Callable[[], Any]) -> Any:
        """Return what the work returns, or raise what it raises.

        Args:
            key: the same for the same work: its kind, "-", and what tells it from others of its kind.
            work: what is sent to the other process: image sets in it are opened there anew.
        """


_imports: list[Callable[[], None]] = []
_elsewhere: list[Elsewhere] = []


def import_by(load: Callable[[], None]) -> None:
    """Have this called whenever something is about to be computed: cheap once all is imported."""
    _imports[:] = [load]


def prepare() -> None:
    """Called by whatever computes with models, before it imports torch."""
    for load in _imports:
        load()


def compute_by(elsewhere: Elsewhere) -> None:
    """Have another process compute from now on."""
    _elsewhere[:] = [elsewhere]


def compute(key: str, work: Callable[[], Result]) -> Result:
    """Do some work, here or where this process has it done; arguments as of `Elsewhere`."""
    return _elsewhere[0](key, work) if _elsewhere else work()
