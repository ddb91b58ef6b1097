"""UMAP beside umap-learn as it comes."""

import statistics
from collections.abc import Iterator

from bench.projection import Layout, describe, measure_apart
from bench.sections.record import Comparison, Side


def measure(is_tiny: bool) -> Iterator[Comparison]:
    """Seconds of a first map in a process and of another, and the trustworthiness."""
    num_points, rounds = (300, 1) if is_tiny else (10_000, 3)
    layouts: dict[str, list[Layout]] = {"ours": [], "plain": []}
    for _ in range(rounds):
        for side, made in layouts.items():
            made.append(measure_apart(side, num_points))
            print(describe(side, num_points, made[-1]), flush=True)
    for field, what in (("first", "the first in a process"), ("again", "another in the same process")):
        ours, theirs = (
            Side(
                name=name,
                values=[getattr(layout, field) for layout in layouts[side]],
                quality=statistics.median(layout.trustworthiness for layout in layouts[side]),
            )
            for side, name in (("ours", "ours"), ("plain", "umap-learn"))
        )
        yield Comparison(
            what=f"a map of {num_points:,} points, {what}",
            unit="s",
            quality="trustworthiness",
            ours=ours,
            theirs=[theirs],
        )
