import numpy as np
import pytest

from aavae.analysis.generation.memorised import Memorised
from aavae.evaluation.generation.samples import DensityKind
from aavae.ui.generation.memorised import judge_copies, read_copies


def make_result(low: float, high: float) -> Memorised:
    nothing = np.empty((0, 4))
    return Memorised(nothing.astype(np.int64), nothing.astype(np.float32), (low + high) / 2, (low, high))


def test_every_density_is_named_with_its_interval() -> None:
    found: dict[DensityKind, Memorised] = {"prior": make_result(0, 0.1), "mixture": make_result(0.4, 0.6)}
    text = read_copies("mine", found, {"prior": "The prior", "mixture": "A mixture"})
    assert "The prior **5%** (0% to 10%); A mixture **50%** (40% to 60%) of the time" in text


@pytest.mark.parametrize(
    ("intervals", "verdict"),
    [
        ([(0.4, 0.6), (0.45, 0.55)], "None is nearer than chance, so no copies."),
        ([(0.0, 0.1), (0.4, 0.6)], "unlike any image"),
        ([(0.0, 0.1), (0.51, 0.6)], "nearer than chance: a copy would"),
    ],
)
def test_a_verdict_needs_an_interval_that_leaves_out_chance(
    intervals: list[tuple[float, float]], verdict: str
) -> None:
    assert verdict in judge_copies([make_result(*interval) for interval in intervals])
