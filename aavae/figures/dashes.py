"""Dashes that tell lines of one colour apart."""

from collections.abc import Sequence

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def choose_dashes(methods: Sequence[str]) -> list[str]:
    """A dash for each line: the first model of a method is solid, each further one has the next dash.

    Args:
        methods: of the models, in the order of the lines; the same method has the same colour.
    """
    counts: dict[str, int] = {}
    dashes = []
    for method in methods:
        counts[method] = counts.get(method, -1) + 1
        dashes.append(_DASHES[counts[method] % len(_DASHES)])
    return dashes
