from pathlib import Path

import pytest

from aavae.studies.pitfalls import PITFALLS
from aavae.ui.gone_wrong.curves import CURVES, CurveName, make_curve, say_ends
from tests.ui.gone_wrong.examples import make_pair

BATCH = PITFALLS[4]


@pytest.fixture(autouse=True)
def nothing_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))


def test_steps_lie_at_the_images_seen_and_are_thinned_to_single_ones() -> None:
    losses = [float(step) for step in range(1, 1_201)]
    pair = make_pair(BATCH, losses)
    curve = make_curve(pair.wrong, "loss", "A batch of 4")
    assert len(curve.y) == 400 and (curve.y[0], curve.y[-1]) == (1, 1_200)
    # Step by step four images more.
    assert [x / 4 for x in curve.x] == list(curve.y)
    assert len(make_curve(pair.healthy, "loss", "").y) == 41


def test_a_loss_that_is_no_number_is_left_out() -> None:
    pair = make_pair(BATCH, [1.0, float("inf"), 3.0])
    assert make_curve(pair.wrong, "loss", "").y == [1.0, 3.0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("loss", "mean of **4,000**, that of the healthy one **3,615**"),
        ("kl", "ends at **2.5**, that of the healthy one at **50**"),
        ("knn", "ends at **25**, that of the healthy one at **30**"),
        ("reconstruction", "ends at **3,700**, that of the healthy one at **3,500**"),
        ("gradient", "ends at **300**"),
    ],
)
def test_the_ends_are_said(name: CurveName, said: str) -> None:
    pair = make_pair(BATCH, [4_000.0] * 40, kl=2.5, knn_accuracy=0.25, reconstruction=3_700.0)
    assert said in say_ends(pair, name)


def test_every_curve_of_epochs_has_a_point_an_epoch() -> None:
    pair = make_pair(BATCH, [1.0])
    for name, kind in CURVES.items():
        if kind.field:
            assert make_curve(pair.wrong, name, "").x == [10_000, 20_000, 30_000]
