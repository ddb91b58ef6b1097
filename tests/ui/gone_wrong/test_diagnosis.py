"""What is said follows the numbers: other numbers, other sentences."""

from pathlib import Path

import pytest

from aavae.studies.pitfalls import PITFALLS
from aavae.ui.gone_wrong.diagnosis import DIAGNOSES
from tests.ui.gone_wrong.examples import EVIDENCE, make_pair

BY_NAME = {pitfall.name: pitfall for pitfall in PITFALLS}
FALLING = [4_400.0 - 10 * step for step in range(41)]


@pytest.fixture(autouse=True)
def nothing_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))


def diagnose(name: str, losses: list[float] = FALLING, **last: float) -> str:
    evidence = {field: last.pop(field) for field in list(last) if field in EVIDENCE._fields and field != "kl"}
    if name in ("beta-10", "collapse") and "kl" in last:
        evidence["kl"] = last["kl"]
    return DIAGNOSES[name](make_pair(BY_NAME[name], losses, EVIDENCE._replace(**evidence), **last))


def test_every_pitfall_has_a_diagnosis() -> None:
    assert list(DIAGNOSES) == list(BY_NAME)


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ([4_000.0, 400_000.0, *[8_000.0] * 38], "does not come back"),
        ([4_000.0, 400_000.0, *[3_900.0] * 38], "then sticks"),
        (FALLING, "does not explode here"),
    ],
)
def test_a_learning_rate_explodes_sticks_or_does_neither(losses: list[float], said: str) -> None:
    text = diagnose("learning-rate", losses)
    assert said in text
    assert f"{losses[0]:,.0f}" in text and f"{max(losses):,.0f}" in text
    if max(losses) == 400_000:
        assert "100 times as much" in text and "at step 2" in text.replace("\n", " ")


def test_beta_says_how_many_latents_are_left_and_what_it_costs() -> None:
    text = diagnose("beta-10", num_active=12, kl=8.25, mse=0.05)
    assert "costs 10 nats" in text and "8.2 nats" in text and "50.0" in text
    assert (
        "12 of 128 latents" in text
        and "2.50 times as wrong: a mean squared error of 0.0500, not 0.0200" in text
    )


@pytest.mark.parametrize(
    ("active", "said"),
    [
        (0, "Posterior collapse"),
        (1, "but for 1 latent that"),
        (3, "not collapsed wholly: 3 latents still vary"),
    ],
)
def test_a_collapse_is_one_where_no_latent_is_left(active: int, said: str) -> None:
    assert said in diagnose("collapse", num_active=active, kl=0.001)


@pytest.mark.parametrize(
    ("variation", "said"), [(0.001, "paints one picture for all"), (0.3, "30.0% as much as the images do")]
)
def test_one_picture_for_all_is_said_where_it_is_so(variation: float, said: str) -> None:
    assert said in diagnose("collapse", variation=variation)


def test_two_latents_say_how_far_from_the_healthy_run_they_stop() -> None:
    text = diagnose("latent-2", reconstruction=3_800.0)
    assert "2 numbers cannot" in text and "ends at 3,800 nats, 300 above the healthy run's 3,500" in text


@pytest.mark.parametrize(
    ("mse", "said"),
    [
        (0.01, "not a worse model"),
        (0.04, "the worse model, although it made more steps"),
        (0.0205, "no further than the few"),
    ],
)
def test_a_small_batch_is_judged_by_what_became_of_it(mse: float, said: str) -> None:
    losses = [4_000.0 + 200 * (-1) ** step for step in range(400)]
    text = diagnose("batch-4", losses, mse=mse, elapsed_seconds=360.0)
    assert said in text and "4.0 times as long" in text and "400 steps instead of 41" in text


@pytest.mark.parametrize(
    ("accuracy", "said"),
    [
        (0.21, "right less often: for 21.0%, not 30.0%"),
        (0.31, "does not give it away after so few epochs: 31.0%, and 30.0%"),
    ],
)
def test_crops_say_what_the_encoder_sees_and_whether_its_features_suffer(accuracy: float, said: str) -> None:
    text = diagnose("crops", reconstruction=3_900.0, knn_accuracy=accuracy)
    assert "sees 2% to 10% of an image's area, the healthy one 8% to 100%" in text
    assert "ends at 3,900 nats, that of the healthy run at 3,500" in text
    assert said in text
