"""Dashes that tell lines apart, whatever their colours."""

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def choose_dashes(num_lines: int) -> list[str]:
    """A dash for each line, in the order of the lines; the seventh begins anew.

    Args:
        num_lines: of the figure.
    """
    return [_DASHES[number % len(_DASHES)] for number in range(num_lines)]
