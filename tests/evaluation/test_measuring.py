from pathlib import Path

import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.errors import UserError
from aavae.evaluation import measuring
from aavae.evaluation.capacity import check_fits
from aavae.evaluation.estimate import compute_estimate
from aavae.evaluation.measuring import Trial, extrapolate, measure
from aavae.paths import runs_dir

HARDWARE = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
TINY = RunConfig(model=ModelConfig(latent_dim=8))


def line(num_images: int) -> Trial:
    return Trial(num_images, 1 + 0.5 * num_images, 100 + 10 * num_images)


def test_what_grows_along_a_line_is_extrapolated_along_it() -> None:
    trials = [Trial(2, 90, 9_000), line(4), line(8), line(16)]
    assert extrapolate(trials, 256) == pytest.approx(line(256))
    assert extrapolate(trials[1:3], 256) == pytest.approx(line(256))


def test_one_trial_is_extrapolated_in_proportion() -> None:
    assert extrapolate([Trial(2, 3.0, 500)], 20) == Trial(20, 30.0, 5_000)


def test_more_images_take_no_less_and_no_more_than_in_proportion() -> None:
    falling = extrapolate([Trial(2, 3.0, 600), Trial(4, 2.0, 500)], 8)
    assert falling == pytest.approx(Trial(8, 2.0, 500))
    rising = extrapolate([Trial(2, 0.1, 500), Trial(4, 1.0, 500)], 8)
    assert rising == pytest.approx(Trial(8, 2.0, 500))


def test_an_extreme_learning_rate_or_beta_ends_no_trial_and_trials_leave_nothing_behind() -> None:
    config = RunConfig.model_validate(
        {"method": "vae", "beta": 1e30, "model": {"latent_dim": 8}, "optim": {"learning_rate": 1e30}}
    )
    state = torch.get_rng_state()
    measurement = measure(config, 4, HARDWARE)
    assert measurement.tried_images == 4
    assert measurement.device_free_bytes == 0
    assert measurement.memory_bytes > 10**8
    assert 0 < measurement.snapshot_bytes < measurement.weights_bytes < measurement.state_bytes / 2
    assert list(runs_dir().iterdir()) == []
    assert torch.equal(torch.get_rng_state(), state)


def test_files_that_cannot_be_written_are_a_user_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("AAVAE_RUNS", str(blocked))
    with pytest.raises(UserError, match=r"cannot be written to .*: free some space there"):
        measure(TINY, 2, HARDWARE)


def test_hardware_that_is_not_there_is_a_user_error() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(UserError, match=r"'cuda' .*not possible here"):
        measure(TINY, 2, HardwareConfig(accelerator="cuda"))


def test_a_batch_that_cannot_fit_is_refused_without_trying_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # Shorter trials than usual: they are of a large network.
    monkeypatch.setattr(measuring, "_LONGEST_STEP", 0.05)
    monkeypatch.setattr(measuring, "_LONGEST_EVALUATION", 0.05)
    config = RunConfig(batch_size=65_536, model=ModelConfig(encoder="resnet18"))
    measurement = measure(config, 50_000, HARDWARE)
    assert measurement.tried_images < 100
    estimate = compute_estimate(measurement, config, HARDWARE, num_train=50_000, num_test=10_000)
    assert estimate.is_extrapolated
    with pytest.raises(UserError, match=r"needs about .* of memory .*smaller batch"):
        check_fits(estimate, available_memory=10**11)
