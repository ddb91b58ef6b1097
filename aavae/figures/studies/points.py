"""A dot that stands for one trained model, and opens it when it is clicked."""

from typing import Any, NamedTuple

DOT_SIZE = 13
"""Diameter of a dot that is one model, in pixels."""


class Point(NamedTuple):
    """One model in a figure.

    Attributes:
        value: what the figure shows of it, in the figure's unit.
        run: name of the model's run, which goes with the dot as its `customdata`.
        label: what people read when they point at the dot.
    """

    value: float
    run: str
    label: str


def keep_look() -> dict[str, Any]:
    """Trace settings with which a click changes no dot's look: what is chosen is written below the figure."""
    return {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
