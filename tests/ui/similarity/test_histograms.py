import pytest

from aavae.analysis.similarity.pair_measures import Measure
from aavae.config import AugmentConfig
from aavae.ui.similarity.choices import Comparison
from aavae.ui.similarity.histograms import format_value


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        ("cosine", 0.91035, "0.910"),
        ("euclidean", 1.0, "1.000"),
        ("kl", 5.21132, "163,000"),
        ("kl", 0.5, "3.16"),
        ("kl", -3, "0.001"),
    ],
)
def test_a_value_reads_in_the_units_of_its_measure(measure: Measure, value: float, text: str) -> None:
    assert format_value(value, Comparison("mu", measure, AugmentConfig(), by_class=False)) == text
