from aavae.analysis.bootstrap import IntervalEstimate
from aavae.ui.similarity.numbers import format_estimate


def test_an_estimate_is_a_number_and_its_interval() -> None:
    assert format_estimate(IntervalEstimate(0.9104, 0.9021, 0.919)) == "0.910 [0.902, 0.919]"


def test_no_pairs_are_a_dash() -> None:
    assert format_estimate(IntervalEstimate(float("nan"), float("nan"), float("nan"))) == "–"
