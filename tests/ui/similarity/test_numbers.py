from aavae.analysis.bootstrap import IntervalEstimate
from aavae.config import AugmentConfig
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.numbers import format_estimate, format_means


def test_an_estimate_is_a_number_and_its_interval() -> None:
    assert format_estimate(IntervalEstimate(0.9104, 0.9021, 0.919)) == "0.910 [0.902, 0.919]"


def test_no_pairs_are_a_dash() -> None:
    assert format_estimate(IntervalEstimate(float("nan"), float("nan"), float("nan"))) == "–"
    assert format_estimate(IntervalEstimate(0.5, float("nan"), float("nan"))) == "0.500 [–]"


def test_means_without_pairs_are_a_dash() -> None:
    comparison = Comparison("h", "cosine", AugmentConfig(), by_class=False)
    assert format_means([0.33, 0.301], comparison) == "0.330 – 0.301"
    assert format_means([0.33, float("nan")], comparison) == "–"
