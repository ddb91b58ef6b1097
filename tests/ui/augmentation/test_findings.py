import numpy as np
import pytest

from aavae.analysis.bootstrap import draw_resamples, take_interval
from aavae.evaluation.augmentation.profile import Profile
from aavae.ui.augmentation.findings import Leader, find_leaders, write_findings

NAMES = ("crop", "hue", "flip")
COUNT = 200


def make_profile(means: tuple[float, ...], noise: float = 0.02, seed: int = 0) -> Profile:
    """A profile whose different images have cosine 0, so that normalised and raw similarities are one."""
    drawn = np.random.default_rng(seed).normal(0, noise, (len(means), COUNT))
    similarities = (np.array(means)[:, None] + drawn).astype(np.float32)
    found = similarities.mean(1, dtype=np.float64)
    replicates = draw_resamples(COUNT, 0).astype(np.float64) @ similarities.T.astype(np.float64) / COUNT
    lows, highs = take_interval(replicates)
    zeros = np.zeros(len(replicates))
    return Profile(
        names=NAMES,
        similarities=similarities,
        means=found,
        lows=lows,
        highs=highs,
        different=0.0,
        different_replicates=zeros,
        normalised=found,
        normalised_lows=lows,
        normalised_highs=highs,
        seed=0,
    )


def test_the_leader_of_each_augmentation_and_whether_it_is_ahead_beyond_chance() -> None:
    profiles = {
        "A": make_profile((0.9, 0.5, 0.7), seed=1),
        "B": make_profile((0.6, 0.8, 0.7), seed=2),
        "C": make_profile((0.5, 0.4, 0.7), seed=3),
    }
    leaders = find_leaders(profiles)
    assert [leader.augmentation for leader in leaders] == list(NAMES)
    assert [(leader.title, leader.is_clear) for leader in leaders[:2]] == [("A", True), ("B", True)]
    assert not leaders[2].is_clear
    for leader in leaders:
        assert leader.low < leader.value < leader.high


def test_one_model_alone_leads() -> None:
    leaders = find_leaders({"A": make_profile((0.9, 0.5, 0.7))})
    assert {leader.title for leader in leaders} == {"A"}


@pytest.mark.parametrize("is_clear", [True, False])
def test_the_sentences_say_what_is_clear_and_what_is_not(is_clear: bool) -> None:
    text = write_findings(
        [Leader(augmentation="crop", title="A*E", value=0.9, low=0.88, high=0.92, is_clear=is_clear)]
    )
    assert ("ignores most: crop (0.90, 0.88 to 0.92)" in text) == is_clear
    assert ("more than chance: crop" in text) != is_clear
    assert "A*E" not in text
