"""How seconds and memory grow with the number of images."""

from collections.abc import Iterator

from bench.growth import FACTORS, SMALLEST, TITLES, describe
from bench.growth import measure as measure_try
from bench.sections.record import Growth


def measure(is_tiny: bool) -> Iterator[Growth]:
    """Each work at each number of images."""
    for work, smallest in SMALLEST.items():
        counts = [factor * (250 if is_tiny else smallest) for factor in (FACTORS[:2] if is_tiny else FACTORS)]
        rounds = [[measure_try(work, count) for count in counts] for _ in range(1 if is_tiny else 2)]
        for costs in rounds:
            print(describe(work, counts, costs), flush=True)
        by_count = list(zip(*rounds, strict=True))
        yield Growth(
            what=TITLES[work],
            counts=counts,
            seconds=[[cost.seconds for cost in costs] for costs in by_count],
            megabytes=[
                None
                if any(cost.megabytes is None for cost in costs)
                else max(cost.megabytes or 0 for cost in costs)
                for costs in by_count
            ],
        )
