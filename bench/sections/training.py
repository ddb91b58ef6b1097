"""The training: augmenting alone, and whole steps fed by one library or another."""

from collections.abc import Iterator, Mapping, Sequence

from bench import augment, training_loop
from bench.sections.record import Comparison, Side


def measure(is_tiny: bool) -> Iterator[Comparison]:
    """Images a second."""
    print("augmenting alone", flush=True)
    speeds = augment.measure(num_repeats=2 if is_tiny else 15)
    yield _compare("augmenting 256 images of 32 x 32", speeds, augment.OURS)
    print("whole steps", flush=True)
    speeds = training_loop.measure(*((2, 1) if is_tiny else (6, 10)))
    yield _compare("training steps of an AAVAE", speeds, training_loop.OURS)


def _compare(what: str, speeds: Mapping[str, Sequence[float]], ours: str) -> Comparison:
    sides = {name: Side(name=name, values=list(values)) for name, values in speeds.items()}
    return Comparison(
        what=what, unit="images/s", is_rate=True, ours=sides.pop(ours), theirs=[*sides.values()]
    )
