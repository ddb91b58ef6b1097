import pytest

from aavae.evaluation.generation.sample_quality import QualityKind, SampleQuality
from aavae.ui.generation.sample_quality import read_quality


def make_quality(frechet: float, precision: float) -> SampleQuality:
    interval = (precision - 0.02, precision + 0.02)
    return SampleQuality(
        frechet=frechet,
        frechet_interval=(frechet, frechet),
        precision=precision,
        precision_interval=interval,
        recall=0.0,
        recall_interval=(0.0, 0.0),
        num=50,
        feature_subject="SimCLR",
    )


@pytest.mark.parametrize(
    ("precision", "change"), [(0.5, "raises"), (0.1, "lowers"), (0.33, "hardly changes"), (0.3, "hardly")]
)
def test_a_change_is_named_where_the_intervals_part(precision: float, change: str) -> None:
    text = read_quality("mine", {"prior": make_quality(50, 0.3), "gaussian": make_quality(40, precision)})
    assert f"a Gaussian fitted to its latents {change}" in text
    assert f"from **0.30** with N(0, I) to **{precision:.2f}**" in text
    assert "from 50.0 to 40.0" in text


def test_the_density_of_the_larger_precision_speaks() -> None:
    results: dict[QualityKind, SampleQuality] = {
        "prior": make_quality(50, 0.3),
        "gaussian": make_quality(40, 0.5),
        "mixture": make_quality(45, 0.6),
    }
    assert "a mixture fitted" in read_quality("mine", results)
    assert "a Gaussian fitted" in read_quality("mine", {**results, "mixture": make_quality(45, 0.4)})


def test_what_is_half_measured_says_nothing() -> None:
    assert not read_quality("mine", {})
    assert not read_quality("mine", {"prior": make_quality(50, 0.3)})
    assert not read_quality("mine", {"mixture": make_quality(50, 0.3)})
