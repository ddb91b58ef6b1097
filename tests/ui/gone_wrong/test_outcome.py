from pathlib import Path

import numpy as np
import pytest

from aavae.runs.status import Status, write_status
from aavae.studies.pitfall_evidence import locate_evidence
from aavae.studies.pitfalls import PITFALLS
from aavae.ui.gone_wrong.outcome import find_pair
from tests.ui.gone_wrong.examples import make_pair

BETA = PITFALLS[1]


@pytest.fixture(autouse=True)
def nothing_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))


def test_the_end_is_the_mean_of_the_last_tenth() -> None:
    pair = make_pair(BETA, [5_000.0] * 36 + [100.0, 200.0, 300.0, 400.0])
    assert pair.wrong.last_loss == pytest.approx(250)
    assert pair.healthy.last_loss == pytest.approx(3_615)


def test_jumps_are_those_of_the_noise_and_not_of_the_slope() -> None:
    noise = np.random.default_rng(0).normal(0, 50, 4_000)
    losses = 6_000 - 0.5 * np.arange(4_000) + noise
    pair = make_pair(BETA, losses.tolist())
    assert pair.wrong.jump == pytest.approx(50, rel=0.1)
    assert pair.healthy.jump == pytest.approx(0, abs=1e-6)


def test_a_number_of_the_last_epoch_is_read_by_its_name() -> None:
    pair = make_pair(BETA, [1.0], kl=3.0, knn_accuracy=0.25)
    assert (pair.wrong.read_last("kl"), pair.wrong.read_last("knn_accuracy")) == (3.0, 0.25)
    with pytest.raises(KeyError):
        pair.wrong.read_last("gone")


def test_what_is_not_finished_or_not_complete_is_no_pair() -> None:
    assert find_pair(BETA) is None
    pair = make_pair(BETA, [1.0])
    write_status(pair.wrong.run.layout.status, Status(state="running", epoch=1))
    assert find_pair(BETA) is None
    write_status(pair.wrong.run.layout.status, Status(state="finished", epoch=3))
    assert find_pair(BETA) is not None
    locate_evidence(pair.healthy.run.layout).unlink()
    assert find_pair(BETA) is None
