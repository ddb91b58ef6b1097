"""A cluster wants its machine back: a training saves at its next batch and leaves, to go on elsewhere."""


class Paused(BaseException):
    """The work is saved and incomplete: the same command continues it.

    Not an Exception: code that survives the failure of one training must not go on with the next.
    """


_requested = False


def request_pause() -> None:
    """Ask this process to pause; safe in a signal handler."""
    global _requested
    _requested = True


def is_pause_requested() -> bool:
    """Whether this process was asked to."""
    return _requested
