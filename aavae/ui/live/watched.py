"""The runs that somebody watches, found again at every tick without reading them all."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aavae.errors import UserError
from aavae.figures.live.svg_plot import DASHES
from aavae.figures.theme import get_colour
from aavae.language import _
from aavae.methods import METHODS, Method
from aavae.runs.registry import Run, find_run
from aavae.ui.live.shared import Stamp, get_stamp


class Place(NamedTuple):
    """Where a run was when the page was made.

    Attributes:
        name: the run's.
        config: its `config.json`; None if there was no such run.
    """

    name: str
    config: Path | None


class Watched(NamedTuple):
    """A run and how its lines look: its method's colour, and a dash of its own.

    Attributes:
        run: the run.
        colour: "#RRGGBB".
        dash: one of `DASHES`.
    """

    run: Run
    colour: str
    dash: str

    @property
    def method(self) -> Method:
        """The run's method."""
        return METHODS[self.run.config.method]


def locate(names: Sequence[str]) -> tuple[Place, ...]:
    """Look names up among all runs; each once."""
    places = []
    for name in dict.fromkeys(names):
        try:
            places.append(Place(name, find_run(name).layout.config))
        except UserError:
            places.append(Place(name, None))
    return tuple(places)


@lru_cache(256)
def _find_unchanged(place: Place, stamp: Stamp) -> Run:
    return find_run(place.name)


def _find(place: Place) -> Run:
    stamp = get_stamp(place.config) if place.config else None
    if stamp is not None:
        return _find_unchanged(place, stamp)
    if place.config is not None:
        raise UserError(
            _("The run '{name}' is not here any more: choose another one.").format(name=place.name)
        )
    return find_run(place.name)


def find_watched(places: Sequence[Place]) -> tuple[list[Watched], list[str]]:
    """Find the runs as they are now.

    Returns:
        The runs, and a sentence for each that is not there.
    """
    watched: list[Watched] = []
    problems = []
    for place in places:
        try:
            run = _find(place)
        except UserError as error:
            problems.append(str(error))
            continue
        colour = get_colour(run.config.method)
        watched.append(Watched(run, colour, DASHES[len(watched) % len(DASHES)]))
    return watched, problems
