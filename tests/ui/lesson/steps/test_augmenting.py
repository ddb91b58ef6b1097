import pytest

from aavae.studies.effects import Effect
from aavae.ui.lesson.steps.augmenting import describe_effect


@pytest.mark.parametrize(
    ("mean", "low", "high", "said"),
    [
        (0.12, 0.113, 0.126, "X: **12.0 more** (11.3 to 12.6)"),
        (-0.12, -0.126, -0.113, "X: **12.0 fewer** (11.3 to 12.6)"),
        (-0.002, -0.012, 0.009, "X: **0.2 fewer** (no clear difference)"),
        (0.002, -0.009, 0.012, "X: **0.2 more** (no clear difference)"),
    ],
)
def test_says_more_or_fewer_and_whether_it_is_clear(mean: float, low: float, high: float, said: str) -> None:
    assert describe_effect("X", Effect(("augment",), mean, (low, high), 3)) == said
